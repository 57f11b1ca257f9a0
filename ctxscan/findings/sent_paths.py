"""What is sent, as it comes: its paths alone, or piece by piece, each written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.findings.report.met import notices_of_empty, notices_of_walk
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import without_errors
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection, TransferWalk

Written = TypeVar("Written")


class SentPaths:
    """The paths that are sent, in the builder's order, and nothing else of them.

    Iterate once, then read the notices. Nothing is kept, so that a million paths need no room.
    """

    def __init__(
        self,
        inspection: Inspection,
        on_directory: Callable[[int], None],
        *,
        directories: bool = True,
    ) -> None:
        self._inspection = inspection
        self._on_directory = on_directory
        self._directories = directories
        self._empty: list[str] = []
        self._met: list[Finding] = []

    def __iter__(self) -> Iterator[str]:
        """Raises CtxscanError, as the walk does."""
        for sync in self._inspection.syncs:
            stream = sync.stream(Detail.SENT, self._on_directory)
            for batch, parts in stream.batches():
                if isinstance(batch, PlainFiles) and batch.judgement.sent:
                    yield from names_of(batch, directories=self._directories)
                yield from names_of(parts or (), directories=self._directories)
                self._empty += [each.path for each in parts or () if each.arrives_empty]
            self._met += notices_of_walk(self._inspection, stream)

    @property
    def notices(self) -> tuple[Finding, ...]:
        inspection = self._inspection
        empty = notices_of_empty(self._empty, inspection)
        return (*inspection.notices, *self._met, *empty)


def names_of(piece: PlainFiles | Sequence[Sent], *, directories: bool) -> Iterator[str]:
    """The paths of what is sent together, but for what does not lie in the context."""
    if isinstance(piece, PlainFiles):
        yield from piece.all_paths() if directories else piece.paths()
        return
    for each in piece:
        if not each.injected and (directories or each.type is not SentType.DIRECTORY):
            yield each.path


class PiecesSent(NamedTuple, Generic[Written]):
    """What is sent, still to be walked together with that of others."""

    inspection: Inspection
    taken: SentPieces[Written]
    looks: tuple[Look, ...]

    @classmethod
    def of(
        cls, inspection: Inspection, written: Callable[[PlainFiles | Sequence[Sent]], Written]
    ) -> PiecesSent[Written]:
        """*written*: for a second process, a function that pickle can name."""
        taken = SentPieces(written)
        alike = ("pieces", written)
        looks = (Look(sync, Detail.SENT, taken, alike) for sync in inspection.syncs)
        return cls(inspection, taken, tuple(looks))

    def sent(self, walked: Sequence[TransferWalk | CtxscanError]) -> Pieces[Written]:
        """*walked*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection = self.inspection
        streams = without_errors(walked)
        met = [notice for stream in streams for notice in notices_of_walk(inspection, stream)]
        empty = notices_of_empty(self.taken.empty, inspection)
        return Pieces(
            inspection,
            sum(stream.transfer_bytes for stream in streams),
            self.taken.all(),
            (*inspection.notices, *met, *empty),
        )


class Pieces(NamedTuple, Generic[Written]):
    """What is sent, in the builder's order."""

    inspection: Inspection
    transfer_bytes: int
    pieces: Sequence[Written]
    notices: tuple[Finding, ...]


_MOST_SINGLE = 1000
"""Entries that wait to be written: hard links everywhere make no runs."""


class SentPieces(Generic[Written]):
    """Takes what is sent, a piece at a time, and keeps of it only what is *written*.

    So a million paths need little room, and a second process does its part of the writing; a run
    of plain files is written once for all builds that send it.
    """

    def __init__(self, written: Callable[[PlainFiles | Sequence[Sent]], Written]) -> None:
        self.empty: list[str] = []
        """Paths of files that arrive empty."""

        self._written = written
        self._pieces: list[Written] = []
        self._single: list[Sent] = []
        """What came since the last of the pieces."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            self._end_piece()
            if self._written not in batch.facts:
                batch.facts[self._written] = self._written(batch)
            self._pieces.append(batch.facts[self._written])
        if sent:
            self._single += sent
            self.empty += [each.path for each in sent if each.arrives_empty]
            if len(self._single) >= _MOST_SINGLE:
                self._end_piece()

    def all(self) -> Sequence[Written]:
        self._end_piece()
        return self._pieces

    def _end_piece(self) -> None:
        if self._single:
            self._pieces.append(self._written(self._single))
            self._single = []

    def fresh(self) -> SentPieces[Written]:
        return SentPieces(self._written)

    def merge(self, part: SentPieces[Written]) -> None:
        self._end_piece()
        self._pieces += part.all()
        self.empty += part.empty
