"""A plan and what arrived -> what the image holds, or what fails, for the classic builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.classic.copying.rules import ClassicRules
from ctxscan.builders.stages.image import outcome_of
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.builders.stages.running import Contexts, Running
from ctxscan.dockerfile.steps import Nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.outcome import Outcome
    from ctxscan.dockerfile.plan import BuildPlan


def build(plan: BuildPlan, contexts: Contexts) -> Outcome:
    """All stages up to the target are built, needed or not."""
    running = Running(plan, contexts, ClassicRules())
    running.failures += _refused_stages(plan)
    for stage in plan.stages[: plan.target + 1]:
        running.stage(stage.number)
    return outcome_of(running, plan.target)


def _refused_stages(plan: BuildPlan) -> Iterator[StepFailure]:
    names: set[str] = set()
    for stage in plan.stages[: plan.target + 1]:
        if stage.name and stage.name in names:
            yield _other(stage.line, stage.name, f"the stage name {stage.name} is already used")
        names.add(stage.name)
    target = plan.stages[plan.target]
    if target.is_bare and isinstance(target.start, Nothing):
        yield _other(target.line, "", "no image is made: there is nothing behind FROM scratch")


def _other(line: int, path: str, message: str) -> StepFailure:
    return StepFailure(line, "other", "other", path, message)
