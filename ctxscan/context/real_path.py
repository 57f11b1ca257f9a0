"""Where a path leads once all links are followed, on a disk that others change meanwhile."""

from __future__ import annotations

import os

from ctxscan.errors import ContextError

_TRIES = 5


def real_path(path: str | os.PathLike[str]) -> str:
    """As ``os.path.realpath``, which asks the system about each link once.

    Python 3.11 and 3.12 raise OSError for a link that gives way to something else between two
    questions (posixpath._joinrealpath: ``lstat``, and then ``readlink``). Raises ContextError where
    that happens again and again: where it leads decides what may be read and written; and OSError
    where the current directory is gone, of which the command line has a line for all commands.
    """
    reason = ""
    for _ in range(_TRIES):
        try:
            return os.path.realpath(path)
        except OSError as error:
            reason = error.strerror or str(error)
    os.path.abspath(path)  # raises where the current directory is gone
    raise ContextError(
        f"{os.fspath(path)} cannot be followed to where it leads: {reason}",
        hint="if somebody changes it meanwhile, try again",
    )
