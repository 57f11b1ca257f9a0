"""Symlinks followed inside a directory only, as BuildKit follows them."""

from __future__ import annotations

import errno
import os

_MOST_LINKS = 255
"""containerd/continuity, fs.RootPath gives up after that many."""

_NOTHING_BELOW = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})


def resolve_inside(root: str, path: str) -> str | None:
    """The path (relative to *root*) that *path* leads to when *root* is taken for ``/``.

    Absolute targets start at *root*, ``..`` stops there. ``None`` when the links never end.
    A path that does not exist is resolved as far as it goes.
    """
    pending = [part for part in reversed(path.split("/")) if part]
    done: list[str] = []
    way = [root]
    """The path of each of them, on the disk; as long as there may be a link."""
    links = 0
    while pending:
        part = pending.pop()
        if part == ".":
            continue
        if part == "..":
            if done:
                done.pop()
                del way[len(done) + 1 :]
            continue
        target = None
        if len(way) > len(done):
            here = os.path.join(way[-1], part)
            target, below = _link(here)
            way += [here] if below else []
        if target is None:
            done.append(part)
            continue
        links += 1
        if links > _MOST_LINKS:
            return None
        if target.startswith("/"):
            done = []
            way = [root]
        pending.extend(piece for piece in reversed(target.split("/")) if piece)
    return "/".join(done)


def lies_inside(root: str, path: str) -> bool:
    """Whether *path*, its last symlink not followed, is there at all."""
    return os.path.lexists(os.path.join(root, path))


def _link(path: str) -> tuple[str | None, bool]:
    """Where it leads to, if it is a link; and whether there may be one below it."""
    try:
        return os.readlink(path), False
    except OSError as error:
        return None, error.errno not in _NOTHING_BELOW
    except ValueError:  # no disk has a name with a NUL in it
        return None, False
