"""Where what is in the context lies in a stage, when one of its RUN instructions starts."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.dockerfile.steps import CopyStep, FromStage, MainContext, NamedContext, RunStep
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


class Places:
    def __init__(self, placed: Sequence[Placed]) -> None:
        """Those that come later hide those before."""
        self._placed = tuple(placed)

    def and_those(self, further: Sequence[Placed]) -> Places:
        return Places([*self._placed, *further])

    def git(self) -> Placed | None:
        """What brings ``.git`` along."""
        return next((each for each in self._placed if each.path in ("", _GIT)), None)

    def roots(self) -> list[str]:
        """The directories of the stage in which ``.git`` lies."""
        found = (each for each in self._placed if each.path in ("", _GIT))
        return [each.inside.removesuffix("/.git") for each in found]

    def of(self, inside: str) -> str | None:
        """The path in the context of what lies at a path of the stage."""
        for each in reversed(self._placed):
            if inside == each.inside:
                return each.path
            if inside.startswith(f"{each.inside}/"):
                rest = inside[len(each.inside) + 1 :]
                return f"{each.path}/{rest}" if each.path else rest
        return None

    def all_of(self, inside: str) -> Iterator[Placed]:
        """Each that may have brought what lies at a path of the stage, the last first."""
        for each in reversed(self._placed):
            if inside.startswith(f"{each.inside}/"):
                rest = inside[len(each.inside) + 1 :]
                yield each._replace(path=f"{each.path}/{rest}" if each.path else rest)

    def below(self, inside: str) -> Iterator[Placed]:
        """All that a copy of *inside* takes along, its place relative to that."""
        for each in self._placed:
            if each.inside == inside or each.inside.startswith(f"{inside}/"):
                yield each._replace(inside=each.inside[len(inside) :])
            elif inside.startswith(f"{each.inside}/"):
                rest = inside[len(each.inside) + 1 :]
                yield each._replace(inside="", path=f"{each.path}/{rest}" if each.path else rest)


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
        self._ends: dict[int, tuple[Placed, ...]] = {}

    def runs(self, stage: StagePlan) -> Iterator[tuple[RunStep, Places]]:
        for step, places in self.steps(stage):
            if isinstance(step, RunStep):
                mounted = [each for mount in step.mounts for each in self._mounted(step, mount)]
                yield step, places.and_those(mounted)

    def steps(self, stage: StagePlan) -> Iterator[tuple[BuildStep, Places]]:
        """Each step of a stage, with what lies there when it starts."""
        placed = self._start(stage)
        for step in stage.steps:
            yield step, Places(placed)
            placed = self._after(step, placed)

    def at_end(self, number: int) -> Places:
        """What lies in a stage when it is done."""
        return Places(self._end(number))

    def _after(self, step: BuildStep, placed: list[Placed]) -> list[Placed]:
        if isinstance(step, RunStep):
            return [each._replace(before_run=True) for each in placed]
        return [*placed, *self._copied(step)] if isinstance(step, CopyStep) else placed

    def _start(self, stage: StagePlan) -> list[Placed]:
        return [*self._end(stage.start.number)] if isinstance(stage.start, FromStage) else []

    def _end(self, number: int) -> tuple[Placed, ...]:
        if number not in self._ends:
            self._ends[number] = ()  # a stage cannot hold itself
            stage = self._plan.stages[number]
            placed = self._start(stage)
            for step in stage.steps:
                placed = self._after(step, placed)
            self._ends[number] = tuple(placed)
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
