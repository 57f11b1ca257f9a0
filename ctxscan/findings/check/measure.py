"""One walk for a gate: what is sent, or eligible, added up; what the watches saw; what arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.findings.accounting import Contributor, SentTally
from ctxscan.findings.report.warnings import notices_of_empty, notices_of_walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.context.entry import Entry
    from ctxscan.findings.check.limits import Limits
    from ctxscan.findings.check.pattern_watch import PatternWatch
    from ctxscan.findings.report.report import Report
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.notice import Notice

LARGEST = 200
"""So many files are known by name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the limits are about."""

    bytes: int
    """What is sent: the transfer, as Docker prints it. What is eligible: its content; and so for
    podman, which transfers nothing: it copies from the directory."""

    files: int
    """Everything but directories."""

    directories: dict[str, Contributor]
    """Recursive; the context root has the empty name."""

    largest: tuple[Contributor, ...]


@dataclass(slots=True)
class Walked:
    """What a walk for a gate found."""

    tally: SentTally = field(default_factory=lambda: SentTally(LARGEST))
    transfer_bytes: int = 0
    arriving: int = 0
    """The requests of the first transfer for which something arrives, as a set of bits."""

    paths: set[str] = field(default_factory=set)
    """Of those that were asked about, what is sent."""

    links: set[str] = field(default_factory=set)
    """Symlinks that are sent."""

    too_large: list[Contributor] = field(default_factory=list)
    """Files above the limit for one, unless that is none."""

    notices: list[Notice] = field(default_factory=list)

    def measured(self, inspection: Inspection, limits: Limits) -> Measured:
        content = limits.measure == "eligible" or not has_transfer(inspection)
        return Measured(
            self.tally.total.content_bytes if content else self.transfer_bytes,
            self.tally.total.files,
            self.tally.recursive_directories(),
            self.tally.largest_files(),
        )


def measured_by_report(report: Report) -> Measured:
    directories = {row.name: row for row in report.directories}
    transfers = has_transfer(report.inspection)
    size = report.transfer_bytes if transfers else report.sent.content_bytes
    return Measured(size, report.sent.files, directories, report.files)


def has_transfer(inspection: Inspection) -> bool:
    """Whether the builder sends its context anywhere."""
    return inspection.options.builder != "podman"


def walk(
    inspection: Inspection,
    limits: Limits,
    watches: Sequence[PatternWatch],
    wanted: frozenset[str],
    on_directory: Callable[[int], None] | None,
) -> Walked:
    """Walk each transfer of the context. Raises CtxscanError, as the walk does.

    *wanted*: paths to look out for.
    """
    walked = Walked()
    eligible = limits.measure == "eligible"
    measuring = _Measuring(walked, limits, watches, wanted)
    streams: list[TransferWalk] = []
    for number, sync in enumerate(inspection.syncs):
        detail = Detail.ELIGIBLE if eligible and not number else Detail.SENT
        stream = sync.stream(detail, on_directory)
        for entry, parts in stream:
            if entry is not None and not number:
                measuring.see_entry(entry)
            for part in parts:
                measuring.see_sent(part, number)
        streams.append(stream)
    if eligible and not streams:
        for entry, _ in inspection.context.stream(Detail.ELIGIBLE, on_directory):
            if entry is not None:
                measuring.see_entry(entry)
    walked.transfer_bytes = sum(stream.transfer_bytes for stream in streams)
    walked.notices += [
        *(notice for stream in streams for notice in notices_of_walk(inspection, stream)),
        *notices_of_empty(walked.tally.empty, inspection.location),
    ]
    return walked


@dataclass(slots=True)
class _Measuring:
    walked: Walked
    limits: Limits
    watches: Sequence[PatternWatch]
    wanted: frozenset[str]
    inodes: set[int] = field(default_factory=set)

    def see_entry(self, entry: Entry) -> None:
        judgement = entry.judgement
        if judgement.sent:
            self.walked.arriving |= judgement.sources
        if self.limits.measure == "eligible" and not judgement.verdict.ignored:
            kind = _TYPES.get(entry.type, SentType.FILE)
            self._count(Sent(entry.path, kind, self._content(entry), 0))

    def see_sent(self, sent: Sent, number: int) -> None:
        if sent.path in self.wanted:
            self.walked.paths.add(sent.path)
        if sent.type is SentType.SYMLINK:
            self.walked.links.add(sent.path)
        for watch in self.watches:
            watch.see(sent, number)
        if self.limits.measure == "sent":
            self._count(sent)

    def _count(self, sent: Sent) -> None:
        self.walked.tally.add(sent)
        most = self.limits.max_file_size
        if most is not None and sent.size > most:
            self.walked.too_large.append(Contributor(sent.path, 1, sent.size))

    def _content(self, entry: Entry) -> int:
        """Content counts once for all names of a file."""
        if entry.type is not EntryType.FILE or entry.inode in self.inodes:
            return 0
        if entry.inode is not None:
            self.inodes.add(entry.inode)
        return entry.size


_TYPES = {EntryType.DIRECTORY: SentType.DIRECTORY, EntryType.SYMLINK: SentType.SYMLINK}
