"""What is sent, what is not, and what contributes most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.protocol import Detail
from ctxscan.findings.accounting import (
    ContextTally,
    Contributor,
    SentTally,
    Together,
    Totals,
    contributors,
    ranked,
)
from ctxscan.findings.report.instructions import (
    InstructionRow,
    StageRow,
    asked_by,
    instruction_rows,
    stage_rows,
)
from ctxscan.findings.report.junk import notices_of_junk
from ctxscan.findings.report.warnings import (
    notices_of_empty,
    notices_of_plan,
    notices_of_walk,
    unknowns_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.errors import Place
    from ctxscan.finding import Finding
    from ctxscan.inspection import Inspection, Transfer, TransferWalk


class RuleRow(NamedTuple):
    """What one rule of the ignore file keeps out."""

    text: str
    place: Place
    files: int
    content_bytes: int


class TransferRow(NamedTuple):
    """A transfer beside that of the context."""

    title: str
    files: int
    content_bytes: int
    transfer_bytes: int


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
    """What the target's own stages take: it can be in the image as it is."""

    may_ship: Totals
    """The same with the stages that it copies from: at most that much can be in the image."""

    walked: int
    """Paths that the builder looks at, directories included."""

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
) -> Report:
    """Walk the context once and add everything up. Raises CtxscanError, as the walk does."""
    sent, context = SentTally(options.top), ContextTally()
    streams = _measure(inspection, sent, context, options, on_directory)
    sums, requests, plan = context.by_requests, inspection.context.requests, inspection.plan
    buildkit = inspection.options.builder == "buildkit"
    asks = inspection.options.builder != "classic"
    asked = asked_by(requests, sums, plan) if asks else context.eligible
    walk_notices = [notice for stream in streams for notice in notices_of_walk(inspection, stream)]
    directories = tuple(sent.recursive_directories().values())
    return Report(
        inspection=inspection,
        sent=sent.total.totals(),
        transfer_bytes=sum(stream.transfer_bytes for stream in streams),
        again_bytes=sum(stream.again_bytes or 0 for stream in streams) if buildkit else None,
        eligible=context.eligible.totals(),
        ignored=context.ignored.totals() if options.ignored else None,
        never_asked=context.eligible.less(asked),
        ships=asked_by(requests, sums, plan, {"ships"}).totals(),
        may_ship=asked_by(requests, sums, plan, {"ships", "copied from"}).totals(),
        walked=sum(stream.walked for stream in streams),
        directories=directories,
        files=sent.largest_files(),
        extensions=ranked(contributors(sent.extensions), options.top, by_files=options.by_files),
        instructions=instruction_rows(requests, sums, plan) if asks else (),
        rules=_rules(context, options),
        stages=stage_rows(requests, sums, plan) if asks else (),
        others=tuple(_transfer_row(sync) for sync in (*inspection.small, *inspection.named)),
        notices=(
            *inspection.notices,
            *walk_notices,
            *notices_of_empty(sent.empty, inspection.location),
            *notices_of_junk(directories, inspection.location.shown),
            *notices_of_plan(inspection, requests, sums),
        ),
        unknowns=unknowns_of(inspection),
    )


def _measure(
    inspection: Inspection,
    sent: SentTally,
    context: ContextTally,
    options: ReportOptions,
    on_directory: Callable[[int], None] | None,
) -> list[TransferWalk]:
    """Walk each transfer of the context; the first one tells what is eligible and ignored."""
    detail = Detail.ALL if options.ignored else Detail.ELIGIBLE
    workers = inspection.options.workers
    if not inspection.syncs:
        inspection.context.stream(detail, on_directory).add_up(context, workers)
        return []
    streams: list[TransferWalk] = []
    for sync in inspection.syncs:
        stream = sync.stream(Detail.SENT if streams else detail, on_directory)
        stream.add_up(sent if streams else Together((sent, context)), workers)
        streams.append(stream)
    return streams


def _rules(context: ContextTally, options: ReportOptions) -> tuple[RuleRow, ...]:
    rows = [
        RuleRow(str(rule), rule.place, kept_out.files, kept_out.content_bytes)
        for rule, kept_out in context.by_rule.items()
        if rule is not None
    ]
    largest = sorted(rows, key=lambda row: (-row.content_bytes, -row.files, row.place.line or 0))
    return tuple(largest[: options.top]) if options.ignored else ()


def _transfer_row(sync: Transfer) -> TransferRow:
    tally, stream = SentTally(top=0), sync.stream()
    stream.add_up(tally)
    total = tally.total
    return TransferRow(sync.title, total.files, total.content_bytes, stream.transfer_bytes)
