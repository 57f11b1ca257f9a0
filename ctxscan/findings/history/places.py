"""Where what is in the context lies in a stage, when one of its RUN instructions starts."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

from ctxscan.dockerfile.steps import CopyStep, FromStage, MainContext, NamedContext, RunStep
from ctxscan.golang.glob import has_wildcard
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.dockerfile.steps import BuildStep, Mounted, Origin
    from ctxscan.findings.history.files import Files

_GIT = ".git"
_WHOLE = frozenset({"", ".", "/", "*", ".*", ".git*"})


class Placed(NamedTuple):
    """A path of the context at a path of the stage."""

    inside: str
    """Absolute, without a slash at its end; empty for the root."""

    path: str
    """Empty for the whole context."""

    line: int
    """Of the instruction that took it from the context."""

    what: str
    """The same in words."""

    before_run: bool = False
    """Whether a RUN came after it, which may have written what is found there."""

    runs: int = 0
    """How many RUN of its stage, and of those below, came before it."""


class _Laid:
    """What was placed so far, each step's behind that of those before."""

    def __init__(self, placed: Iterable[Placed] = (), runs: int = 0) -> None:
        self.placed: list[Placed] = []
        self.by_place: dict[str, list[int]] = {}
        self.runs = runs
        for each in placed:
            self.add(each)

    def add(self, placed: Placed) -> None:
        self.by_place.setdefault(placed.inside, []).append(len(self.placed))
        self.placed.append(placed)

    def at(self, place: str, count: int) -> Sequence[int]:
        """Which of the first *count* were placed there."""
        found = self.by_place.get(place, ())
        return found[: bisect_left(found, count)]


class Places:
    """What lies in a stage at one point of it. Those that come later hide those before."""

    def __init__(self, laid: _Laid, further: Sequence[Placed] = ()) -> None:
        self._laid = laid
        self._count = len(laid.placed)
        self._further = further
        """What a RUN mounts over it."""
        self.runs = laid.runs
        """How many RUN came before this point."""

    def and_those(self, further: Sequence[Placed]) -> Places:
        return Places(self._laid, further) if further else self

    @property
    def _placed(self) -> Iterator[Placed]:
        yield from islice(self._laid.placed, self._count)
        yield from self._further

    def _taken(self, placed: Placed, inside: str, path: str) -> Placed:
        """What of it is asked for, or taken along."""
        is_mounted = self._further and placed in self._further
        before_run = placed.before_run or (placed.runs < self.runs and not is_mounted)
        return placed._replace(inside=inside, path=path, before_run=before_run)

    def _last_first(self, inside: str, *, itself: bool) -> Iterator[Placed]:
        """Each that was placed above *inside*; *itself*: or there."""
        places = [inside] if itself else []
        while inside:
            inside = inside.rpartition("/")[0]
            places.append(inside)
        yield from (each for each in reversed(self._further) if each.inside in places)
        found = sorted(at for each in places for at in self._laid.at(each, self._count))
        yield from (self._laid.placed[at] for at in reversed(found))

    def git(self) -> Placed | None:
        """What brings ``.git`` along."""
        return next((each for each in self._placed if each.path in ("", _GIT)), None)

    def roots(self) -> list[str]:
        """The directories of the stage in which ``.git`` lies."""
        found = (each for each in self._placed if each.path in ("", _GIT))
        return [each.inside.removesuffix("/.git") for each in found]

    def of(self, inside: str) -> str | None:
        """The path in the context of what lies at a path of the stage."""
        for each in self._last_first(inside, itself=True):
            if inside == each.inside:
                return each.path
            rest = inside[len(each.inside) + 1 :]
            return f"{each.path}/{rest}" if each.path else rest
        return None

    def all_of(self, inside: str) -> Iterator[Placed]:
        """Each that may have brought what lies at a path of the stage, the last first."""
        for each in self._last_first(inside, itself=False):
            rest = inside[len(each.inside) + 1 :]
            path = f"{each.path}/{rest}" if each.path else rest
            yield self._taken(each, each.inside, path)

    def below(self, inside: str) -> Iterator[Placed]:
        """All that a copy of *inside* takes along, its place relative to that."""
        for each in self._placed:
            if each.inside == inside or each.inside.startswith(f"{inside}/"):
                yield self._taken(each, each.inside[len(inside) :], each.path)
            elif inside.startswith(f"{each.inside}/"):
                rest = inside[len(each.inside) + 1 :]
                yield self._taken(each, "", f"{each.path}/{rest}" if each.path else rest)


