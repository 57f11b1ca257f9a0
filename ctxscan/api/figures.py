"""What each build of a project sends, and why it would fail: one walk a context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.api.asked import arguments_of, is_local
from ctxscan.api.build import inspect
from ctxscan.api.failing import outcome_as_said
from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.errors import CtxscanError, DockerfileError
from ctxscan.findings.accounting import SentTally, Together
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.inspection.steps import Taken, look_at_named
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.projects import Project
    from ctxscan.inspection import Inspection, Transfer, TransferWalk
    from ctxscan.inspection.arrivals import Arrivals
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

    sends: tuple[object, ...] = ()
    """A key for each transfer of the context: what has the same is sent once by one bake run."""


class _Begun(NamedTuple):
    row: BuildRow
    inspection: Inspection | None = None
    tallies: tuple[SentTally, ...] = ()
    taken: Taken | None = None
    looks: tuple[Look, ...] = ()
    """Of the context, of what the steps take from it, then of the named contexts."""

    named: tuple[Arrivals, ...] = ()


def rows(
    builds: Sequence[DeclaredBuild],
    project: Project,
    given: BuildArguments,
    progress: Callable[[int], None] | None = None,
) -> tuple[BuildRow, ...]:
    """The figures of *builds*. What one of them is refused for is its failure."""
    begun = [_begin(each, project, given) for each in builds]
    looks = [look for each in begun for look in each.looks]
    walked = add_up_all(looks, given.get("workers", 1), progress)
    found: list[BuildRow] = []
    for each in begun:
        own = walked[: len(each.looks)]
        del walked[: len(each.looks)]
        found.append(_end(each, own))
    return tuple(found)


def _begin(build: DeclaredBuild, project: Project, given: BuildArguments) -> _Begun:
    row = BuildRow(build, build.dockerfile)
    if not is_local(build):
        return _Begun(row)
    try:
        inspection = inspect(build.context or ".", **arguments_of(build, project, given))
    except CtxscanError as error:
        return _Begun(row._replace(failures=(_failure(error),)))
    location = inspection.location
    row = row._replace(
        dockerfile=None if build.dockerfile_inline is not None else location.dockerfile.path,
        ignore_file=location.ignore_file.path if location.ignore_file else None,
        sends=tuple(_sent_by(inspection, each) for each in inspection.syncs),
    )
    taken = Taken.by(inspection)
    arrived = taken.arrived
    tallies = tuple(SentTally(top=0) for _ in inspection.syncs)
    sums = (Together((each, arrived)) if not at else each for at, each in enumerate(tallies))
    looks = (
        Look(sync, Detail.SENT, each, ("figures", at, arrived.has_names))
        for at, (sync, each) in enumerate(zip(inspection.syncs, sums, strict=True))
    )
    named, looks_at_named = look_at_named(inspection)
    return _Begun(row, inspection, tallies, taken, (*looks, *taken.looks, *looks_at_named), named)


def _sent_by(inspection: Inspection, transfer: Transfer) -> object:
    # BuildKit takes one answer for all that is asked in the same words; seen with buildx bake.
    if inspection.traits.narrows_by_sources:
        return transfer.root, transfer.builder.alike
    return object()


def _end(begun: _Begun, walked: Sequence[TransferWalk | CtxscanError]) -> BuildRow:
    row, inspection = begun.row, begun.inspection
    if inspection is None or begun.taken is None:
        return row
    try:
        streams = without_errors(walked[: len(inspection.syncs)])
        row = row._replace(
            transfer_bytes=sum(each.transfer_bytes for each in streams),
            files=sum(each.total.files for each in begun.tallies),
        )
        without_errors(walked)
        arrived = begun.taken.of_steps(inspection, walked)
        return row._replace(failures=outcome_as_said(inspection, arrived, begun.named).failures)
    except CtxscanError as error:
        return row._replace(failures=(_failure(error),))


def _failure(error: CtxscanError) -> StepFailure:
    place = error.place
    kind = (error.kind or "bad-option") if isinstance(error, DockerfileError) else "refused"
    line = place.line if place else None
    path = place.file if place else ""
    return StepFailure(line, kind, kind, path, error.message)
