"""What git knows of a context.

Everything is asked of the repository that holds the context, as git would find it from there,
whatever ``GIT_DIR`` says: ctxscan may run inside a hook of another repository.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.git.program import GitError, PartialCloneError, lacks_objects, run_git
from ctxscan.context.git.whose import CANNOT_READ, reason_not_to_start, reason_to_leave_alone
from ctxscan.context.real_path import real_path
from ctxscan.errors import ContextError, Place
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WITHOUT_GLOBAL = ("-c", f"core.excludesFile={os.devnull}")

_FILES = ("100644", "100755")

_AT_ONCE = 100_000
"""Bytes of an answer."""


class NoRepository(NamedTuple):
    """Git has nothing to say about a directory."""

    reason: str
    hint: str | None = None


class GitVerdict(NamedTuple):
    ignored: bool
    text: str
    """The pattern."""

    place: Place


class Repository(NamedTuple):
    """A repository, seen from a directory in its work tree."""

    root: str
    """The directory: absolute, without symlinks."""

    toplevel: str

    prefix: str
    """From the top level to the directory, with a slash at its end; empty at the top level."""

    def inside(self, path: str) -> str | None:
        """*path* from the top of the repository; ``None`` outside of it. Its own link stays."""
        directory, name = os.path.split(os.path.abspath(path))
        real = os.path.join(real_path(directory), name)
        found = os.path.relpath(real, self.toplevel)
        if found == os.curdir:
            return ""
        outside = found == os.pardir or found.startswith(os.pardir + os.sep)
        return None if outside else found.replace(os.sep, "/")

    def verdicts(
        self, paths: Sequence[str], *, global_excludes: bool = False, use_index: bool = True
    ) -> dict[str, GitVerdict | None]:
        """The pattern that decides about each path, which need not exist; ``None`` for none.

        A tracked path has none, unless the index is left aside. Raises ContextError, also for
        a path beyond a symlink or in a submodule.
        """
        options = [] if use_index else ["--no-index"]
        command = ["check-ignore", "--stdin", "-z", "-v", "-n", *options]
        given = b"".join(os.fsencode(path) + b"\0" for path in paths)
        out = self.ask(command, given, global_excludes=global_excludes, fine=(0, 1))
        fields = [os.fsdecode(value) for value in out.split(b"\0")[:-1]]
        rows = zip(*(fields[column::4] for column in range(4)), strict=True)
        return {path: _verdict(file, line, pattern) for file, line, pattern, path in rows}

    def is_tracked(self, path: str) -> bool:
        return bool(self.listed(["ls-files", "-z", "--", _literally(path)]))

    def in_index(self, path: str) -> bytes | None:
        """The content of a regular file as staged; ``None`` when it is not there."""
        rows = self.listed(["ls-files", "-s", "-z", "--", _literally(path)])
        merged = [row for row in rows if row.split("\t")[0].endswith(" 0")]
        return self._blob(merged, path, at=1)

    def at_head(self, path: str) -> bytes | None:
        """The content of a regular file as committed; ``None`` when it is not there."""
        status, out, _ = run_git(self.root, ["ls-tree", "-z", "HEAD", "--", f"./{path}"])
        # A repository without a commit has no HEAD.
        return self._blob(_fields(out), path, at=2) if status == 0 else None

    def _blob(self, rows: Sequence[str], path: str, *, at: int) -> bytes | None:
        """Rows are ``mode ... <tab> path``, with the object's name as the field *at*."""
        for row in rows:
            head, _, name = row.partition("\t")
            fields = head.split(" ")
            if name == path and fields[0] in _FILES:
                return self.ask(["cat-file", "blob", fields[at]])
        return None

    def listed(self, command: Sequence[str], *, global_excludes: bool = False) -> list[str]:
        return [*self.rows(command, global_excludes=global_excludes)]

    def rows(self, command: Sequence[str], *, global_excludes: bool = False) -> Iterator[str]:
        """The same one by one: of a million paths, no list is made."""
        return _rows(self.ask(command, global_excludes=global_excludes))

    def ask(
        self,
        command: Sequence[str],
        given: bytes = b"",
        *,
        global_excludes: bool = False,
        fine: Sequence[int] = (0,),
    ) -> bytes:
        options = () if global_excludes else _WITHOUT_GLOBAL
        status, out, trouble = run_git(self.root, [*options, *command], given)
        if status not in fine:
            if lacks_objects(trouble):
                raise PartialCloneError
            raise ContextError(
                f"git {command[0]} failed in {self.root}: {_first_line(trouble)}",
                hint="see what `git status` says there",
            )
        return out


