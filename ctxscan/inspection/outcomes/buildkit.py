"""The steps of a build by BuildKit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.build import build
from ctxscan.builders.stages.image import Outcome
from ctxscan.inspection.arrivals import arrivals_of
from ctxscan.inspection.frontends import unread
from ctxscan.inspection.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection


def outcome(inspection: Inspection, arrived: Arrivals | None, named: Sequence[Arrivals]) -> Outcome:
    """See ``steps.outcome_of``."""
    if inspection.plan is None:
        return Outcome(())
    built = build(inspection.plan, Trees(inspection, arrivals_of, arrived, named).contexts())
    return built.with_failures(unread(inspection))
