"""The steps of a build as a reader of the Dockerfile knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import FromImage, FromStage, NamedContext
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.keys import StepRow
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.steps import Origin

CONTEXT = "context"


class StepName(NamedTuple):
    line: int
    stage: str
    """Its name, or ``stage-N``."""

    instruction: str
    """On one line; a here-document without its body."""

    link: bool
    """Whether it is the merge behind a ``--link`` copy."""


def named(plan: BuildPlan, row: StepRow) -> StepName:
    text = " ".join(row.step.instruction.text.split())
    return StepName(row.step.own_line, plan.stages[row.stage].label, text, row.link)


def origin_name(plan: BuildPlan, origin: Origin) -> str:
    match origin:
        case FromStage(number=number):
            return plan.stages[number].label
        case NamedContext(name=name) | FromImage(name=name):
            return name
        case _:
            return CONTEXT
