"""One walk for a gate: what is sent, or eligible, added up; what the watches saw; what arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.accounting import Contributor, Eligible, SentTally, Together
from ctxscan.findings.check.large_files import LargeFiles
from ctxscan.findings.check.named_contexts import NamedContext, named_contexts
from ctxscan.findings.report.warnings import notices_of_empty, notices_of_walk
from ctxscan.inspection.arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.finding import Finding
    from ctxscan.findings.check.limits import Limits
    from ctxscan.findings.check.pattern_watch import PatternWatch
    from ctxscan.findings.report.report import Report
    from ctxscan.inspection import Inspection, Sums, TransferWalk

LARGEST = 200
"""So many files are known by name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the limits are about."""

    bytes: int
    """What is sent: the transfer, as Docker prints it. What is eligible: its content; and so for
    podman, which transfers nothing: it copies from the directory. Named contexts count, too."""

    files: int
    """Everything but directories."""

    directories: dict[str, Contributor]
    """Recursive; the context root has the empty name."""

    largest: tuple[Contributor, ...]

    named: tuple[Contributor, ...] = ()
    """What each named context adds, in the same bytes."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk for a gate found."""

    tally: SentTally
    transfer_bytes: int
    arrived: Arrivals | None
    """What the first transfer brings; ``None`` where nothing is asked for."""

    too_large: tuple[Contributor, ...]
    """Files above the limit for one, unless that is none."""

    named: tuple[NamedContext, ...]
    notices: tuple[Finding, ...]

    def measured(self, inspection: Inspection, limits: Limits) -> Measured:
        content = limits.measure == "eligible" or not has_transfer(inspection)
        named = [
            Contributor(
                each.name, each.files, each.content_bytes if content else each.transfer_bytes
            )
            for each in self.named
        ]
        own = self.tally.total.content_bytes if content else self.transfer_bytes
        return Measured(
            own + sum(each.content_bytes for each in named),
            self.tally.total.files + sum(each.files for each in named),
            self.tally.recursive_directories(),
            self.tally.largest_files(),
            tuple(named),
        )


def measured_by_report(report: Report) -> Measured:
    directories = {row.name: row for row in report.directories}
    transfers = has_transfer(report.inspection)
    size = report.transfer_bytes if transfers else report.sent.content_bytes
    named = tuple(
        Contributor(
            each.title.removeprefix("context "),
            each.files,
            each.transfer_bytes if transfers else each.content_bytes,
        )
        for each in report.others
        if each.is_context
    )
    size += sum(each.content_bytes for each in named)
    files = report.sent.files + sum(each.files for each in named)
    return Measured(size, files, directories, report.files, named)


def has_transfer(inspection: Inspection) -> bool:
    """Whether the builder sends its context anywhere."""
    return inspection.traits.transfers


def measure(
    inspection: Inspection,
    limits: Limits,
    watches: tuple[PatternWatch, ...],
    on_directory: Callable[[int], None] | None,
) -> Walked:
    """Walk each transfer of the context. Raises CtxscanError, as the walk does."""
    tally, large = SentTally(LARGEST), LargeFiles(limits.max_file_size)
    counting: Sums = Together((tally, large))
    arrived = Arrivals.for_steps(inspection.plan)
    eligible, workers = limits.measure == "eligible", inspection.options.workers
    if eligible:
        counting = Eligible(counting)
    streams: list[TransferWalk] = []
    for number, sync in enumerate(inspection.syncs):
        counts_all = eligible and not number
        stream = sync.stream(Detail.ELIGIBLE if counts_all else Detail.SENT, on_directory)
        for watch in watches:
            watch.transfer = number
        looking: tuple[Sums, ...] = watches if number else (arrived, *watches)
        stream.add_up(
            Together((counting, *looking) if counts_all or not eligible else looking), workers
        )
        streams.append(stream)
    if eligible and not streams:
        inspection.context.stream(Detail.ELIGIBLE, on_directory).add_up(counting, workers)
    return Walked(
        tally,
        sum(stream.transfer_bytes for stream in streams),
        arrived if streams else None,
        tuple(large.found),
        tuple(named_contexts(inspection, limits)),
        (
            *(notice for stream in streams for notice in notices_of_walk(inspection, stream)),
            *notices_of_empty(tally.empty, inspection.location),
        ),
    )
