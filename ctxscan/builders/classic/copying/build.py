"""A plan and what arrived -> what the image holds, or what fails, for the classic builder."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ctxscan.builders.classic.copying.rules import ClassicRules
from ctxscan.builders.stages.image import outcome_of
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.builders.stages.running import Contexts, Running
from ctxscan.dockerfile.steps import Nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.dockerfile.plan import BuildPlan


def build(plan: BuildPlan, contexts: Contexts) -> Outcome:
    """All stages up to the target are built, needed or not."""
    running = Running(plan, contexts, ClassicRules())
    for stage in plan.stages:
        running.stage(stage.number)
    running.failures += [*_refused_names(plan), *_refused(plan)]
    return outcome_of(running, plan.target)


def _refused_names(plan: BuildPlan) -> Iterator[StepFailure]:
    """Stages that have the name of one above.

    A name is looked at before the FROM is announced as a step, so that the instruction above
    stands there as the last one (moby, builder/dockerfile/builder.go:
    dispatchDockerfileWithCancellation).
    """
    first: dict[str, int] = {}
    for above, stage in pairwise((None, *plan.stages)):
        if stage is None or not stage.name:
            continue
        if above is not None and stage.name in first:
            yield _other(
                above.last_line,
                stage.name,
                f"the stage name {stage.name} of line {stage.line} is already used "
                f"in line {first[stage.name]}",
            )
        first.setdefault(stage.name, stage.line)


def _refused(plan: BuildPlan) -> Iterator[StepFailure]:
    found = dict.fromkeys(stage.error for stage in plan.stages if stage.error is not None)
    for each in found:
        yield StepFailure(each.line, each.kind, each.kind, "", each.message)
    target = plan.stages[plan.target]
    if target.is_bare and target.error is None and isinstance(target.start, Nothing):
        yield _other(target.line, "", "no image is made: there is nothing behind FROM scratch")


def _other(line: int, path: str, message: str) -> StepFailure:
    return StepFailure(line, "other", "other", path, message)
