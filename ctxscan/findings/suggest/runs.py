"""The builds whose steps are tried under new rules: for each target, and once what runs alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import BuildFiles
from ctxscan.dockerfile.steps import CopyStep, FromStage, RunStep
from ctxscan.errors import CtxscanError
from ctxscan.inspection.assembly import assembly_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.findings.suggest.state import Build
    from ctxscan.inspection import Inspection

_NAME_OF_TARGET = b"TARGETSTAGE"
"""The variable with the name of the target: where it is used, stages may differ by target."""

_SYNTAX = "BUILDKIT_SYNTAX"
"""The one argument that is more than the value of a variable: who reads the file."""


class Run(NamedTuple):
    """One build for one target."""

    inspection: Inspection

    @property
    def shown(self) -> str:
        return self.inspection.location.dockerfile.shown

    @property
    def of(self) -> str:
        return f" of {self.shown}"

    @property
    def ignore_file(self) -> str | None:
        """Its path in the context.

        A step that has nothing else has nothing, whether the file is written already or not.
        """
        location = self.inspection.location
        file, inside = location.ignore_file, f"{location.root.rstrip('/')}/"
        is_inside = file is not None and file.path.startswith(inside)
        return file.path.removeprefix(inside) if file is not None and is_inside else None


def runs_of_all(builds: Sequence[Build]) -> list[Run]:
    """Each build, and what ``--target`` would make of the stages that it does not need.

    What several builds would run alike, once: those of a bake file often differ by target alone,
    or by arguments that few of their stages use.
    """
    found: dict[object, Run | None] = {}
    numbers: dict[object, int] = {}
    for build in builds:
        plan = build.inspection.plan
        if plan is None or build.refusal is not None or build.named.by_name is not None:
            continue
        stages = _Stages(plan.stages, numbers)
        for target in (None, *_further_targets(plan.stages)):
            number = plan.target if target is None else target.number
            key = _what_runs(build.inspection, target, stages.needed_by(number))
            if key not in found:
                run = build.inspection if target is None else _for(build.inspection, target.name)
                tried = run is not None and _may_lose_something(run)
                found[key] = Run(run) if run is not None and tried else None
    return [each for each in found.values() if each is not None]


class _Stages:
    """The stages of a plan, each with a number that stands for what it does, in any plan."""

    def __init__(self, stages: Sequence[StagePlan], numbers: dict[object, int]) -> None:
        self._stages = stages
        does = [_what_it_does(each) for each in stages]
        self._numbers = [numbers.setdefault(each, len(numbers)) for each in does]

    def needed_by(self, target: int) -> tuple[tuple[int, int], ...]:
        """The stages that *target* needs, itself among them, each with its number.

        Which of several with its name ``--target`` means does not matter here: all count.
        """
        found: set[int] = set()
        name = self._stages[target].name
        waiting = [target, *(each.number for each in self._stages if name and each.name == name)]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += _taken_from(self._stages[number])
        return tuple((each, self._numbers[each]) for each in sorted(found))


def _what_it_does(stage: StagePlan) -> object:
    """The same for stages that do the same to their files, whoever needs them.

    What a command does to files nobody knows, whatever its variables and its caches are.
    """
    steps = [
        (each.line, each.instruction, each.mounts) if isinstance(each, RunStep) else each
        for each in stage.steps
    ]
    alone = stage._replace(reached=False, role="unused", steps=(), config=())
    return alone, *steps


def _taken_from(stage: StagePlan) -> Iterator[int]:
    """The stages that it is built on, and takes files from."""
    origins = [stage.start]
    for step in stage.steps:
        if isinstance(step, CopyStep):
            origins.append(step.origin)
        elif isinstance(step, RunStep):
            origins += [origin for _, origin in step.attached]
    return (origin.number for origin in origins if isinstance(origin, FromStage))


def _what_runs(
    inspection: Inspection, target: StagePlan | None, needed: tuple[tuple[int, int], ...]
) -> object:
    """Equal for builds of one context whose steps do the same; ``None`` for its own target."""
    options, dockerfile = inspection.options, inspection.location.dockerfile
    name = options.target if target is None else target.name
    of_file = (dockerfile.path, dockerfile.data, dockerfile.shown)  # an inline one has no path
    if not inspection.traits.narrows_by_sources:
        # Then nothing is looked at behind the target: the plan does not say what a stage does.
        return *of_file, options._replace(files=BuildFiles(), target=name)
    return (
        *of_file,
        *(options.builder, options.build_contexts, options.run_options),
        options.platforms if len(options.platforms) > 1 else (),
        dict(options.build_args).get(_SYNTAX),
        name if _NAME_OF_TARGET in dockerfile.data else None,
        needed,
    )


def _further_targets(stages: Sequence[StagePlan]) -> Iterator[StagePlan]:
    """The named stages that the target does not need, and none of each other needs."""
    below = {_number(each.start) for each in stages if not each.reached}
    for stage in stages:
        left = not stage.reached and not stage.replaced and stage.error is None
        if left and stage.name and stage.number not in below:
            yield stage


def _number(start: object) -> int | None:
    return start.number if isinstance(start, FromStage) else None


def _for(inspection: Inspection, target: str) -> Inspection | None:
    options = inspection.options._replace(target=target)
    try:
        found: Inspection = assembly_of(options.builder).inspect_at(options, inspection.location)
    except CtxscanError:
        return None
    return found


def _may_lose_something(inspection: Inspection) -> bool:
    """Whether a step does more than take what it names of the context: that is proven apart."""
    plan = inspection.plan
    stages = [stage for stage in plan.stages if stage.reached] if plan else []
    return any(
        (isinstance(step, CopyStep) and (isinstance(step.origin, FromStage) or step.parents))
        or (isinstance(step, CopyStep) and any(map(_is_pattern, step.words)))
        or (isinstance(step, RunStep) and any(step.mounts))
        for stage in stages
        for step in stage.steps
    )


def _is_pattern(word: object) -> bool:
    return any(sign in getattr(word, "text", "") for sign in "*?[")
