"""Several observers of one walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.inspection import Sums


class Together(NamedTuple):
    """Hands each batch to all of *observers*, and merges them one by one."""

    observers: tuple[Sums, ...]

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        for each in self.observers:
            each.add(batch, sent)

    def fresh(self) -> Self:
        return type(self)(tuple(each.fresh() for each in self.observers))

    def merge(self, part: Self) -> None:
        for each, other in zip(self.observers, part.observers, strict=True):
            each.merge(other)
