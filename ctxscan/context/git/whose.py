"""Repositories that git would answer from, and that are not those of the directory asked about."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.context.reading import LARGEST_GITIGNORE, MIB, read_regular
from ctxscan.context.real_path import real_path
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable

CANNOT_READ = "git cannot read"

_ALWAYS_READ = ("HEAD", "commondir", "config.worktree")
_OFTEN_READ = ("index", "packed-refs", "shallow", "objects/info/alternates", "info/attributes")

_WORKTREE = regex(r"^\s*worktree\s*=\s*(.+?)\s*$", re.MULTILINE)


def reason_not_to_start(top: str) -> str | None:
    """Why git would never answer about the work tree at *top*: it reads its settings first."""
    path = os.path.join(top, ".git", "config")
    reason = _unfit(path)
    if reason is not None:
        return f"{CANNOT_READ} {path}: it is {reason}"
    return _special(os.path.join(top, ".git"), _ALWAYS_READ)


def reason_to_leave_alone(root: str, toplevel: str, git_directory: str) -> str | None:
    """Why git is not to be asked about *root*; ``None`` where it may be."""
    if not _lies_in(root, toplevel) or not os.path.lexists(os.path.join(toplevel, ".git")):
        return "the work tree of its repository is configured to be elsewhere (core.worktree)"
    if not _belongs(toplevel, git_directory):
        return f"its .git leads to {git_directory}, which is the repository of another directory"
    for path in (
        os.path.join(git_directory, "info", "exclude"),
        os.path.join(toplevel, ".gitignore"),
        os.path.join(root, ".gitignore"),
    ):
        reason = _unfit(path)
        if reason is not None:
            return f"{CANNOT_READ} {path}: it is {reason}"
    head = _first(os.path.join(git_directory, "HEAD")).strip().removeprefix("ref: ")
    return _special(git_directory, (*_ALWAYS_READ, *_OFTEN_READ, head))


def _special(git_directory: str, names: Iterable[str]) -> str | None:
    """Why git would wait for one of *names*; of any size, the index of a large repository too."""
    for name in names:
        path = os.path.join(git_directory, name)
        with suppress(OSError, ValueError):
            mode = os.stat(path).st_mode
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                return f"{CANNOT_READ} {path}: it is no regular file"
    return None


def _belongs(toplevel: str, git_directory: str) -> bool:
    """Whether the repository knows of *toplevel*: by its place, or because it says so itself.

    Source: git, Documentation/gitrepository-layout.txt (gitdir) for a linked work tree;
    core.worktree for a submodule.
    """
    git_directory = real_path(git_directory)
    above = toplevel
    while True:
        if _lies_in(git_directory, os.path.join(above, ".git")):
            return True
        above, last = os.path.dirname(above), above
        if above == last:
            break
    own = real_path(os.path.join(toplevel, ".git"))
    named = _first(os.path.join(git_directory, "gitdir")).strip()
    if named and real_path(os.path.join(git_directory, named)) == own:
        return True
    trees = _WORKTREE.findall(_first(os.path.join(git_directory, "config")))
    return any(
        real_path(os.path.join(git_directory, each)) == real_path(toplevel) for each in trees
    )


def _first(path: str) -> str:
    try:
        return os.fsdecode(read_regular(path, MIB))
    except OSError:
        return ""


def _unfit(path: str) -> str | None:
    """What would hold git up, or fill the memory; it opens no .gitignore that is a link."""
    try:
        info = os.lstat(path)
        if stat.S_ISLNK(info.st_mode) and path.endswith(("exclude", "config")):
            info = os.stat(path)
    except OSError:
        return None
    if stat.S_ISREG(info.st_mode) and info.st_size > LARGEST_GITIGNORE:
        return f"larger than {LARGEST_GITIGNORE // MIB} MiB"
    if stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode) or stat.S_ISLNK(info.st_mode):
        return None
    return "no regular file"


def _lies_in(path: str, directory: str) -> bool:
    return path == directory or path.startswith(os.path.join(directory, ""))
