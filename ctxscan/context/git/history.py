"""The commits of a branch, one behind the other, by what each changed in the trees."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.git.program import PartialCloneError, lacks_objects, run_git
from ctxscan.context.git.revision import SUBMODULE, find_revision
from ctxscan.context.git.side import Side
from ctxscan.errors import ContextError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.git.repository import Repository

_NOTHING = "000000"


class FileChange(NamedTuple):
    path: str
    """From the directory that was asked about."""

    before: Side | None
    after: Side | None


class Commit(NamedTuple):
    name: str
    changes: tuple[FileChange, ...]
    """Against its first parent, submodules left out."""

    submodules: tuple[str, ...] = ()
    """Those that it takes to another commit: whose files changed, and nobody looks which."""


def history(
    repository: Repository, directory: str, count: int | None, since: str | None
) -> tuple[Commit, ...]:
    """The last commits, newest first, along the first parents; the very first is left out.

    *since*: as for ``git log``. Raises ContextError, also where there is no commit.
    """
    limit = [*([f"--max-count={count}"] if count is not None else [])]
    limit += [f"--since={since}"] if since is not None else []
    command = ["rev-list", "--first-parent", "--parents", *limit, "HEAD"]
    status, out, trouble = run_git(repository.toplevel, command)
    if status != 0:
        if find_revision(repository, "HEAD") is None:
            raise ContextError("there is no history: the branch has no commits")
        raise ContextError(f"git cannot list the commits: {trouble.strip()}")
    pairs = [line.split(" ")[:2] for line in out.decode().splitlines()]
    given = "".join(f"{pair[0]} {pair[1]}\n" for pair in pairs if len(pair) == 2)
    if not given:
        return ()
    pathspec = ["--", f":(top,literal){directory}"] if directory else []
    command = ["diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", *pathspec]
    status, out, trouble = run_git(repository.toplevel, command, given.encode())
    if lacks_objects(trouble):
        raise PartialCloneError("trees of its commits")
    if status != 0:
        raise ContextError(f"git cannot compare the commits: {trouble.strip()}")
    found = _commits(os.fsdecode(out), f"{directory}/" if directory else "")
    changed = {each.name: each for each in found}
    names = [pair[0] for pair in pairs if len(pair) == 2]
    return tuple(changed.get(name) or Commit(name, ()) for name in names)


def is_shallow(repository: Repository) -> bool:
    """Whether it was cloned with its last commits alone."""
    out = repository.ask(["rev-parse", "--git-path", "shallow"])
    return os.path.lexists(os.path.join(repository.root, os.fsdecode(out[:-1])))


def _commits(text: str, prefix: str) -> Iterator[Commit]:
    fields = text.split("\0")
    name, changes, submodules = "", list[FileChange](), list[str]()
    at = 0
    while at < len(fields) - 1:
        if fields[at].startswith(":"):
            path = fields[at + 1].removeprefix(prefix)
            change = _change(fields[at], path)
            if change is None:
                submodules.append(path)
            else:
                changes.append(change)
            at += 2
            continue
        if name:
            yield Commit(name, tuple(changes), tuple(submodules))
        name, changes, submodules = fields[at], [], []
        at += 1
    if name:
        yield Commit(name, tuple(changes), tuple(submodules))


def _change(head: str, path: str) -> FileChange | None:
    """``None``: it is a submodule, before or after."""
    old_mode, new_mode, old_id, new_id, _ = head[1:].split(" ")
    if SUBMODULE in (old_mode, new_mode):
        return None
    before = None if old_mode == _NOTHING else Side(old_mode, old_id)
    after = None if new_mode == _NOTHING else Side(new_mode, new_id)
    return FileChange(path, before, after)
