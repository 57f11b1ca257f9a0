"""Files with several names: only those of which a walk meets two need a look at each by itself.

A package manager links every file of ``node_modules`` to a store elsewhere (pnpm): all have several
names, and hardly any has two in the context. So a walk takes them for plain files at first, keeps
their numbers, and is done again where one came twice.
"""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class SeveralNames:
    """What one walk meets of files that have several names, wherever these lie."""

    def __init__(self, apart: frozenset[int] = frozenset()) -> None:
        self.apart = apart
        """Inode numbers of files that are not plain: the walk before met them twice."""

        self.met = array("Q")
        """Inode numbers of the others, once for each name."""

    def fresh(self) -> SeveralNames:
        """For another part of the same walk."""
        return SeveralNames(self.apart)

    def add(self, inodes: Iterable[int]) -> None:
        self.met.extend(inodes)

    def came_twice(self) -> frozenset[int]:
        """Those that have to be told apart, and were not: all that was made of the walk is void."""
        if len(set(self.met)) == len(self.met):
            return frozenset()
        return frozenset(inode for inode, names in Counter(self.met).items() if names > 1)
