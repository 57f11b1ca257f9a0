"""Paths that a user names, as paths of the build context."""

from __future__ import annotations

import os
import stat

from ctxscan.context.real_path import real_path
from ctxscan.errors import UsageError
from ctxscan.tuples import NamedTuple


class OutsideError(UsageError):
    """A path outside of the context: another one may hold it."""


def is_there(path: str | os.PathLike[str]) -> bool:
    """Not where nobody may look, of which ``Path`` of Python 3.11 makes an error; so the others."""
    return os.path.exists(path)


def is_directory(path: str | os.PathLike[str]) -> bool:
    return os.path.isdir(path)


def is_file(path: str | os.PathLike[str]) -> bool:
    return os.path.isfile(path)


def is_link(path: str | os.PathLike[str]) -> bool:
    return os.path.islink(path)


def is_same(path: str, other: str) -> bool:
    """Whether both are there, and are one file."""
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False


def path_in_context(root: str, given: str) -> str:
    """*given* relative to the context root *root*.

    A relative path is taken from the context root, unless it is only there when it is taken
    from the current directory. It need not exist. Raises OutsideError for a path outside.
    """
    from_root = os.path.normpath(os.path.join(root, given))
    from_here = _without_links(os.path.abspath(given))
    elsewhere = not os.path.lexists(from_root) and os.path.lexists(from_here)
    chosen = from_here if os.path.isabs(given) or elsewhere else from_root
    relative = os.path.relpath(chosen, root)
    if relative == os.curdir:
        raise UsageError(
            "no rule ever applies to the context root itself", hint="name a path below it"
        )
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        raise OutsideError(
            f"{given} is outside of the build context {root}",
            hint="name the context: --context DIR",
        )
    return relative.replace(os.sep, "/")


class Seen(NamedTuple):
    """What lies at a path; a path with nothing there is taken for one of a file."""

    exists: bool = False
    is_directory: bool = False
    is_socket: bool = False

    has_content: bool = True
    """Not so for an empty file, a symlink or a fifo."""

    readable: bool = True

    link_above: str | None = None
    """The uppermost symlink on the way, below which no builder looks."""

    leads_to: str | None = None
    """With a link above: the path of the context that it really is, if it is one."""


def look_at(root: str, path: str) -> Seen:
    full = os.path.join(root, path)
    link = _link_above(root, path)
    try:
        info = os.lstat(full)
    except (OSError, ValueError):  # ValueError: it holds a NUL
        return Seen(link_above=link, leads_to=_in_context(root, full) if link else None)
    is_file = stat.S_ISREG(info.st_mode)
    return Seen(
        exists=True,
        is_directory=stat.S_ISDIR(info.st_mode),
        is_socket=stat.S_ISSOCK(info.st_mode),
        has_content=(is_file and info.st_size > 0) or stat.S_ISSOCK(info.st_mode),
        readable=not is_file or os.access(full, os.R_OK),
        link_above=link,
        leads_to=_in_context(root, full) if link else None,
    )


def _link_above(root: str, path: str) -> str | None:
    *directories, _ = path.split("/")
    for depth in range(1, len(directories) + 1):
        above = "/".join(directories[:depth])
        if os.path.islink(os.path.join(root, above)):
            return above
    return None


def _in_context(root: str, full: str) -> str | None:
    """The path of the context that *full* is once the links of its directory are followed."""
    relative = os.path.relpath(_without_links(full), real_path(root))
    outside = relative == os.pardir or relative.startswith(os.pardir + os.sep)
    return None if outside or relative == os.curdir else relative.replace(os.sep, "/")


def _without_links(path: str) -> str:
    """With the symlinks of its directory resolved, not its own."""
    directory, name = os.path.split(path)
    return os.path.join(real_path(directory), name)
