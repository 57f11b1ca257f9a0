"""One walk for a gate: what is sent, or eligible, added up; what the watches saw; what arrives."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.accounting import Contributor, Eligible, SentTally, Together
from ctxscan.findings.check.large_files import LargeFiles
from ctxscan.findings.check.named_contexts import (
    LARGEST,
    MeasuringNamed,
    NamedContext,
    parts_of,
)
from ctxscan.findings.report.met import notices_of_empty, notices_of_walk
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import without_errors
from ctxscan.inspection.steps import Taken
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.findings.check.limits import Limits
    from ctxscan.findings.check.pattern_watch import PatternWatch
    from ctxscan.findings.report.report import Report
    from ctxscan.inspection import Inspection, Sums, TransferWalk
    from ctxscan.inspection.arrivals import Arrivals


class Measured(NamedTuple):
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

    named_parts: Mapping[str, int] = MappingProxyType({})
    """As ``parts`` has them, of the named contexts: ``name:path``."""

    def parts(self) -> dict[str, int]:
        """Content bytes of directories, all that is in them, and of the largest files."""
        return {**parts_of(self.directories, self.largest), **self.named_parts}


class Walked(NamedTuple):
    """What a walk for a gate found."""

    tally: SentTally
    transfer_bytes: int
    arrived: Arrivals | None
    """What the first transfer brings; ``None`` where nothing is asked for."""

    too_large: tuple[Contributor, ...]
    """Files above the limit for one, unless that is none."""

    named: tuple[NamedContext, ...]
    brought: tuple[Arrivals, ...]
    """What the named contexts bring, where anything is transferred."""

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
            {path: size for each in self.named for path, size in each.parts.items()},
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


class Measuring(NamedTuple):
    """What is to be measured, while it is still to be walked, alone or together with others."""

    inspection: Inspection
    limits: Limits
    tally: SentTally
    large: LargeFiles
    taken: Taken
    watches: tuple[PatternWatch, ...]
    watching: tuple[tuple[PatternWatch, ...], ...]
    """For each transfer, what the watches see of it."""

    named: tuple[MeasuringNamed, ...]
    looks: tuple[Look, ...]
    """Of the context, of what the steps take from it, then of the named contexts."""

    @classmethod
    def of(
        cls, inspection: Inspection, limits: Limits, watches: tuple[PatternWatch, ...]
    ) -> Measuring:
        tally, large = SentTally(LARGEST), LargeFiles(limits.max_file_size)
        taken = Taken.by(inspection)
        arrived = taken.arrived
        eligible = limits.measure == "eligible"
        counting: Sums = Together((tally, large))
        if eligible:
            counting = Eligible(counting)
        watching = tuple(
            tuple(each.of_transfer(number) for each in watches)
            for number in range(len(inspection.syncs))
        )
        looks: list[Look] = []
        for number, sync in enumerate(inspection.syncs):
            # What is eligible is so whatever is asked for: the first transfer shows all of it.
            counts = () if eligible and number else (counting,)
            arriving = () if number else (arrived,)
            detail = Detail.ELIGIBLE if eligible and not number else Detail.SENT
            sums = Together((*counts, *arriving, *watching[number]))
            looks.append(Look(sync, detail, sums, ("check", number, limits, arrived.has_names)))
        if eligible and not looks:
            looks.append(Look(inspection.context, Detail.ELIGIBLE, counting, ("eligible", limits)))
        looks += taken.looks
        named = tuple(MeasuringNamed.of(each, limits) for each in inspection.named)
        looks += [each.look for each in named]
        return cls(inspection, limits, tally, large, taken, watches, watching, named, tuple(looks))

    def walked(self, found: Sequence[TransferWalk | CtxscanError]) -> Walked:
        """*found*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection = self.inspection
        streams = without_errors(found[: len(inspection.syncs)])
        named = without_errors(found[len(self.looks) - len(self.named) :])
        for seen in self.watching:
            for watch, part in zip(self.watches, seen, strict=True):
                watch.merge(part)
        return Walked(
            self.tally,
            sum(stream.transfer_bytes for stream in streams),
            self.taken.of_steps(inspection, found[: len(self.looks) - len(self.named)]),
            tuple(self.large.found),
            tuple(own.measured(each) for own, each in zip(self.named, named, strict=True)),
            tuple(each.arrived for each in self.named) if has_transfer(inspection) else (),
            (
                *(notice for stream in streams for notice in notices_of_walk(inspection, stream)),
                *notices_of_empty(self.tally.empty, inspection),
            ),
        )
