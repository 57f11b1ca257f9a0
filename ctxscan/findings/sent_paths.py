"""The paths that are sent, and nothing else of them: of one build, or of several at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.findings.report.met import notices_of_empty, notices_of_walk
from ctxscan.inspection.side_by_side import Look, without_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection, TransferWalk


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
                yield from _names_of(batch, parts, directories=self._directories)
                self._empty += [each.path for each in parts or () if each.arrives_empty]
            self._met += notices_of_walk(self._inspection, stream)

    @property
    def notices(self) -> tuple[Finding, ...]:
        inspection = self._inspection
        empty = notices_of_empty(self._empty, inspection)
        return (*inspection.notices, *self._met, *empty)


class NamesSent(NamedTuple):
    """The paths that are sent, still to be walked together with those of others."""

    inspection: Inspection
    names: SentNames
    looks: tuple[Look, ...]

    @classmethod
    def of(cls, inspection: Inspection, *, directories: bool) -> NamesSent:
        names = SentNames(directories=directories)
        alike = ("names", directories)
        looks = (Look(sync, Detail.SENT, names, alike) for sync in inspection.syncs)
        return cls(inspection, names, tuple(looks))

    def listed(self, walked: Sequence[TransferWalk | CtxscanError]) -> Names:
        """*walked*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection = self.inspection
        streams = without_errors(walked)
        met = [notice for stream in streams for notice in notices_of_walk(inspection, stream)]
        empty = notices_of_empty(self.names.empty, inspection)
        return Names(self.names.groups, (*inspection.notices, *met, *empty))


class Names(NamedTuple):
    """Paths that are sent, in the builder's order."""

    groups: Sequence[Sequence[str]]
    """Builds that send the same have the very same groups: those can be written once for all."""

    notices: tuple[Finding, ...]

    @property
    def paths(self) -> Iterator[str]:
        return chain.from_iterable(self.groups)


class SentNames:
    """Takes the paths that are sent, those of a run of plain files in one group for all builds."""

    def __init__(self, *, directories: bool = True) -> None:
        self.groups: list[Sequence[str]] = []
        self.empty: list[str] = []
        """Those of files that arrive empty."""

        self._directories = directories
        self._single: list[str] = []
        """The last of the groups, as long as it may grow."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            key = SentNames, self._directories
            if key not in batch.facts:
                batch.facts[key] = list(_names_of(batch, None, directories=self._directories))
            self.groups.append(batch.facts[key])
        if sent:
            if not self.groups or self.groups[-1] is not self._single:
                self._single = []
                self.groups.append(self._single)
            self._single += _names_of(None, sent, directories=self._directories)
            self.empty += [each.path for each in sent if each.arrives_empty]

    def fresh(self) -> SentNames:
        return SentNames(directories=self._directories)

    def merge(self, part: SentNames) -> None:
        self.groups += part.groups
        self.empty += part.empty


def _names_of(
    batch: Batch | None, sent: Sequence[Sent] | None, *, directories: bool
) -> Iterator[str]:
    if isinstance(batch, PlainFiles) and batch.judgement.sent:
        yield from batch.all_paths() if directories else batch.paths()
    for each in sent or ():
        if not each.injected and (directories or each.type is not SentType.DIRECTORY):
            yield each.path