def placed_in(
    plan: BuildPlan, stage: StagePlan, files: Files, name: str | None
) -> Iterator[tuple[RunStep, Places]]:
    """Each RUN of a stage, with what it finds of the context, or of the one of that *name*."""
    yield from Stages(plan, files, name).runs(stage)


class Stages:
    def __init__(self, plan: BuildPlan, files: Files, name: str | None) -> None:
        self._plan = plan
        self._files = files
        self._name = name
        self._ends: dict[int, _Laid] = {}

    def runs(self, stage: StagePlan) -> Iterator[tuple[RunStep, Places]]:
        for step, places in self.steps(stage):
            if isinstance(step, RunStep):
                mounted = [each for mount in step.mounts for each in self._mounted(step, mount)]
                yield step, places.and_those(mounted)

    def steps(self, stage: StagePlan) -> Iterator[tuple[BuildStep, Places]]:
        """Each step of a stage, with what lies there when it starts."""
        laid = self._start(stage)
        for step in stage.steps:
            yield step, Places(laid)
            self._do(step, laid)

    def at_end(self, number: int) -> Places:
        """What lies in a stage when it is done."""
        return Places(self._end(number))

    def _do(self, step: BuildStep, laid: _Laid) -> None:
        if isinstance(step, RunStep):
            laid.runs += 1
        elif isinstance(step, CopyStep):
            for each in self._copied(step):
                laid.add(each._replace(runs=laid.runs))

    def _start(self, stage: StagePlan) -> _Laid:
        if not isinstance(stage.start, FromStage):
            return _Laid()
        below = self._end(stage.start.number)
        return _Laid(below.placed, below.runs)

    def _end(self, number: int) -> _Laid:
        if number not in self._ends:
            self._ends[number] = _Laid()  # a stage cannot hold itself
            stage = self._plan.stages[number]
            laid = self._start(stage)
            for step in stage.steps:
                self._do(step, laid)
            self._ends[number] = laid
        return self._ends[number]

    def _copied(self, step: CopyStep) -> list[Placed]:
        destination = _joined(step.workdir, step.destination)
        found: list[Placed] = []
        for word in step.words:
            source = posixpath.normpath(f"/{word.text}").strip("/")
            if self._is_ours(step.origin):
                what = f"{step.instruction.keyword.upper()} takes {word.text or '.'}"
                inside = destination
                if source in _WHOLE:
                    found.append(Placed(inside, "", step.own_line, what))
                elif not has_wildcard(source):
                    if self._is_below(step, source):
                        inside = f"{destination}/{posixpath.basename(source)}"
                    found.append(Placed(inside, source, step.own_line, what))
            elif isinstance(step.origin, FromStage):
                end = Places(self._end(step.origin.number))
                found += _moved(end.below(f"/{source}".rstrip("/")), destination)
        return found

    def _is_ours(self, origin: Origin) -> bool:
        if self._name is None:
            return isinstance(origin, MainContext)
        return isinstance(origin, NamedContext) and origin.name == self._name

    def _is_below(self, step: CopyStep, source: str) -> bool:
        """Whether a source keeps its name in the directory that it is copied to."""
        many = len(step.words) > 1 or step.destination.endswith(("/", "."))
        return step.parents or (many and self._files.text(source) is not None)

    def _mounted(self, step: RunStep, mount: Mounted) -> Iterator[Placed]:
        target = _joined(step.setting.workdir, mount.target)
        source = posixpath.normpath(f"/{mount.source.text}").strip("/")
        if self._is_ours(mount.origin):
            what = f"RUN mounts {mount.source.text or 'the context'}"
            yield Placed(target, "" if source in _WHOLE else source, step.own_line, what)
        elif isinstance(mount.origin, FromStage):
            end = Places(self._end(mount.origin.number))
            yield from _moved(end.below(f"/{source}".rstrip("/")), target)


def _moved(found: Iterator[Placed], to: str) -> Iterator[Placed]:
    for each in found:
        yield each._replace(inside=f"{to}{each.inside}")


def _joined(workdir: str | None, path: str) -> str:
    """Absolute, as far as anybody knows: the working directory of a base image is the root."""
    return posixpath.normpath(posixpath.join(workdir or "/", path)).rstrip("/")
