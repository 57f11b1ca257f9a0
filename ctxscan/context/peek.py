"""The first bytes of a file of a context, and of nothing else."""

from __future__ import annotations

import os

from ctxscan.context.below import open_below


def peek(root: str, path: str, most: int) -> bytes | None:
    """At most *most* bytes of the regular file *path* below *root*.

    ``None`` for anything else: a link, a pipe that would hang, what lies beyond a link.
    """
    try:
        with os.fdopen(open_below(root, path), "rb") as file:
            return file.read(most)
    except OSError:
        return None
