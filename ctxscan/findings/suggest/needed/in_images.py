"""What an image starts, once for each stage that ends with it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import FromStage, RunStep, WorkdirStep
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.plan import StagePlan

_STARTS = frozenset({"cmd", "entrypoint", "healthcheck"})


class Started(NamedTuple):
    instruction: Instruction
    text: str
    """As a shell takes it."""

    stage: StagePlan
    workdir: str


def started_in(
    instructions: Iterable[Instruction], stages: tuple[StagePlan, ...]
) -> Iterator[Started]:
    """By the stage itself, and by those that begin with it."""
    for each in instructions:
        if each.keyword not in _STARTS:
            continue
        words = each.args[1:] if each.keyword == "healthcheck" else each.args
        text = shlex.join(words) if each.is_json else " ".join(words)
        of = max((one.number for one in stages if one.line <= each.line), default=0)
        for stage in stages:
            if of in _lineage(stage, stages):
                yield Started(each, text, stage, _workdir(stage, stages))


def _lineage(stage: StagePlan, stages: tuple[StagePlan, ...]) -> Iterator[int]:
    """The stage, and those that it begins with."""
    yield stage.number
    while isinstance(stage.start, FromStage) and stage.start.number < stage.number:
        stage = stages[stage.start.number]
        yield stage.number


def _workdir(stage: StagePlan, stages: tuple[StagePlan, ...]) -> str:
    for number in _lineage(stage, stages):
        for step in reversed(stages[number].steps):
            if isinstance(step, WorkdirStep):
                return step.path or "/"
            if isinstance(step, RunStep):
                return step.setting.workdir or "/"
    return "/"
