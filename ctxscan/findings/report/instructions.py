"""Which instruction asks for which part of the context, and which stage."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ctxscan.findings.accounting import Sum
from ctxscan.ignore.bits import indices
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.sources import Source
    from ctxscan.inspection import Request


class InstructionRow(NamedTuple):
    line: int
    text: str
    stage: str
    files: int
    content_bytes: int

    only_bytes: int
    """Content bytes that no other instruction of the build asks for."""

    flags: tuple[str, ...] = ()
    """As written."""


class StageRow(NamedTuple):
    """What one stage takes, whether the target needs it or not."""

    name: str
    line: int
    base: str
    role: str
    """``ships``, ``copied from``, ``mounted`` or ``unused``."""

    is_target: bool
    files: int
    content_bytes: int
    copies_from: tuple[str, ...]


def instruction_rows(
    requests: Sequence[Request], sums: Mapping[int, Sum], plan: BuildPlan | None
) -> tuple[InstructionRow, ...]:
    """The instructions that the target needs, by what they ask for, largest first."""
    if plan is None:
        return ()
    reached = [source for source in plan.sources if source.context is None]
    by_line = {source.line: source for source in reversed(reached)}
    lines_of = {
        mask: _lines(mask, requests, lambda source: plan.stages[source.stage].reached)
        for mask in sums
    }
    whole: defaultdict[int, Sum] = defaultdict(Sum)
    only: defaultdict[int, Sum] = defaultdict(Sum)
    for mask, lines in lines_of.items():
        for line in lines:
            whole[line].merge(sums[mask])
        if len(lines) == 1:
            only[min(lines)].merge(sums[mask])
    rows = [
        InstructionRow(
            line=line,
            text=source.instruction.text,
            stage=source.stage_label,
            files=whole[line].files,
            content_bytes=whole[line].content_bytes,
            only_bytes=only[line].content_bytes,
            flags=tuple(source.instruction.flags),
        )
        for line, source in by_line.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.content_bytes, row.line)))


def _lines(
    mask: int, requests: Sequence[Request], counts: Callable[[Source], bool]
) -> frozenset[int]:
    sources = (requests[index].source for index in indices(mask))
    return frozenset(source.line for source in sources if counts(source))


def asked_by(
    requests: Sequence[Request],
    sums: Mapping[int, Sum],
    plan: BuildPlan | None,
    roles: Collection[str] | None = None,
) -> Sum:
    """What the stages that the target needs ask for, each file once; or those in *roles*."""
    if plan is None:
        return Sum()
    stages = {
        stage.number
        for stage in plan.stages
        if (stage.reached if roles is None else stage.role in roles)
    }
    return _asked(requests, sums, lambda source: source.stage in stages)


def _asked(
    requests: Sequence[Request], sums: Mapping[int, Sum], counts: Callable[[Source], bool]
) -> Sum:
    asked = Sum()
    for mask, part in sums.items():
        if any(counts(requests[index].source) for index in indices(mask)):
            asked.merge(part)
    return asked


def stage_rows(
    requests: Sequence[Request], sums: Mapping[int, Sum], plan: BuildPlan | None
) -> tuple[StageRow, ...]:
    if plan is None:
        return ()
    taken: defaultdict[int, Sum] = defaultdict(Sum)
    for mask, part in sums.items():
        for number in {requests[index].source.stage for index in indices(mask)}:
            taken[number].merge(part)
    return tuple(_stage_row(stage, plan, taken[stage.number]) for stage in plan.stages)


def _stage_row(stage: StagePlan, plan: BuildPlan, taken: Sum) -> StageRow:
    labels = [
        plan.stages[copy.stage].label if copy.stage is not None else copy.name
        for copy in stage.copies
    ]
    return StageRow(
        name=stage.label,
        line=stage.line,
        base=stage.base,
        role=stage.role,
        is_target=stage.number == plan.target,
        files=taken.files,
        content_bytes=taken.content_bytes,
        copies_from=tuple(dict.fromkeys(labels)),
    )
