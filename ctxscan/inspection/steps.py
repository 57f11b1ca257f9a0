"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.inspection.assembly import assembly_of

if TYPE_CHECKING:
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection
    from ctxscan.inspection.side_by_side import Look


def look_for_steps(
    inspection: Inspection, *, names: bool | None = None
) -> tuple[Arrivals | None, tuple[Look, ...]]:
    """What the first transfer of the context brings, once the look is walked; for the steps.

    *names*: whether all plain files are kept by name; ``None``: where the steps ask for them.
    No look where nothing is transferred: each trial then looks for itself.
    """
    if not inspection.syncs or not inspection.traits.transfers:
        return None, ()
    from ctxscan.inspection.arrivals import Arrivals  # noqa: PLC0415 - few commands ask for it
    from ctxscan.inspection.side_by_side import Look  # noqa: PLC0415 - few commands ask for it

    arrived = Arrivals.for_steps(inspection.plan) if names is None else Arrivals(names=names)
    alike = ("arrivals", arrived.has_names)
    return arrived, (Look(inspection.syncs[0], Detail.SENT, arrived, alike),)


def outcome_of(inspection: Inspection, arrived: Arrivals | None = None) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    *arrived*: what the first transfer of the context brings, where that is known already.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does, and
    DockerfileError where the classic builder was sent a context that it refuses to build.
    """
    outcome: Outcome = assembly_of(inspection.options.builder).outcome(inspection, arrived)
    return outcome
