"""A plan and what lies in the contexts -> what the image holds, or what fails, for Buildah."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.podman.copying.rules import PodmanRules
from ctxscan.builders.stages.image import outcome_of
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.builders.stages.running import Contexts, Running
from ctxscan.dockerfile.steps import CopyStep, FromStage, NamedContext, Nothing, RunStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.builders.stages.outcome import Outcome
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Origin
    from ctxscan.ignore.podman.matcher import PodmanMatcher


def build(
    plan: BuildPlan,
    contexts: Contexts,
    ignored: PodmanMatcher,
    named: Mapping[str, PodmanMatcher],
) -> Outcome:
    plan = as_read_by_podman(plan)
    running = Running(plan, contexts, PodmanRules(ignored, named))
    for number in sorted(_needed(plan)):
        stage = plan.stages[number]
        if isinstance(stage.start, NamedContext) and not stage.replaced:
            running.failures.append(_no_image(stage))
        running.stage(number)
    return outcome_of(running, plan.target)


def as_read_by_podman(plan: BuildPlan) -> BuildPlan:
    """The plan with stages found as Buildah finds them, and without triggers.

    FROM takes the first stage of a name, ``--from`` the last one above, by its exact name; in the
    OCI format, the default, ONBUILD is not kept.
    """
    return plan._replace(stages=tuple(_stage(plan, stage) for stage in plan.stages))


def _stage(plan: BuildPlan, stage: StagePlan) -> StagePlan:
    above = plan.stages[: stage.number]
    start: Origin = stage.start
    if isinstance(start, FromStage):
        name = plan.stages[start.number].name
        start = FromStage(next(each.number for each in above if each.name == name))
    steps = [_step(step, above) for step in stage.steps if not step.triggered]
    return stage._replace(start=start, steps=tuple(steps))


def _step(step: BuildStep, above: tuple[StagePlan, ...]) -> BuildStep:
    if not isinstance(step, CopyStep) or not isinstance(step.origin, FromStage):
        return step
    if step.origin_name.isdecimal():
        return step
    named = [each.number for each in above if each.written_name == step.origin_name]
    return step._replace(origin=FromStage(named[-1]) if named else Nothing())


def _needed(plan: BuildPlan) -> set[int]:
    needed: set[int] = set()
    waiting = [plan.target]
    while waiting:
        number = waiting.pop()
        if number not in needed:
            needed.add(number)
            waiting += _taken_from(plan.stages[number])
    return needed


def _taken_from(stage: StagePlan) -> Iterator[int]:
    origins: list[Origin] = [stage.start]
    for step in stage.steps:
        if isinstance(step, CopyStep):
            origins.append(step.origin)
        elif isinstance(step, RunStep):
            origins += [mount.origin for mount in step.mounts]
    yield from (origin.number for origin in origins if isinstance(origin, FromStage))


def _no_image(stage: StagePlan) -> StepFailure:
    return StepFailure(
        stage.line,
        "unknown-stage",
        "unknown-stage",
        stage.base,
        f"FROM {stage.base}: Podman looks for an image of this name, not for the named context",
    )
