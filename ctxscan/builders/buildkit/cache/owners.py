"""Who owns what an instruction writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, WorkdirStep
from ctxscan.golang.text import whole_number

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.cache.digests import Owner
    from ctxscan.dockerfile.plan import BuildPlan


def owners_of(plan: BuildPlan) -> dict[int, Owner | None]:
    """By the line of the instruction; ``None`` for a name, which only the stage can look up."""
    found: dict[int, Owner | None] = {}
    for stage in plan.stages:
        for step in stage.steps:
            if isinstance(step, CopyStep) and step.chown:
                found[step.own_line] = _owner(step.chown)
            elif isinstance(step, WorkdirStep) and step.user:
                found[step.own_line] = _owner(step.user)
    return found


def _owner(text: str) -> Owner | None:
    user, colon, group = text.partition(":")
    if not user.isdecimal() or (colon and not group.isdecimal()):
        return None
    return whole_number(user), whole_number(group if colon else user)
