"""The steps of a build by Podman or Buildah."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ctxscan.builders.podman.copying.build import build
from ctxscan.builders.stages.image import Outcome
from ctxscan.ignore.podman.matcher import PodmanMatcher
from ctxscan.inspection.arrivals import whole_context
from ctxscan.inspection.on_demand import LyingOnDemand, SeveralNamesError
from ctxscan.inspection.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection, Transfer


def outcome(inspection: Inspection, arrived: Arrivals | None, _: Sequence[Arrivals]) -> Outcome:
    """See ``steps.outcome_of``; *arrived*: all that lies in the context, ignored or not.

    Without it the steps look into the context themselves, and an ignored directory costs nothing.
    """
    if inspection.plan is None:
        return Outcome(())
    if arrived is None:
        with suppress(SeveralNamesError):
            return _built(inspection, inspection.plan, lambda _: LyingOnDemand())
    return _built(inspection, inspection.plan, whole_context, arrived)


def _built(
    inspection: Inspection,
    plan: BuildPlan,
    gather: Callable[[Transfer], Arrivals],
    arrived: Arrivals | None = None,
) -> Outcome:
    named = zip(plan.context_syncs, inspection.named, strict=False)
    return build(
        plan,
        Trees(inspection, gather, arrived).contexts(),
        PodmanMatcher(inspection.ignore_file.rules),
        {sync.name: PodmanMatcher(each.builder.ignored.rules) for sync, each in named},
    )
