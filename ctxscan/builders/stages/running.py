"""The stages of a build, one step after the other, by the rules of one builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxscan.builders.stages.change import DOUBTED, Change, Stamp
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.outcome import Overwritten, StepError, StepFailure, Taken
from ctxscan.dockerfile.steps import (
    CopyStep,
    FromImage,
    FromStage,
    MainContext,
    NamedContext,
    RunStep,
    WorkdirStep,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders.stages.archive import Archive, UnknownContent
    from ctxscan.builders.stages.workspace import Workspace
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Origin

    FindArchive = Callable[[str], Archive | UnknownContent | None]

_LOST = ("source-missing", "source-ignored")
"""Codes of what every source that is tried alone may fail with."""

_ABSENT = ("source-missing", "no-directory-to-search", "no-match")


class Contexts(NamedTuple):
    """What a build may take files from, each made when it is first asked for."""

    main: Callable[[], Directory]
    named: Callable[[NamedContext], Directory]

    archive: FindArchive
    """Path in the main context -> the archive that it is; ``None``: a plain file."""


class StageFiles(NamedTuple):
    """The files of a stage at one point of the build."""

    root: Directory

    version: object
    """The same for two stages only where nothing was done to the files of one since the other."""

    is_empty: bool
    """Whether nothing was ever done to ``scratch``: there is no snapshot at all."""

    is_broken: bool = False
    """Whether a step before failed, so that something may be missing that it would have made."""

    def changed(self, root: Directory) -> StageFiles:
        return StageFiles(root, object(), is_empty=False, is_broken=self.is_broken)


def no_files() -> StageFiles:
    return StageFiles(Directory(Stamp()), object(), is_empty=True)


class Rules(Protocol):
    """What one builder makes of each kind of step. All of them raise StepError."""

    def copy(
        self, step: CopyStep, stage: StageFiles, origin: StageFiles, archive: FindArchive
    ) -> Workspace: ...

    def workdir(self, step: WorkdirStep, stage: StageFiles) -> Workspace | None:
        """``None`` where the step does nothing."""

    def run(self, step: RunStep, stage: StageFiles, build: Running) -> Directory: ...


class Running:
    """A build under way. Stages are built when somebody needs them."""

    def __init__(self, plan: BuildPlan, contexts: Contexts, rules: Rules) -> None:
        self.plan = plan
        self.contexts = contexts
        self.rules = rules
        self.failures: list[StepFailure] = []
        self.overwritten: list[Overwritten] = []
        self.taken: list[Taken] = []
        self._done: dict[int, StageFiles] = {}
        self._main: StageFiles | None = None

    def stage(self, number: int) -> StageFiles:
        """The files of a stage after its last step."""
        if number not in self._done:
            self._done[number] = self._stage(self.plan.stages[number])
        return self._done[number]

    def _stage(self, plan: StagePlan) -> StageFiles:
        return self._steps(plan, self.begin(plan))

    def _steps(self, plan: StagePlan, files: StageFiles) -> StageFiles:
        for step in plan.steps:
            files = self.do(step, files)
        return files if plan.error is None else files._replace(is_broken=True)

    def done(self) -> list[tuple[int, StageFiles]]:
        """The stages that were built so far, by their numbers."""
        return sorted(self._done.items())

    def begin(self, plan: StagePlan) -> StageFiles:
        if isinstance(plan.start, NamedContext):
            tree = self.contexts.named(plan.start).taken(Change(plan.line))
            return StageFiles(tree, object(), is_empty=False)
        return self.files(plan.start)

    def files(self, origin: Origin) -> StageFiles:
        """What a step or a stage takes its files from."""
        match origin:
            case FromStage(number=number):
                return self.stage(number)
            case MainContext():
                if self._main is None:
                    self._main = StageFiles(self.contexts.main(), object(), is_empty=False)
                return self._main
            case NamedContext():
                return StageFiles(self.contexts.named(origin), object(), is_empty=False)
            case FromImage():
                unknown = Directory(Stamp(certain=False), is_open=True)
                return StageFiles(unknown, object(), is_empty=False)
            case _:
                return no_files()

    def do(self, step: BuildStep, stage: StageFiles) -> StageFiles:
        """One step. Where it fails, the build goes on as if it were not there, to find all."""
        origin = stage
        try:
            match step:
                case CopyStep():
                    origin = self.files(step.origin)
                    return self._after(stage, self.copy(step, stage, origin))
                case WorkdirStep():
                    space = self.rules.workdir(step, stage)
                    return self._after(stage, space) if space else stage
                case RunStep():
                    return stage.changed(self.rules.run(step, stage, self))
        except StepError as error:
            # What a failed step would have made is missing for no reason of its own.
            if not (origin.is_broken and error.kind in _ABSENT):
                also = self._also_missing(step, stage, origin, error)
                self.failures.append(error.at(step.line)._replace(also=also))
        return stage._replace(is_broken=True)

    def _also_missing(
        self, step: BuildStep, stage: StageFiles, origin: StageFiles, first: StepError
    ) -> tuple[str, ...]:
        """What else is missing: each source is tried alone."""
        if not isinstance(step, CopyStep) or first.code not in _LOST:
            return ()
        found: list[str] = []
        for word in step.words:
            try:
                self.copy(step._replace(words=(word,)), stage, origin)
            except StepError as error:
                if error.code in _LOST and error.path not in (first.path, *found):
                    found.append(error.path)
        return tuple(found)

    def copy(self, step: CopyStep, stage: StageFiles, origin: StageFiles) -> Workspace:
        return self.rules.copy(step, stage, origin, self.contexts.archive)

    def _after(self, stage: StageFiles, space: Workspace) -> StageFiles:
        self.overwritten += space.overwritten
        self.taken += space.taken
        return stage.changed(space.root)


def after_run(stage: StageFiles) -> Directory:
    """The files once a command ran: it may have changed, removed and added anything."""
    return stage.root.taken(DOUBTED)
