"""Which files of a directory git tracks, and their contents' names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ctxscan.context.real_path import real_path

if TYPE_CHECKING:
    from ctxscan.context.git.tracked_files import Tracked


def read_tracked(directory: str) -> Tracked | None:
    """``None`` outside of a repository, and where its index is of a kind that is not read here."""
    root = real_path(directory)
    top = root
    while not os.path.lexists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    prefix = os.path.relpath(root, top).replace(os.sep, "/")
    from ctxscan.context.git.index_files import tracked_at  # noqa: PLC0415 - many contexts lie in no repository

    return tracked_at(top, "" if prefix == "." else f"{prefix}/")
