"""What each build of a project sends, and why it would fail: one walk a distinct transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.api.asked import arguments_of, is_local
from ctxscan.api.build import inspect
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.errors import CtxscanError, DockerfileError
from ctxscan.findings.accounting import SentTally, Together
from ctxscan.inspection.arrivals import Arrivals
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.projects import Project
    from ctxscan.inspection import Inspection, Transfer
    from ctxscan.project.model import DeclaredBuild


class BuildRow(NamedTuple):
    """A declared build with its figures: ``None`` where they cannot be known."""

    declared: DeclaredBuild
    dockerfile: str | None
    ignore_file: str | None = None
    """Absolute."""

    transfer_bytes: int | None = None
    files: int | None = None
    failures: tuple[StepFailure, ...] = ()


class _Measured(NamedTuple):
    transfer_bytes: int
    files: int
    arrived: Arrivals


class Figures:
    """Remembers what was walked: builds that send the same share one walk."""

    def __init__(self, project: Project, given: BuildArguments) -> None:
        self._project = project
        self._given = given
        self._walked: dict[object, _Measured] = {}

    def row(self, build: DeclaredBuild) -> BuildRow:
        row = BuildRow(build, build.dockerfile)
        if not is_local(build):
            return row
        try:
            inspection = inspect(
                build.context or ".", **arguments_of(build, self._project, self._given)
            )
        except CtxscanError as error:
            return row._replace(failures=(_failure(error),))
        location = inspection.location
        row = row._replace(
            dockerfile=None if build.dockerfile_inline is not None else location.dockerfile.path,
            ignore_file=location.ignore_file.path if location.ignore_file else None,
        )
        try:
            return self._measured(inspection, row)
        except CtxscanError as error:
            return row._replace(failures=(_failure(error),))

    def _measured(self, inspection: Inspection, row: BuildRow) -> BuildRow:
        parts = [self._walk(inspection, transfer) for transfer in inspection.syncs]
        row = row._replace(
            transfer_bytes=sum(part.transfer_bytes for part in parts),
            files=sum(part.files for part in parts),
        )
        arrived = parts[0].arrived if parts else None
        return row._replace(failures=outcome_of(inspection, arrived).failures)

    def _walk(self, inspection: Inspection, transfer: Transfer) -> _Measured:
        key = _key(inspection)
        if key is None:
            return _measure(inspection, transfer)
        if key not in self._walked:
            self._walked[key] = _measure(inspection, transfer)
        return self._walked[key]


def _key(inspection: Inspection) -> object | None:
    """What decides all that is sent; ``None`` where more than this does."""
    plan, file = inspection.plan, inspection.location.ignore_file
    if not inspection.traits.follows_links_first or plan is None or len(inspection.syncs) != 1:
        return None
    return (inspection.location.root, file.path if file else None, plan.follow_paths)


def _measure(inspection: Inspection, transfer: Transfer) -> _Measured:
    tally, stream = SentTally(top=0), transfer.stream()
    arrived = Arrivals.for_steps(inspection.plan)
    stream.add_up(Together((tally, arrived)), inspection.options.workers)
    return _Measured(stream.transfer_bytes, tally.total.files, arrived)


def _failure(error: CtxscanError) -> StepFailure:
    place = error.place
    kind = (error.kind if isinstance(error, DockerfileError) else None) or "refused"
    line = place.line if place else None
    path = place.file if place else ""
    return StepFailure(line, kind, kind, path, error.message)
