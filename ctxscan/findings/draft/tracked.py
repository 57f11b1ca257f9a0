"""What git tracks of a path: a rule against it is worth a second look."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class TrackedPaths:
    def __init__(self, paths: Iterable[str]) -> None:
        self._sorted = sorted(paths)
        self._known = frozenset(self._sorted)

    def count(self, path: str) -> int:
        """How many files git tracks at *path* and below it."""
        first, last = f"{path}/", f"{path}0"  # the character behind the slash
        inside = bisect_left(self._sorted, last) - bisect_left(self._sorted, first)
        return inside + (path in self._known)
