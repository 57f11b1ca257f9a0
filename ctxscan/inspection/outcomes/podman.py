"""The steps of a build by Podman or Buildah."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.podman.copying.build import build
from ctxscan.builders.stages.image import Outcome
from ctxscan.ignore.podman.matcher import PodmanMatcher
from ctxscan.inspection.arrivals import whole_context
from ctxscan.inspection.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection


def outcome(inspection: Inspection, arrived: Arrivals | None, _: Sequence[Arrivals]) -> Outcome:
    """See ``steps.outcome_of``; *arrived*: all that lies in the context, ignored or not."""
    if inspection.plan is None:
        return Outcome(())
    named = zip(inspection.plan.context_syncs, inspection.named, strict=False)
    return build(
        inspection.plan,
        Trees(inspection, whole_context, arrived).contexts(),
        PodmanMatcher(inspection.ignore_file.rules),
        {sync.name: PodmanMatcher(each.builder.ignored.rules) for sync, each in named},
    )
