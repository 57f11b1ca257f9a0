"""What is asked of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.protocol import Detail
    from ctxscan.inspection.model import Sums, Transfer


class Look(NamedTuple):
    """One transfer to be walked, and what adds it up."""

    transfer: Transfer
    detail: Detail
    sums: Sums

    alike: object = None
    """Equal for sums that add up alike, and hashable; ``None``: like no other."""

    singly: bool = False
    """Whether *sums* get each entry on its own, never a run: in one process only."""

    @property
    def key(self) -> object:
        """Equal for looks that come to the same."""
        builder = self.transfer.builder
        own = self.sums if self.alike is None else self.alike
        return self.transfer.root, builder.traits.name, builder.alike, self.detail, own
