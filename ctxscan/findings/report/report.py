"""What is sent, what is not, and what contributes most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.landing import landed
from ctxscan.findings.accounting import (
    ContextTally,
    Contributor,
    SentTally,
    Sum,
    Together,
    Totals,
    contributors,
    ranked,
)
from ctxscan.findings.failures import outcome
from ctxscan.findings.reached import runs
from ctxscan.findings.report.instructions import (
    InstructionRow,
    StageRow,
    asked_by,
    instruction_rows,
    stage_rows,
)
from ctxscan.findings.report.transfers import TransferRow, rows_of_named, transfer_row
from ctxscan.findings.report.untracked import Untracked, UntrackedTally
from ctxscan.findings.report.warnings import GitSays, Seen, unknowns_of, warnings
from ctxscan.findings.surprises.lfs import PointerSized
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.inspection.steps import Taken
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.landing import Landing
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.errors import CtxscanError, Place
    from ctxscan.finding import Finding
    from ctxscan.findings.report.breaking import BrokenFirst
    from ctxscan.inspection import Inspection, Request, TransferWalk


class RuleRow(NamedTuple):
    """What one rule of the ignore file keeps out."""

    text: str
    place: Place
    files: int
    content_bytes: int


class Report(NamedTuple):
    inspection: Inspection
    sent: Totals

    transfer_bytes: int
    """The figure that Docker prints."""

    again_bytes: int | None
    """The same on a second build of an unchanged context; the classic builder sends all again."""

    eligible: Totals
    ignored: Totals | None
    """``None``: not measured."""

    never_asked: Totals
    """Eligible, and asked for by no instruction that the target needs."""

    ships: Totals
    """What of the context is in the image at the end, as the steps put it there."""

    may_ship: Totals
    """With what a RUN may have made of the rest that the target's stages take: at most that."""

    in_image: tuple[Landing, ...]
    """Where what ships ends up, by the instructions that took it there."""

    broken_first: tuple[BrokenFirst, ...] | None
    """By a change at the root of the context; ``None`` where the cache is not modelled."""

    failures: tuple[StepFailure, ...]
    """Of the steps that the target needs, in the order of the lines."""

    walked: int
    """Paths that the builder looks at, directories included."""

    untracked: Untracked | None
    """Sent, but not in git; ``None`` outside of a repository."""

    directories: tuple[Contributor, ...]
    """Recursive; the first is the context root, with an empty name."""

    files: tuple[Contributor, ...]
    extensions: tuple[Contributor, ...]
    instructions: tuple[InstructionRow, ...]
    rules: tuple[RuleRow, ...]
    stages: tuple[StageRow, ...]
    others: tuple[TransferRow, ...]
    notices: tuple[Finding, ...]

    unknowns: tuple[Finding, ...]
    """What cannot be known offline."""


class ReportOptions(NamedTuple):
    top: int = 8
    """Rows of each ranking."""

    depth: int = 3
    """Levels of directories."""

    by_files: bool = False
    ignored: bool = False


def report(
    inspection: Inspection,
    options: ReportOptions,
    on_directory: Callable[[int], None] | None = None,
    git: GitSays | None = None,
) -> Report:
    """Walk the context once and add everything up. Raises CtxscanError, as the walk does."""
    begun = Reporting.of(inspection, options, git)
    walked = add_up_all(begun.looks, inspection.options.workers, on_directory)
    return begun.report(walked)


