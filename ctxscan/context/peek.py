"""The first bytes of a file of a context, and of nothing else."""

from __future__ import annotations

import os
import stat


def peek(root: str, path: str, most: int) -> bytes | None:
    """At most *most* bytes of the regular file *path* below *root*.

    ``None`` for anything else: a link, a pipe that would hang, what lies beyond a link to outside.
    """
    full = os.path.join(root, path)
    above = os.path.realpath(root)
    directory = os.path.realpath(os.path.dirname(full))
    if directory != above and not directory.startswith(above.rstrip(os.sep) + os.sep):
        return None
    try:
        descriptor = os.open(full, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    except OSError:
        return None
    finally:
        os.close(descriptor)
