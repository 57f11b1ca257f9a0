"""Every path that is sent, or every other one with the rule that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import Entry, EntryType
from ctxscan.findings.report.met import notices_of_empty, notices_of_walk
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.entry import Batch
    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection, TransferWalk


class LeftOut(NamedTuple):
    """A path that is not sent."""

    path: str
    type: EntryType

    rule: Rule | None
    """``None``: eligible, but no instruction asks for it."""

    holds: int = 0
    """Of a directory that stands for all that is in it: so many entries."""


class Listing(NamedTuple):
    inspection: Inspection
    transfer_bytes: int
    sent: tuple[Sent, ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    notices: tuple[Finding, ...] = ()

    def folded(self) -> Listing:
        """With one row for a directory that is left out whole, and by one rule."""
        return self._replace(left_out=tuple(_folded(self.left_out or ())))

    def without_directories(self) -> Listing:
        left_out = self.left_out
        if left_out is not None:
            left_out = tuple(each for each in left_out if each.type is not EntryType.DIRECTORY)
        sent = tuple(each for each in self.sent if each.type is not SentType.DIRECTORY)
        return self._replace(sent=sent, left_out=left_out)


def _folded(rows: Sequence[LeftOut]) -> Iterator[LeftOut]:
    """A directory is left out where nothing below it is sent: what is sent brings those above."""
    below: dict[str, list[LeftOut]] = {}
    for row in rows:
        at = row.path
        while "/" in at:
            at = at.rpartition("/")[0]
            below.setdefault(at, []).append(row)
    whole = {
        row.path: len(below.get(row.path, ()))
        for row in rows
        if row.type is EntryType.DIRECTORY
        and all(each.rule is row.rule for each in below.get(row.path, ()))
    }
    for row in rows:
        at = row.path
        while "/" in at:
            at = at.rpartition("/")[0]
            if at in whole:
                break
        else:
            yield row._replace(holds=whole.get(row.path, 0))


def list_sent(inspection: Inspection, on_directory: Callable[[int], None]) -> Listing:
    """What is sent, in the builder's order."""
    return _walked_alone(ListingSent.of(inspection), on_directory)


def list_left_out(inspection: Inspection, on_directory: Callable[[int], None]) -> Listing:
    """What lies in the context and is not sent."""
    return _walked_alone(ListingLeftOut.of(inspection), on_directory)


def _walked_alone(
    begun: ListingSent | ListingLeftOut, on_directory: Callable[[int], None]
) -> Listing:
    return begun.listing(add_up_all(begun.looks, 1, on_directory))


class ListingSent(NamedTuple):
    """A list of what is sent, still to be walked, alone or together with others."""

    inspection: Inspection
    rows: SentRows
    looks: tuple[Look, ...]

    @classmethod
    def of(cls, inspection: Inspection) -> ListingSent:
        rows = SentRows()
        looks = (
            Look(sync, Detail.SENT, rows, "sent rows", singly=True) for sync in inspection.syncs
        )
        return cls(inspection, rows, tuple(looks))

    def listing(self, walked: Sequence[TransferWalk | CtxscanError]) -> Listing:
        """*walked*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection, sent = self.inspection, self.rows.sent
        streams = without_errors(walked)
        empty = [each.path for each in sent if each.arrives_empty]
        met = [notice for stream in streams for notice in notices_of_walk(inspection, stream)]
        return Listing(
            inspection,
            sum(stream.transfer_bytes for stream in streams),
            tuple(sent),
            notices=(*inspection.notices, *met, *notices_of_empty(empty, inspection)),
        )


class ListingLeftOut(NamedTuple):
    """A list of what is not sent, still to be walked, alone or together with others."""

    inspection: Inspection
    rows: LeftOutRows
    looks: tuple[Look, ...]

    @classmethod
    def of(cls, inspection: Inspection) -> ListingLeftOut:
        rows = LeftOutRows()
        look = Look(inspection.context, Detail.ALL, rows, "rows left out", singly=True)
        return cls(inspection, rows, (look,))

    def listing(self, walked: Sequence[TransferWalk | CtxscanError]) -> Listing:
        """*walked*: what came of the look. Raises CtxscanError where it is refused."""
        inspection = self.inspection
        (stream,) = without_errors(walked)
        return Listing(
            inspection,
            stream.transfer_bytes if inspection.requested else 0,
            left_out=tuple(self.rows.left_out.values()),
            notices=(*inspection.notices, *notices_of_walk(inspection, stream)),
        )


class SentRows:
    """Takes all that is sent, entry by entry."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:  # noqa: ARG002 - what is sent says all
        self.sent += sent or ()

    def fresh(self) -> SentRows:
        return SentRows()

    def merge(self, part: SentRows) -> None:
        self.sent += part.sent


class LeftOutRows:
    """Takes all that lies there, entry by entry, and keeps what is not sent."""

    def __init__(self) -> None:
        self.left_out: dict[str, LeftOut] = {}
        """By path."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, Entry):
            verdict = batch.judgement.verdict
            rule = verdict.rule if verdict.ignored else None
            self.left_out[batch.path] = LeftOut(batch.path, batch.type, rule)
        for each in sent or ():
            self.left_out.pop(each.path, None)

    def fresh(self) -> LeftOutRows:
        return LeftOutRows()

    def merge(self, part: LeftOutRows) -> None:
        self.left_out |= part.left_out
