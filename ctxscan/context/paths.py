"""Paths that a user names, as paths of the build context."""

from __future__ import annotations

import os

from ctxscan.errors import UsageError


def path_in_context(root: str, given: str) -> str:
    """*given* relative to the context root *root*.

    A relative path is taken from the context root, unless it is only there when it is taken
    from the current directory. It need not exist. Raises UsageError for a path outside.
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
        raise UsageError(
            f"{given} is outside of the build context {root}",
            hint="name the context: --context DIR",
        )
    return relative.replace(os.sep, "/")


def look_at(root: str, path: str) -> tuple[bool, bool]:
    """Whether *path* is there, and whether it is a directory (a symlink to one is none)."""
    full = os.path.join(root, path)
    is_directory = os.path.isdir(full) and not os.path.islink(full)
    return os.path.lexists(full), is_directory


def _without_links(path: str) -> str:
    """With the symlinks of its directory resolved, not its own."""
    directory, name = os.path.split(path)
    return os.path.join(os.path.realpath(directory), name)
