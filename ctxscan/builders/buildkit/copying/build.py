"""A plan and what arrived -> what the image holds, or what fails, as BuildKit does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.rules import BuildKitRules
from ctxscan.builders.stages.image import outcome_of
from ctxscan.builders.stages.running import Contexts, Running

if TYPE_CHECKING:
    from ctxscan.builders.stages.outcome import Outcome
    from ctxscan.dockerfile.plan import BuildPlan


def build(plan: BuildPlan, contexts: Contexts) -> Outcome:
    """Only stages that the target needs are built, each of them whole."""
    running = Running(plan, contexts, BuildKitRules())
    for stage in plan.stages:
        if stage.reached:
            running.stage(stage.number)
    return outcome_of(running, plan.target)
