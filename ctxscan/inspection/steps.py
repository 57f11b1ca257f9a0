"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.inspection.assembly import assembly_of

if TYPE_CHECKING:
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection


def arrivals_for(inspection: Inspection) -> Arrivals | None:
    """What the first transfer of the context brings, to try several things on it.

    Walks the context. ``None`` where there is none: each trial then looks for itself.
    """
    if not inspection.syncs or not inspection.traits.transfers:
        return None
    from ctxscan.inspection.arrivals import Arrivals  # noqa: PLC0415 - few commands ask for it

    arrived = Arrivals.for_steps(inspection.plan)
    inspection.syncs[0].stream().add_up(arrived, inspection.options.workers)
    return arrived


def outcome_of(inspection: Inspection, arrived: Arrivals | None = None) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    *arrived*: what the first transfer of the context brings, where that is known already.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does, and
    DockerfileError where the classic builder was sent a context that it refuses to build.
    """
    outcome: Outcome = assembly_of(inspection.options.builder).outcome(inspection, arrived)
    return outcome
