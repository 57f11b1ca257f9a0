"""Named contexts that are given, and that nothing of the build uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.trials import Trials
from ctxscan.inspection.changed import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    plan = inspection.plan
    if plan is None:
        return
    trials = Trials(inspection, outcome)
    used, names = _used(plan), _named(plan)
    for name, value in inspection.options.build_contexts:
        if name.lower() not in used:
            import difflib  # noqa: PLC0415 - every report loads this, and few have such a context

            near = difflib.get_close_matches(name.lower(), names - used)
            meant = next((each for each in near if _is_used(trials, name, each)), None)
            yield Finding(
                "context-unused",
                f"the named context {name} ({value}) is used by no instruction that the target "
                "needs, and nothing of it is sent",
                hint=f"did you mean {meant}?" if meant else "leave out --build-context, or use it",
            )


def _used(plan: BuildPlan) -> set[str]:
    found = {sync.name for sync in plan.context_syncs}
    for stage in plan.stages:
        if stage.reached:
            found |= {stage.base_context or "", *(copy.context or "" for copy in stage.copies)}
    return {name.lower() for name in found}


def _named(plan: BuildPlan) -> set[str]:
    """What a named context could stand for."""
    stages = {stage.name for stage in plan.stages} | {stage.base for stage in plan.stages}
    copied = {copy.name for stage in plan.stages for copy in stage.copies}
    return {name.lower() for name in stages | copied if name}


def _is_used(trials: Trials, name: str, other: str) -> bool:
    """Whether the build uses it under another name, and goes on."""
    options = trials.inspection.options
    given = tuple((other if key == name else key, value) for key, value in options.build_contexts)
    found = trials.under(Change(options=options._replace(build_contexts=given)))
    if found is None or found.inspection.plan is None or not trials.fails_alike(found):
        return False
    return other in _used(found.inspection.plan)