class Reporting(NamedTuple):
    """A report whose contexts are still to be walked, alone or together with others."""

    inspection: Inspection
    options: ReportOptions
    sent: SentTally
    context: ContextTally
    taken: Taken
    small: PointerSized
    untracked: UntrackedTally
    git: GitSays
    looks: tuple[Look, ...]
    """Of the context, of what the steps take from it, then of the named contexts."""

    named: tuple[tuple[SentTally, Arrivals], ...]

    @classmethod
    def of(
        cls, inspection: Inspection, options: ReportOptions, git: GitSays | None = None
    ) -> Reporting:
        """The first transfer of the context shows what is eligible and ignored."""
        git = git or GitSays()
        detail = Detail.ALL if options.ignored else Detail.ELIGIBLE
        sent, context = SentTally(options.top), ContextTally()
        taken, small = Taken.by(inspection), PointerSized()
        arrived = taken.arrived
        untracked = UntrackedTally(git.tracked)
        alike = ("report", options.top, arrived.has_names, bool(inspection.syncs))
        looks: tuple[Look, ...]
        if not inspection.syncs:
            looks = (Look(inspection.context, detail, context, alike),)
        else:
            first, *others = inspection.syncs
            looks = (
                Look(first, detail, Together((sent, context, arrived, small, untracked)), alike),
                *(
                    Look(sync, Detail.SENT, Together((sent, untracked)), ("sent", options.top))
                    for sync in others
                ),
            )
        looks += taken.looks
        named = tuple((SentTally(top=0), Arrivals()) for _ in inspection.named)
        looks += tuple(
            Look(sync, Detail.SENT, Together(own), "named context")
            for sync, own in zip(inspection.named, named, strict=True)
        )
        return cls(inspection, options, sent, context, taken, small, untracked, git, looks, named)

    def report(self, walked: Sequence[TransferWalk | CtxscanError]) -> Report:
        """*walked*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection, options = self.inspection, self.options
        sent, context, arrived = self.sent, self.context, self.taken.arrived
        ends = len(self.looks) - len(self.named)
        own, others = walked[: len(inspection.syncs)], walked[ends:]
        streams, named = without_errors(own), without_errors(others)
        built = outcome(
            inspection,
            self.taken.of_steps(inspection, walked[:ends]),
            [each for _, each in self.named] if inspection.traits.transfers else (),
        )
        in_image = landed(built.root, [name for name, _ in inspection.options.build_contexts])
        sums, requests, plan = context.by_requests, inspection.context.requests, inspection.plan
        traits = inspection.traits
        less_again, asks = traits.sends_less_again, traits.narrows_by_sources
        asked = asked_by(requests, sums, plan) if asks else context.eligible
        directories = tuple(sent.recursive_directories().values())
        untracked = self.untracked.found()
        ships = Totals(in_image.files, in_image.directories, in_image.content_bytes)
        return Report(
            inspection=inspection,
            sent=sent.total.totals(),
            transfer_bytes=sum(stream.transfer_bytes for stream in streams),
            again_bytes=sum(stream.again_bytes or 0 for stream in streams) if less_again else None,
            eligible=context.eligible.totals(),
            ignored=context.ignored.totals() if options.ignored else None,
            never_asked=context.eligible.less(asked),
            ships=ships,
            may_ship=_may_ship(inspection, ships, requests, sums),
            in_image=in_image.landings,
            broken_first=_broken_first(inspection, built),
            failures=built.failures,
            walked=sum(stream.walked for stream in streams),
            untracked=untracked,
            directories=directories,
            files=sent.largest_files(),
            extensions=ranked(
                contributors(sent.extensions), options.top, by_files=options.by_files
            ),
            instructions=instruction_rows(requests, sums, plan) if asks else (),
            rules=_rules(context, options),
            stages=stage_rows(requests, sums, plan) if asks else (),
            others=(
                *(transfer_row(sync) for sync in inspection.small),
                *rows_of_named(inspection.named, [each for each, _ in self.named], named),
            ),
            notices=tuple(
                warnings(
                    Seen(
                        inspection,
                        built,
                        arrived,
                        tuple(streams),
                        sent,
                        directories,
                        requests,
                        sums,
                        untracked,
                        self.small,
                        self.git,
                    )
                )
            ),
            unknowns=unknowns_of(inspection),
        )


def _broken_first(inspection: Inspection, built: Outcome) -> tuple[BrokenFirst, ...] | None:
    plan = inspection.plan
    if plan is None or built.context is None or not inspection.traits.keys_by_content:
        return None
    if not inspection.syncs:
        return ()
    from ctxscan.findings.report.breaking import broken_first  # noqa: PLC0415 - only where something is sent: it loads the model of the cache

    return broken_first(plan, built.context())


def _may_ship(
    inspection: Inspection, ships: Totals, requests: Sequence[Request], sums: Mapping[int, Sum]
) -> Totals:
    """With what a RUN may make of all that is asked for; without one, what ships is known."""
    if not any(runs(inspection)):
        return ships
    rest = asked_by(requests, sums, inspection.plan, {"ships", "copied from"}).totals()
    return ships if ships.content_bytes > rest.content_bytes else rest


def _rules(context: ContextTally, options: ReportOptions) -> tuple[RuleRow, ...]:
    rows = [
        RuleRow(str(rule), rule.place, kept_out.files, kept_out.content_bytes)
        for rule, kept_out in context.by_rule.items()
        if rule is not None
    ]
    largest = sorted(rows, key=lambda row: (-row.content_bytes, -row.files, row.place.line or 0))
    return tuple(largest[: options.top]) if options.ignored else ()
