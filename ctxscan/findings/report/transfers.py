"""What a build transfers beside its context: the files it reads first, and named contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.accounting import SentTally
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.inspection import Transfer, TransferWalk


class TransferRow(NamedTuple):
    """A transfer beside that of the context."""

    title: str
    files: int
    content_bytes: int
    transfer_bytes: int

    is_context: bool = False
    """Whether it brings a named context, and not a file that the build reads first."""


def rows_of_named(
    transfers: Sequence[Transfer], tallies: Sequence[SentTally], walked: Sequence[TransferWalk]
) -> Iterator[TransferRow]:
    for transfer, tally, stream in zip(transfers, tallies, walked, strict=True):
        yield _row(transfer, tally, stream)._replace(is_context=True)


def transfer_row(sync: Transfer) -> TransferRow:
    tally, stream = SentTally(top=0), sync.stream()
    stream.add_up(tally)
    return _row(sync, tally, stream)


def _row(transfer: Transfer, tally: SentTally, walked: TransferWalk) -> TransferRow:
    total = tally.total
    return TransferRow(transfer.title, total.files, total.content_bytes, walked.transfer_bytes)
