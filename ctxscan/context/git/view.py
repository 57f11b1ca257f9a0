"""All that git makes of a context in one look: what it keeps, and the patterns it goes by."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.context.below import read_below
from ctxscan.context.git.program import run_git
from ctxscan.context.git.repository import NoRepository, Repository, find_repository
from ctxscan.context.reading import LARGEST_GITIGNORE, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPOSITORY = "160000"
"""The mode of a submodule in the index."""

_GITIGNORE = ".gitignore"


class IgnoreSource(NamedTuple):
    """One file whose patterns git applies to the context, unchanged."""

    path: str
    """As seen from the context root: ``.gitignore``, ``../.git/info/exclude``."""

    data: bytes
    directory: str = ""
    """Where its patterns begin, relative to the context root."""

    way_down: str = ""
    """For a file above the context root: from its directory down to the root."""


class GitView(NamedTuple):
    """What git makes of the files of a context, by paths relative to the context root.

    A submodule, or a repository that merely lies there, is asked itself, and its answers are
    added under its directory.
    """

    tracked: frozenset[str]
    """In the index, whether on disk or not."""

    untracked: frozenset[str]
    """Neither tracked nor ignored."""

    sources: tuple[IgnoreSource, ...]
    """Weakest first."""

    unknown: frozenset[str]
    """Directories of repositories that could not be asked, such as one of another user."""

    root_ignored: bool
    """Whether git ignores the context root itself, so that its rules say nothing of use."""

    @property
    def kept(self) -> frozenset[str]:
        return self.tracked | self.untracked if self.untracked else self.tracked


def look(repository: Repository, *, global_excludes: bool = False) -> GitView:
    """Raises ContextError where git fails.

    The user's own ``core.excludesFile`` counts with *global_excludes* alone: colleagues
    don't have it.
    """
    return _Looking(repository, global_excludes=global_excludes).view()


class _Looking:
    """One look at a repository and those inside it."""

    def __init__(self, repository: Repository, *, global_excludes: bool) -> None:
        self.repository = repository
        self.global_excludes = global_excludes
        self.tracked: set[str] = set()
        self.untracked: set[str] = set()
        self.sources: list[IgnoreSource] = []
        self.unknown: set[str] = set()

    def view(self) -> GitView:
        inner = self._tracked() | self._untracked()
        self._read_sources()
        for directory in sorted(inner):
            self._ask_inside(directory)
        return GitView(
            frozenset(self.tracked),
            frozenset(self.untracked),
            tuple(self.sources),
            frozenset(self.unknown),
            self._root_ignored(),
        )

    def _listed(self, *command: str) -> list[str]:
        return self.repository.listed(command, global_excludes=self.global_excludes)

    def _tracked(self) -> set[str]:
        """Fill in what is tracked; the directories of submodules are returned."""
        inner: set[str] = set()
        command = ("ls-files", "-s", "-z")
        for row in self.repository.rows(command, global_excludes=self.global_excludes):
            path = row.partition("\t")[2]
            (inner if row.startswith(_REPOSITORY) else self.tracked).add(path)
        self.tracked -= inner
        return inner

    def _untracked(self) -> set[str]:
        """Fill in what git would add; the directories of other repositories are returned."""
        found = self._listed("ls-files", "-o", "-z", "--exclude-standard")
        inner = {path.rstrip("/") for path in found if path.endswith("/")}
        self.untracked |= {path for path in found if not path.endswith("/")}
        return inner

    def _ask_inside(self, directory: str) -> None:
        top = os.path.join(self.repository.root, directory)
        if real_path(top) != top:
            # In the index a submodule, on disk a link: it may lead back here, and round and round.
            self.unknown.add(directory)
            return
        found = find_repository(top)
        if isinstance(found, NoRepository):
            self.unknown.add(directory)
            return
        if found.prefix:
            return  # a submodule that was never checked out: an empty directory
        view = look(found, global_excludes=self.global_excludes)
        self.tracked |= {f"{directory}/{path}" for path in view.tracked}
        self.untracked |= {f"{directory}/{path}" for path in view.untracked}
        self.unknown |= {f"{directory}/{path}" for path in view.unknown}
        self.sources += [
            IgnoreSource(
                _below(directory, source.path), source.data, _below(directory, source.directory)
            )
            for source in view.sources
        ]

    def _root_ignored(self) -> bool:
        name = self.repository.prefix.rstrip("/")
        if not name:
            return False
        above = Repository(self.repository.toplevel, self.repository.toplevel, "")
        verdict = above.verdicts([name], global_excludes=self.global_excludes, use_index=False)
        return any(found is not None and found.ignored for found in verdict.values())

    def _read_sources(self) -> None:
        """Weakest first: the user's file, the repository's own, then .gitignore files downwards."""
        way_down = self.repository.prefix.rstrip("/")
        for path in self._global_file():
            self._read(path, way_down=way_down, follow=True)
        for path in self._exclude_file():
            self._read(path, way_down=way_down)
        parts = way_down.split("/") if way_down else []
        for depth in range(len(parts)):
            path = "/".join((*parts[:depth], _GITIGNORE))
            self._read_below(self.repository.toplevel, path, way_down="/".join(parts[depth:]))
        for path in sorted(self._gitignore_files(), key=lambda name: (name.count("/"), name)):
            self._read_below(self.repository.root, path, directory=path.rpartition("/")[0])

    def _global_file(self) -> Iterator[str]:
        if not self.global_excludes:
            return
        # Git's default has no command that tells it (gitignore(5)).
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        command = ["config", "--path", "-z", "core.excludesFile"]
        status, out, _ = run_git(self.repository.root, command)
        yield os.fsdecode(out[:-1]) if status == 0 else os.path.join(config, "git", "ignore")

    def _exclude_file(self) -> Iterator[str]:
        out = self.repository.ask(["rev-parse", "--git-path", "info/exclude"])
        yield os.path.join(self.repository.root, os.fsdecode(out[:-1]))

    def _gitignore_files(self) -> set[str]:
        """Those in the context that git reads: not those in directories that it ignores.

        One that is ignored itself is read: ``.venv/.gitignore`` often says ``*``.
        """
        ignored = self._listed(
            *("ls-files", "-o", "-i", "-z", "--exclude-standard", "--", f":(glob)**/{_GITIGNORE}")
        )
        known = (*self.tracked, *self.untracked, *ignored)
        found = {path for path in known if path.rpartition("/")[2] == _GITIGNORE}
        directories = sorted({path.rpartition("/")[0] for path in found} - {""})
        verdicts = self.repository.verdicts(
            directories, global_excludes=self.global_excludes, use_index=False
        )
        closed = {path for path, verdict in verdicts.items() if verdict and verdict.ignored}
        return {path for path in found if path.rpartition("/")[0] not in closed}

    def _read(self, path: str, *, way_down: str, follow: bool = False) -> None:
        # A link called info/exclude git follows; where it leads to may be no business of who reads
        # a log.
        with suppress(OSError):
            data = read_regular(path, LARGEST_GITIGNORE, follow=follow)
            self._add(path, data, way_down=way_down)

    def _read_below(self, root: str, path: str, *, directory: str = "", way_down: str = "") -> None:
        # Git follows no symlink called .gitignore, and takes no directory for one.
        with suppress(OSError):
            data = read_below(root, path, LARGEST_GITIGNORE)
            self._add(os.path.join(root, path), data, directory, way_down)

    def _add(self, path: str, data: bytes, directory: str = "", way_down: str = "") -> None:
        shown = os.path.relpath(path, self.repository.root).replace(os.sep, "/")
        self.sources.append(IgnoreSource(shown, data, directory, way_down))


def _below(directory: str, path: str) -> str:
    return os.path.normpath(f"{directory}/{path}").replace(os.sep, "/")
