"""What a build fetches by a name alone: it may be something else tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, FromImage, RunStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Origin


def unpinned(plan: BuildPlan) -> tuple[str, ...]:
    """In the order of the file, each once."""
    reached = [stage for stage in plan.stages if stage.reached]
    return tuple(dict.fromkeys(name for stage in reached for name in _of_stage(stage)))


def _of_stage(stage: StagePlan) -> Iterator[str]:
    yield from _image(stage.start)
    for step in stage.steps:
        yield from _of_step(step)


def _of_step(step: BuildStep) -> Iterator[str]:
    match step:
        case CopyStep():
            yield from _image(step.origin)
            if "checksum" not in step.flags:
                yield from (word.text for word in step.words if word.kind != "path")
        case RunStep():
            for attached in step.attached:
                yield from _image(attached.origin)


def _image(origin: Origin) -> Iterator[str]:
    if isinstance(origin, FromImage) and "@sha256:" not in origin.name:
        yield origin.name
