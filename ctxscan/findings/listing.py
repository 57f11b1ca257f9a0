"""Every path that is sent, or every other one with the rule that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.findings.report.warnings import notices_of_empty, notices_of_walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.finding import Finding
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection


class LeftOut(NamedTuple):
    """A path that is not sent."""

    path: str
    type: EntryType

    rule: Rule | None
    """``None``: eligible, but no instruction asks for it."""


class Listing(NamedTuple):
    inspection: Inspection
    transfer_bytes: int
    sent: tuple[Sent, ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    notices: tuple[Finding, ...] = ()

    def without_directories(self) -> Listing:
        left_out = self.left_out
        if left_out is not None:
            left_out = tuple(each for each in left_out if each.type is not EntryType.DIRECTORY)
        sent = tuple(each for each in self.sent if each.type is not SentType.DIRECTORY)
        return self._replace(sent=sent, left_out=left_out)


def list_sent(inspection: Inspection, on_directory: Callable[[int], None]) -> Listing:
    """What is sent, in the builder's order."""
    sent: list[Sent] = []
    streams = [sync.stream(Detail.SENT, on_directory) for sync in inspection.syncs]
    for stream in streams:
        sent.extend(stream.sent())
    empty = [each.path for each in sent if each.arrives_empty]
    met = [notice for stream in streams for notice in notices_of_walk(inspection, stream)]
    return Listing(
        inspection,
        sum(stream.transfer_bytes for stream in streams),
        tuple(sent),
        notices=(*inspection.notices, *met, *notices_of_empty(empty, inspection.location)),
    )


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
                    yield from batch.all_paths() if self._directories else batch.paths()
                for each in parts or ():
                    if each.arrives_empty:
                        self._empty.append(each.path)
                    shown = self._directories or each.type is not SentType.DIRECTORY
                    if shown and not each.injected:
                        yield each.path
            self._met += notices_of_walk(self._inspection, stream)

    @property
    def notices(self) -> tuple[Finding, ...]:
        inspection = self._inspection
        empty = notices_of_empty(self._empty, inspection.location)
        return (*inspection.notices, *self._met, *empty)


def list_left_out(inspection: Inspection, on_directory: Callable[[int], None]) -> Listing:
    """What lies in the context and is not sent."""
    stream = inspection.context.stream(Detail.ALL, on_directory)
    left_out: dict[str, LeftOut] = {}
    for entry, sent in stream:
        if entry is not None:
            rule = entry.judgement.verdict.rule if entry.judgement.verdict.ignored else None
            left_out[entry.path] = LeftOut(entry.path, entry.type, rule)
        for each in sent:
            left_out.pop(each.path, None)
    return Listing(
        inspection,
        stream.transfer_bytes if inspection.requested else 0,
        left_out=tuple(left_out.values()),
        notices=(*inspection.notices, *notices_of_walk(inspection, stream)),
    )
