"""A build whose steps are taken from the build before it where all that they see is the same.

One plan over many trees that share what they have in common, such as the commits of a branch:
most steps see nothing of what changed from one to the next.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.running import Running
from ctxscan.dockerfile.steps import CopyStep, FromImage, FromStage, MainContext, Nothing, RunStep
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.builders.stages.node import Node
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.builders.stages.running import Contexts, Rules, StageFiles
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Origin

Seen = tuple[object, ...]
"""What a step looks at; the same objects stand for the same files."""


Look = tuple["Origin", str | None]
"""Where a step looks, and for which plain path; ``None``: all that is there counts."""


T = TypeVar("T")
N = TypeVar("N")


class Known(NamedTuple, Generic[T, N]):
    """A step, or all of a stage."""

    seen: Seen
    """What it worked on, and what else it looked at."""

    result: T
    noted: tuple[N, ...]
    """What it added to the notes of the build."""


def recalled(
    known: dict[int, Known[T, N]], number: int, seen: Seen, notes: list[N], work: Callable[[], T]
) -> T:
    """What *work* comes to, and adds to *notes*: of before, where all that it sees is the same."""
    found = known.get(number)
    if found is not None and are_same(found.seen, seen):
        notes += found.noted
        return found.result
    first = len(notes)
    result = work()
    known[number] = Known(seen, result, tuple(notes[first:]))
    return result


class Recall:
    """What the last build came to, step by step. Of builds of one plan alone."""

    def __init__(self, plan: BuildPlan) -> None:
        self.still = still_stages(plan)
        self.begun: dict[int, StageFiles] = {}
        self.steps: dict[int, Known[StageFiles, StepFailure]] = {}
        self.stages: dict[int, Known[StageFiles, StepFailure]] = {}
        self.looks: dict[int, tuple[Look, ...]] = {}
        self.looks_of_stages: dict[int, tuple[Look, ...]] = {}


class Recalling(Running):
    """Notes neither what is taken nor what is overwritten: only files, and what fails."""

    def __init__(
        self,
        plan: BuildPlan,
        contexts: Contexts,
        rules: Rules,
        recall: Recall,
        path_of: Callable[[str], str | None],
    ) -> None:
        """*path_of*: the plain path that a source names; ``None`` for a pattern.

        Named contexts are taken to stay as they are.
        """
        super().__init__(plan, contexts, rules)
        self._recall = recall
        self._path_of = path_of
        self._looked: dict[Look, Seen] = {}

    def begin(self, plan: StagePlan) -> StageFiles:
        if isinstance(plan.start, FromStage | MainContext):
            return super().begin(plan)
        if plan.number not in self._recall.begun:
            self._recall.begun[plan.number] = super().begin(plan)
        return self._recall.begun[plan.number]

    def _stage(self, plan: StagePlan) -> StageFiles:
        known = self._recall.stages.get(plan.number)
        if known is not None and plan.number in self._recall.still:
            self.failures += known.noted
            return known.result
        begun = self.begin(plan)
        seen = (begun.version, begun.is_broken, *self.seen_by(plan))
        return recalled(
            self._recall.stages, plan.number, seen, self.failures, lambda: self._steps(plan, begun)
        )

    def do(self, step: BuildStep, stage: StageFiles) -> StageFiles:
        seen = (stage.version, stage.is_broken, *self.seen(step))
        done = super().do
        return recalled(
            self._recall.steps, id(step), seen, self.failures, lambda: done(step, stage)
        )

    def seen_by(self, plan: StagePlan) -> Seen:
        """All that the steps of a stage look at beside its files."""
        if plan.number not in self._recall.looks_of_stages:
            looks = chain.from_iterable(map(self._looks, plan.steps))
            self._recall.looks_of_stages[plan.number] = tuple(dict.fromkeys(looks))
        return self._seen(self._recall.looks_of_stages[plan.number])

    def seen(self, step: BuildStep) -> Seen:
        """All that *step* looks at beside the stage that it works on."""
        return self._seen(self._looks(step))

    def _looks(self, step: BuildStep) -> tuple[Look, ...]:
        if id(step) not in self._recall.looks:
            found = (_in_whole(each, self._path_of) for each in _sources(step))
            self._recall.looks[id(step)] = tuple(dict.fromkeys(found))
        return self._recall.looks[id(step)]

    def _seen(self, looks: tuple[Look, ...]) -> Seen:
        return tuple(chain.from_iterable(map(self._look, looks)))

    def _look(self, look: Look) -> Seen:
        if look not in self._looked:
            self._looked[look] = self._at(*look)
        return self._looked[look]

    def _at(self, origin: Origin, path: str | None) -> Seen:
        match origin:
            case FromStage(number=number):
                stage = self.stage(number)
                return stage.version, stage.is_broken
            case FromImage() | Nothing():
                return ()
        root = self.files(origin).root
        return (root if path is None else _at(root, path) or root,)


def still_stages(plan: BuildPlan) -> frozenset[int]:
    """Those that no context can change, by their numbers."""
    found: set[int] = set()
    for stage in plan.stages:
        origins = [stage.start, *(origin for step in stage.steps for origin, _ in _sources(step))]
        if all(
            isinstance(each, FromImage | Nothing)
            or (isinstance(each, FromStage) and each.number in found)
            for each in origins
        ):
            found.add(stage.number)
    return frozenset(found)


def _sources(step: BuildStep) -> Iterator[tuple[Origin, str | None]]:
    """Where a step looks, and for what; ``None``: for what no single path says."""
    match step:
        case CopyStep(origin=origin, parents=True):
            yield origin, None
        case CopyStep(origin=origin, words=words):
            yield from ((origin, each.text) for each in words if each.kind == "path")
        case RunStep(attached=attached):
            shown = (each for each in attached if each.mount.type in ("bind", "cache"))
            yield from ((each.origin, each.mount.source.text) for each in shown)


def _in_whole(
    source: tuple[Origin, str | None], path_of: Callable[[str], str | None]
) -> tuple[Origin, str | None]:
    """Of anything but the main context, all of it counts."""
    origin, text = source
    is_main = text is not None and isinstance(origin, MainContext)
    return origin, path_of(text) if is_main and text is not None else None


def are_same(before: Seen, after: Seen) -> bool:
    return len(before) == len(after) and all(
        old is new for old, new in zip(before, after, strict=True)
    )


def _at(root: Directory, path: str) -> Node | None:
    """What lies there; ``None`` where a link leads to it, or nothing is there."""
    here: Node = root
    for name in path.split("/"):
        if name in ("", "."):
            continue
        found = here.get(name) if isinstance(here, Directory) else None
        if found is None or name == ".." or (isinstance(found, Leaf) and found.is_link):
            return None
        here = found
    return here
