"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.errors import CtxscanError
from ctxscan.inspection.assembly import model_of
from ctxscan.inspection.look import Look
from ctxscan.inspection.model import ALL_PATHS
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection, TransferWalk


class ForSteps(NamedTuple):
    """What the steps take files from, once the looks are walked."""

    arrived: Arrivals | None
    """What the first transfer of the context brings; ``None``: each trial looks for itself."""

    named: tuple[Arrivals, ...]
    """What each transfer of a named context brings."""

    looks: tuple[Look, ...]


def look_for_steps(inspection: Inspection, *, names: bool | None = None) -> ForSteps:
    """What the steps take files from.

    *names*: whether all plain files are kept by name; ``None``: where the steps ask for them.
    No look where nothing is transferred.
    """
    if not inspection.traits.transfers:
        return ForSteps(None, (), ())
    named, looks = look_at_named(inspection)
    if not inspection.syncs:
        return ForSteps(None, named, looks)
    from ctxscan.inspection.arrivals import Arrivals  # noqa: PLC0415 - few commands ask for it

    arrived = Arrivals.for_steps(inspection.plan) if names is None else Arrivals(names=names)
    alike = ("arrivals", arrived.has_names)
    look = Look(inspection.syncs[0], Detail.SENT, arrived, alike)
    return ForSteps(arrived, named, (look, *looks))


class Taken(NamedTuple):
    """Where the steps take the files of the context from, for who walks what is sent as well."""

    arrived: Arrivals
    """What is sent, to be added up in the walk of the first transfer."""

    whole: Arrivals | None = None
    """All that lies there, where the builder takes it from there and nothing is left out of it;
    ``looks`` add it up."""

    looks: tuple[Look, ...] = ()

    @classmethod
    def by(cls, inspection: Inspection) -> Taken:
        from ctxscan.inspection.arrivals import Arrivals, WholeContext  # noqa: PLC0415 - few commands ask for it

        arrived = Arrivals.for_steps(inspection.plan)
        if inspection.traits.transfers or not _takes_all(inspection):
            return cls(arrived)

        whole = WholeContext()
        look = Look(inspection.syncs[0], Detail.ALL, whole, "whole context")
        return cls(arrived, whole, (look,))

    def of_steps(
        self, inspection: Inspection, walked: Sequence[TransferWalk | CtxscanError]
    ) -> Arrivals | None:
        """What ``outcome_of`` takes; *walked*: what came of the looks.

        ``None``: nothing asks for the context, or the steps have to look for themselves.
        """
        if not inspection.syncs or any(isinstance(each, CtxscanError) for each in walked):
            return None
        return self.arrived if inspection.traits.transfers else self.whole


def _takes_all(inspection: Inspection) -> bool:
    """Whether a step takes the whole context, and nothing is ignored."""
    asked = (each.path for sync in inspection.syncs for each in sync.requests)
    return not inspection.ignore_file.rules and ALL_PATHS in asked


def look_at_named(inspection: Inspection) -> tuple[tuple[Arrivals, ...], tuple[Look, ...]]:
    """What the named contexts bring, once the looks are walked: with those of other builds."""
    if not inspection.named or not inspection.traits.transfers:
        return (), ()
    from ctxscan.inspection.arrivals import Arrivals  # noqa: PLC0415 - few builds have any

    found = tuple(Arrivals() for _ in inspection.named)
    each = zip(inspection.named, found, strict=True)
    return found, tuple(Look(sync, Detail.SENT, own, ("arrivals", True)) for sync, own in each)


def outcome_of(
    inspection: Inspection, arrived: Arrivals | None = None, named: Sequence[Arrivals] = ()
) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    *arrived*: what the first transfer of the context brings, where that is known already (all
    that lies there, for a builder that transfers nothing: ``Taken``); and *named*: what each
    transfer of a named context does.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does, and
    DockerfileError where the classic builder was sent a context that it refuses to build.
    """
    outcome: Outcome = model_of(inspection.options.builder).outcome(inspection, arrived, named)
    return outcome
