"""Another directory that has all that the sources of a Dockerfile name. Looks at the disk."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_UP = 3


def fitting_context(root: str, dockerfile: str | None, paths: Sequence[str]) -> str | None:
    """The directory that a build of *paths* was probably meant for; ``None``: none, or *root*.

    It is relative to the current directory; *dockerfile* is absolute. The directories above *root*
    are tried, and that of the Dockerfile.
    """
    if not paths or _has_all(root, paths):
        return None
    fitting = (each for each in _candidates(root, dockerfile) if _has_all(each, paths))
    found = next(fitting, None)
    return None if found is None else os.path.relpath(found)


def _candidates(root: str, dockerfile: str | None) -> Iterator[str]:
    if dockerfile is not None:
        yield os.path.dirname(dockerfile)
    directory = root
    for _ in range(_MOST_UP):
        if os.path.lexists(os.path.join(directory, ".git")):
            return
        directory = os.path.dirname(directory)
        yield directory


def _has_all(directory: str, paths: Sequence[str]) -> bool:
    return all(os.path.lexists(os.path.join(directory, path)) for path in paths)
