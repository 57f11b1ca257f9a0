"""Where a path leads once all links are followed, on a disk that others change meanwhile."""

from __future__ import annotations

import os

_TRIES = 5


def real_path(path: str | os.PathLike[str]) -> str:
    """As ``os.path.realpath``, which only asks for the system's word once.

    Python 3.11 and 3.12 raise OSError for a link that gives way to something else between two
    questions (posixpath._joinrealpath: ``lstat``, and then ``readlink``). Where that happens again
    and again, the path as it is named is all that can be said.
    """
    for _ in range(_TRIES):
        try:
            return os.path.realpath(path)
        except OSError:
            continue
    return os.path.abspath(path)
