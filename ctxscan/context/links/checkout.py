"""Links of a checkout that lead out of it: what lies there is not the checkout's to show."""

from __future__ import annotations

import os
import stat

from ctxscan.context.real_path import real_path
from ctxscan.errors import ContextError, Place


def checkout_of(root: str) -> str:
    """The repository that holds the context *root* (absolute, without links).

    Without one, the directory that the context lies in: it was unpacked there with its siblings.
    """
    directory = root
    while not os.path.lexists(os.path.join(directory, ".git")):
        above = os.path.dirname(directory)
        if above == directory:
            return os.path.dirname(root)
        directory = above
    return directory


def is_of_checkout(path: str, context: str, root: str) -> bool:
    """Whether *path*, its links not followed, lies in the context or the repository around it.

    *context* is what *root* was called by the user, and may lead there by links itself.
    """
    full = os.path.abspath(path)
    return any(is_below(full, each) for each in (os.path.abspath(context), root, checkout_of(root)))


def check_stays_inside(path: str, context: str, root: str, shown: str) -> None:
    """Raises ContextError where *shown* is the checkout's, and *path*, which it leads to, is not.

    Errors and suggestions quote what they read, and a log may be public: a link to
    ``/etc/shadow`` is not to get there. Whoever means another place can name it.
    """
    if not is_of_checkout(shown, context, root) or not os.path.lexists(path):
        return
    real = real_path(path)
    if not os.path.exists(real) or is_below(real, root):
        return
    if is_below(real, checkout_of(root)) and _is_public(real):
        return
    raise ContextError(
        "its symlinks lead out of the checkout, and what is read may be shown in a log",
        place=Place(shown),
        hint="if you mean that file, name it itself, with -f or --ignorefile",
    )


def _is_public(path: str) -> bool:
    try:
        return bool(os.stat(path).st_mode & stat.S_IROTH)
    except OSError:
        return True  # reading it will say so


def is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(os.path.join(directory, ""))
