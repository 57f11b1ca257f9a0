"""Files below a directory, reached through no link, even while somebody changes the tree.

A path that was a file when the walk came by may be a link by the time that it is read, or lie
behind one: each directory on the way is opened from the one above it, and refused if it is none.
"""

from __future__ import annotations

import os

from ctxscan.context.reading import content_of, open_regular

_STEP_BY_STEP = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
"""Not on Windows, where the whole path is opened, if it is no link itself."""

_DIRECTORY = (
    os.O_RDONLY
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_PATH", 0)
)


def open_below(root: str, path: str) -> int:
    """A descriptor of the regular file *path* below *root*, for reading.

    *path* is ``/``-separated and relative. Raises OSError, as ``open_regular``, also where a part
    of it is a link.
    """
    *directories, name = path.split("/")
    if not _STEP_BY_STEP or not directories:
        return open_regular(os.path.join(root, path), follow=False)
    here = os.open(root, _DIRECTORY & ~getattr(os, "O_NOFOLLOW", 0))
    try:
        for each in directories:
            above, here = here, os.open(each, _DIRECTORY, dir_fd=here)
            os.close(above)
        return open_regular(name, follow=False, directory=here)
    finally:
        os.close(here)


def read_below(root: str, path: str, largest: int) -> bytes:
    """The same file's content. Raises OSError, as ``read_regular``."""
    return content_of(open_below(root, path), path, largest)