def _left_alone(reason: str) -> NoRepository:
    unfit = reason.startswith(CANNOT_READ)
    return NoRepository(reason, "make it a regular file, and a shorter one" if unfit else None)


def find_repository(directory: str) -> Repository | NoRepository:
    """The repository whose work tree holds *directory*."""
    root = real_path(directory)
    top = _nearest(root)
    if top is None:
        return NOWHERE
    held_up = reason_not_to_start(top)
    if held_up is not None:
        return _left_alone(held_up)
    try:
        status, out, trouble = run_git(
            root, ["rev-parse", "--is-inside-work-tree", "--show-prefix"]
        )
    except GitError as error:
        return NoRepository(error.message, error.hint)
    if status != 0:
        return _refused(top, trouble)
    inside, _, prefix = out.partition(b"\n")
    if inside != b"true":
        return NoRepository("it is inside a repository that has no work tree there")
    return _checked(root, os.fsdecode(prefix[:-1]))


def _checked(root: str, prefix: str) -> Repository | NoRepository:
    _, out, _ = run_git(root, ["rev-parse", "--show-toplevel", "--absolute-git-dir"])
    top, _, git_directory = os.fsdecode(out[:-1]).rpartition("\n")
    reason = reason_to_leave_alone(root, top, git_directory)
    return _left_alone(reason) if reason is not None else Repository(root, top, prefix)


def tracked_modes(directory: str) -> dict[str, int]:
    """The mode that git gives each tracked file, by its path below *directory*.

    With a umask of 022, as on most machines: 0644 or 0755. Empty where there is no repository, or
    git fails. What is in submodules is left out.
    """
    repository = find_repository(directory)
    if isinstance(repository, NoRepository):
        return {}
    status, out, _ = run_git(repository.root, ["ls-files", "-s", "-z"])
    rows = [row.split("\t", 1) for row in _fields(out)] if status == 0 else []
    modes = {mode: int(mode[-3:], 8) for mode in _FILES}
    return {path: modes[head[:6]] for head, path in rows if head[:6] in modes}


def _nearest(root: str) -> str | None:
    """Where git finds a repository, if anywhere: it has to be asked where a name is that of one.

    It looks up to here at most (git, setup.c, setup_git_directory_gently_1), for a ``.git`` or the
    HEAD of a bare one. To start it takes longer than most of our work.
    """
    above, directory = "", root
    while directory != above:
        try:
            names = (".git", "HEAD")
            if any(_is_there(os.path.join(directory, name)) for name in names):
                return directory
        except OSError:
            return directory  # git says what is wrong
        above, directory = directory, os.path.dirname(directory)
    return None if os.path.isdir(root) else root


def _is_there(path: str) -> bool:
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    return True


NOWHERE = NoRepository("this directory is in no git repository")


def _refused(top: str, trouble: str) -> NoRepository:
    if "not a git repository" in trouble:
        path = os.path.join(top, ".git")
        return NoRepository(f"{path} is no repository") if os.path.lexists(path) else NOWHERE
    if "dubious ownership" in trouble:
        return NoRepository(
            "git does not trust the repository, because it belongs to somebody else",
            "if you trust it: git config --global --add safe.directory <its top directory>",
        )
    return NoRepository(_first_line(trouble))


def _verdict(file: str, line: str, pattern: str) -> GitVerdict | None:
    if not file:
        return None
    return GitVerdict(not pattern.startswith("!"), pattern, Place(file, int(line)))


def _literally(path: str) -> str:
    return f":(literal){path}"


def _fields(out: bytes) -> list[str]:
    return [*_rows(out)]


def _rows(out: bytes) -> Iterator[str]:
    """What ends with a NUL each; some at a time are decoded at once."""
    start = 0
    while start < len(out):
        end = out.find(b"\0", start + _AT_ONCE) + 1 or len(out)
        yield from os.fsdecode(out[start:end]).split("\0")[:-1]
        start = end


def _first_line(trouble: str) -> str:
    return trouble.strip().partition("\n")[0].removeprefix("fatal: ") or "it gave no reason"
