"""All that git says of a context, gathered once for everybody who wants to know."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.git.repository import NoRepository, find_repository
from ctxscan.context.git.view import IgnoreSource, look
from ctxscan.context.reading import LARGEST_GITIGNORE, read_regular
from ctxscan.errors import ContextError
from ctxscan.ignore.git.file import read_gitignore
from ctxscan.ignore.git.matcher import GitRules
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.ignore.git.file import GitignoreFile

_GITIGNORE = ".gitignore"


class GitFacts(NamedTuple):
    """What git says of a context; its paths are relative to the context root."""

    files: tuple[GitignoreFile, ...]
    """What git reads its rules from, weakest first."""

    tracked: frozenset[str]

    kept: frozenset[str] | None
    """Tracked, or not ignored; ``None`` when there is no repository to ask, and only its files."""

    unknown: frozenset[str] = frozenset()
    """Directories of other repositories, which git could not look into."""

    below_top: bool = False
    """Whether the context lies inside the work tree, so that ``.git`` is not in it."""

    root_ignored: bool = False
    """Whether git ignores the context itself, so that its rules say nothing of what is in it."""

    no_repository: NoRepository | None = None
    """Why there is no repository to ask, if there is none."""

    def in_strings_of(self, paths: Sequence[str]) -> GitFacts:
        """The same, without a string of its own for what is among *paths*.

        Of a million files, all names would be held twice.
        """
        tracked = _in_strings_of(paths, self.tracked)
        if self.kept is None or self.kept is self.tracked:
            return self._replace(tracked=tracked, kept=None if self.kept is None else tracked)
        return self._replace(tracked=tracked, kept=_in_strings_of(paths, self.kept))

    @property
    def shared_rules(self) -> GitRules | None:
        """The rules that every colleague has; ``None`` where there are none.

        Neither ``.git/info/exclude`` nor the user's own file is among them.
        """
        if self.root_ignored:
            return None
        shared = [file for file in self.files if os.path.basename(file.path) == _GITIGNORE]
        rules = tuple(rule for file in shared for rule in file.rules)
        return GitRules(rules, self.kept or frozenset()) if rules else None


def _in_strings_of(paths: Sequence[str], known: frozenset[str]) -> frozenset[str]:
    found = known.intersection(paths)  # of two equal strings, it has that of *paths*
    return found if len(found) == len(known) else found | (known - found)


def git_facts(root: str, *, global_excludes: bool = False) -> GitFacts:
    """What git says of the context at *root*. Where git fails, it says why.

    The user's own ``core.excludesFile`` counts with *global_excludes* alone.
    """
    repository = find_repository(root)
    if isinstance(repository, NoRepository):
        return _without_git(root, repository)
    try:
        view = look(repository, global_excludes=global_excludes)
    except ContextError as error:
        return _without_git(root, NoRepository(error.message, error.hint))
    return GitFacts(
        _read(root, view.sources),
        view.tracked,
        view.kept,
        view.unknown,
        below_top=bool(repository.prefix),
        root_ignored=view.root_ignored,
    )


def _without_git(root: str, why: NoRepository) -> GitFacts:
    """No git in the image of the job, or a tree that was unpacked: the file still says it."""
    files = _read(root, _file_at_the_top(root))
    return GitFacts(files, frozenset(), None, no_repository=why)


def _read(root: str, sources: Iterable[IgnoreSource]) -> tuple[GitignoreFile, ...]:
    return tuple(
        read_gitignore(
            each.data,
            os.path.relpath(os.path.join(root, each.path)),
            each.directory,
            way_down=each.way_down,
        )
        for each in sources
    )


def _file_at_the_top(root: str) -> Iterator[IgnoreSource]:
    # Only that one: which of the others git would read is git's own question.
    path = os.path.join(root, _GITIGNORE)
    try:
        yield IgnoreSource(_GITIGNORE, read_regular(path, LARGEST_GITIGNORE, follow=False))
    except OSError:
        return
