"""Symlinks followed inside a directory only, as BuildKit follows them."""

from __future__ import annotations

import os

_MOST_LINKS = 255
"""containerd/continuity, fs.RootPath gives up after that many."""


def resolve_inside(root: str, path: str) -> str | None:
    """The path (relative to *root*) that *path* leads to when *root* is taken for ``/``.

    Absolute targets start at *root*, ``..`` stops there. ``None`` when the links never end.
    A path that does not exist is resolved as far as it goes.
    """
    pending = [part for part in reversed(path.split("/")) if part]
    done: list[str] = []
    links = 0
    while pending:
        part = pending.pop()
        if part == ".":
            continue
        if part == "..":
            done = done[:-1]
            continue
        target = _link(os.path.join(root, *done, part))
        if target is None:
            done.append(part)
            continue
        links += 1
        if links > _MOST_LINKS:
            return None
        if target.startswith("/"):
            done = []
        pending.extend(piece for piece in reversed(target.split("/")) if piece)
    return "/".join(done)


def lies_inside(root: str, path: str) -> bool:
    """Whether *path*, its last symlink not followed, is there at all."""
    return os.path.lexists(os.path.join(root, path))


def _link(path: str) -> str | None:
    try:
        return os.readlink(path)
    except (OSError, ValueError):  # ValueError: no disk has a name with a NUL in it
        return None
