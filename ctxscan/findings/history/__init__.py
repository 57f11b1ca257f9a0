"""Whether a step of a build reads the history of git, and by which chain: one verdict for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.history.places import placed_in
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.findings.history.files import Files
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.named import NamedBuild


class Link(NamedTuple):
    """One step of the chain from a COPY to what asks git."""

    place: Place
    what: str

    def __str__(self) -> str:
        return f"{self.place} {self.what}"


class History(NamedTuple):
    """Why ``.git`` has to be there."""

    chain: tuple[Link, ...]
    """The instruction that takes it first; what asks git last."""

    read: bool
    """Whether a RUN asks git; else ``.git`` is only copied, and has to be there for that."""

    @property
    def why(self) -> str:
        return ", ".join(map(str, self.chain))


def first_history(builds: Iterable[NamedBuild], files: Files) -> History | None:
    """The first chain of any of the builds that share an ignore file, whichever stage is built."""
    found = (
        history_needed(each.inspection, files, every_stage=True, name=each.by_name)
        for each in builds
    )
    return next((each for each in found if each is not None), None)


def history_needed(
    inspection: Inspection, files: Files, *, every_stage: bool = False, name: str | None = None
) -> History | None:
    """The first chain by which a RUN of this build gets at ``.git``; ``None`` where none does.

    *every_stage*: also of the stages that the target does not need. *name*: of the named context
    whose ``.git`` is meant, in place of that of the context.
    """
    plan = inspection.plan
    if plan is None:
        return None
    stages = [
        each
        for each in plan.stages
        if not each.replaced and each.error is None and (every_stage or each.reached)
    ]
    found = (found for stage in stages for found in _in_stage(inspection, files, stage, name))
    copied = (found for stage in stages for found in _copied(inspection, stage, name))
    return next(found, None) or next(copied, None)


def _in_stage(
    inspection: Inspection, files: Files, stage: StagePlan, name: str | None
) -> Iterator[History]:
    plan, shown = inspection.plan, inspection.location.dockerfile.shown
    if plan is None:
        return
    for run, places in placed_in(plan, stage, files, name):
        git = places.git()
        if git is None:
            continue
        from ctxscan.findings.history.search import Search  # noqa: PLC0415 - for a stage that has .git alone

        search = Search(files, places, run.setting, shown, run.own_line)
        found = search.asks_git(run)
        if found is not None:
            yield History((Link(Place(shown, git.line), git.what), *map(_link, found)), read=True)


def _link(found: tuple[Place, str]) -> Link:
    return Link(*found)


def _copied(inspection: Inspection, stage: StagePlan, name: str | None) -> Iterator[History]:
    shown = inspection.location.dockerfile.shown
    for source in stage.sources:
        if source.context == name and f"{source.path}/".startswith(".git/"):
            what = f"{source.instruction.keyword.upper()} names {source.path}"
            yield History((Link(Place(shown, source.line), what),), read=False)
