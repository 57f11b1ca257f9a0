"""A build with one thing changed, tried on its model: what its steps would come to then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE, IgnoreFileFound
from ctxscan.errors import CtxscanError
from ctxscan.inspection.assembly import assembly_of
from ctxscan.inspection.steps import outcome_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.context.locate.docker import Location
    from ctxscan.inspection.model import BuildOptions, Inspection


class Tried(NamedTuple):
    inspection: Inspection
    outcome: Outcome


class Change(NamedTuple):
    """What is to be otherwise; ``None``: as it is."""

    dockerfile: bytes | None = None
    ignore_file: bytes | None = None
    options: BuildOptions | None = None

    location: Location | None = None
    """Of another context."""


def tried(inspection: Inspection, change: Change) -> Tried | None:
    """The build under *change*; ``None`` where the builder refuses it as a whole.

    Walks the context anew: with other sources, other parts of it are sent.
    """
    try:
        found = changed(inspection, change)
        if found.plan is None:
            return None
        return Tried(found, outcome_of(found))
    except CtxscanError:
        return None


def changed(inspection: Inspection, change: Change) -> Inspection:
    """The build under *change*, without a walk. Raises CtxscanError where it is refused."""
    options = change.options or inspection.options
    location = _located(change.location or inspection.location, change)
    found: Inspection = assembly_of(options.builder).inspect_at(options, location)
    return found


def _located(location: Location, change: Change) -> Location:
    if change.dockerfile is not None:
        dockerfile = location.dockerfile._replace(data=change.dockerfile)
        location = location._replace(dockerfile=dockerfile)
    if change.ignore_file is not None:
        path = f"{location.root}/{IGNORE_FILE}"
        found = location.ignore_file or IgnoreFileFound(IGNORE_FILE, path, b"", path)
        location = location._replace(ignore_file=found._replace(data=change.ignore_file))
    return location
