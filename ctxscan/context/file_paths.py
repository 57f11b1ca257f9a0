"""The paths of all files of a directory, as far as a build could read them as texts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIT = ".git"


def file_paths(root: str) -> Iterator[str]:
    """Relative to *root*; no link is followed, and nothing of git's own is among them."""
    waiting = [""]
    while waiting:
        directory = waiting.pop()
        try:
            found = [*os.scandir(os.path.join(root, directory))]
        except OSError:
            continue
        for each in found:
            path = f"{directory}{each.name}"
            if each.is_dir(follow_symlinks=False):
                waiting += [] if each.name == _GIT else [f"{path}/"]
            elif each.is_file(follow_symlinks=False):
                yield path
