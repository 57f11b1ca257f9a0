"""The steps of the stages that the target needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, RunStep
from ctxscan.errors import Place
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.dockerfile.steps import BuildStep
    from ctxscan.inspection import Inspection


def copies(inspection: Inspection) -> Iterator[CopyStep]:
    return (step for step in _steps(inspection) if isinstance(step, CopyStep))


def runs(inspection: Inspection) -> Iterator[RunStep]:
    return (step for step in _steps(inspection) if isinstance(step, RunStep))


def _steps(inspection: Inspection) -> Iterator[BuildStep]:
    plan = inspection.plan
    for stage in plan.stages if plan is not None else ():
        if stage.reached and not stage.replaced:
            yield from stage.steps


def at(inspection: Inspection, line: int) -> Place:
    return Place(inspection.location.dockerfile.shown, line)


def counted(number: int, what: str) -> str:
    """``1 file``, ``2 files``; ``1 directory``, ``2 directories``."""
    if number == 1:
        return f"1 {what}"
    return (
        f"{number:,} {what.removesuffix('y')}ies" if what.endswith("y") else f"{number:,} {what}s"
    )


def wild_lines(inspection: Inspection) -> set[int]:
    """``--parents`` keeps the directories of what it matches."""
    return {
        step.own_line
        for step in copies(inspection)
        if not step.parents and any(has_wildcard(word.text) for word in step.words)
    }
