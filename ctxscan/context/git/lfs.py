"""Files that Git LFS keeps elsewhere, and of which a clone without it has a pointer alone."""

from __future__ import annotations

import os

from ctxscan.context.below import open_below
from ctxscan.context.reading import MIB, read_regular

POINTER_SIZES = frozenset(range(126, 138))
"""In bytes: 125 and the digits of the size (git-lfs, docs/spec.md); none with an extension."""

_FIRST_LINE = b"version https://git-lfs.github.com/spec/v1\n"
_MOST_ATTRIBUTES = 100 * MIB
"""As git reads them (attr.c, ATTR_MAX_FILE_SIZE)."""


def may_have_lfs(root: str) -> bool:
    """Whether git's attributes of *root*, or of a directory above it, name the filter."""
    directory = root
    while True:
        if _names_lfs(os.path.join(directory, ".gitattributes")):
            return True
        above = os.path.dirname(directory)
        if os.path.lexists(os.path.join(directory, ".git")) or above == directory:
            return False
        directory = above


def _names_lfs(path: str) -> bool:
    try:
        # Git follows no link of that name, either (attr.c, read_attr_from_file).
        return b"filter=lfs" in read_regular(path, _MOST_ATTRIBUTES, follow=False)
    except OSError:
        return False


def is_pointer(root: str, path: str) -> bool:
    try:
        with os.fdopen(open_below(root, path), "rb") as file:
            return file.read(len(_FIRST_LINE)) == _FIRST_LINE
    except OSError:
        return False
