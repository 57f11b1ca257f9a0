"""A Dockerfile and the options of a build -> everything it asks of its contexts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from ctxscan.dockerfile.graph import MAIN, SCRATCH, State, referred
from ctxscan.dockerfile.origins import Origins, follow_paths
from ctxscan.dockerfile.resolve import Options, Resolution
from ctxscan.dockerfile.sources import CopiedFrom, Source, Unknown
from ctxscan.dockerfile.steps import Nothing
from ctxscan.dockerfile.targets import resolve
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ctxscan.dockerfile.model import Dockerfile
    from ctxscan.dockerfile.stages import Stage
    from ctxscan.dockerfile.steps import BuildStep, Configured, Origin
    from ctxscan.errors import DockerfileError

Role = Literal["ships", "copied from", "mounted", "unused"]


class Refusal(NamedTuple):
    """An instruction that is refused once its turn comes."""

    line: int | None
    kind: str
    message: str


class StagePlan(NamedTuple):
    number: int
    name: str
    """In lower case; empty if it has none."""

    label: str
    """The name, or ``stage-N``."""

    line: int
    base: str
    """As written behind FROM."""

    base_stage: int | None
    base_context: str | None
    """The named context that lies under the stage or stands in for it."""

    base_image: str | None
    """With its variables replaced; ``None`` over a stage, a context or ``scratch``."""

    replaced: bool
    """A named context has its name, so that its own instructions do not count."""

    reached: bool
    role: Role
    """Whether what it takes can end up in the image: it is the target or below it by FROM; only
    copies of it can; it is only mounted while others run; or nothing of it is used."""

    sources: tuple[Source, ...]
    """Of its own instructions and of the triggers it inherits, in their order."""

    copies: tuple[CopiedFrom, ...]
    error: Refusal | None
    """Why it cannot be built, its steps being those before that. Of stages that are reached, only
    where instructions are refused in order; else they raise."""

    steps: tuple[BuildStep, ...] = ()
    """What its instructions and the triggers it inherits do to its files. Triggers come first."""

    start: Origin = Nothing()
    """What its files are before the first step."""

    is_bare: bool = False
    """Whether nothing at all stands between its FROM and the next one."""

    written_name: str = ""
    """The name as it stands in the file."""

    config: tuple[Configured, ...] = ()
    """What its instructions say of the image, in their order."""

    last_line: int = 0
    """Of its last instruction, which may be the FROM."""


class ContextSync(NamedTuple):
    """One transfer of a named context that is a directory."""

    name: str
    follow_paths: tuple[str, ...] | None
    """``None``: the whole of it."""

    lines: tuple[int, ...]
    """Of the instructions that lead to it."""


class BuildPlan(NamedTuple):
    target: int
    stages: tuple[StagePlan, ...]
    context_requested: bool
    """False: no transfer at all, whatever ``follow_paths`` says."""

    follow_paths: tuple[str, ...] | None
    """In the order BuildKit sends them; ``None`` asks for the whole context. Where a source is in
    doubt, the variables that a base image could set are taken as unset."""

    context_syncs: tuple[ContextSync, ...]
    loaded_contexts: tuple[str, ...]
    """Named contexts whose ignore file is read; some of them may not be transferred."""

    unknowns: tuple[Unknown, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """Of the main context, from the stages that are built."""
        return tuple(source for source in self.all_sources if self.stages[source.stage].reached)

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """Of the main context, from every stage of the file."""
        every = (source for stage in self.stages for source in stage.sources)
        return tuple(source for source in every if source.context is None)

    @property
    def certain(self) -> bool:
        """Whether no doubt could change what is asked for."""
        return not self.unknowns


_NONE: Mapping[str, str] = MappingProxyType({})


def plan_build(  # noqa: PLR0913 - one parameter for each option of docker build
    dockerfile: Dockerfile,
    *,
    target: str | int | None = None,
    build_args: Mapping[str, str] = _NONE,
    platform: str = "linux/amd64",
    build_platform: str = "linux/amd64",
    named_contexts: Collection[str] = frozenset(),
    remote_contexts: Collection[str] = frozenset(),
    in_order: bool = False,
) -> BuildPlan:
    """Everything that building ``target`` asks for.

    ``target``: as ``--target``, or the index of a stage, which ``docker build`` does not take.
    ``named_contexts``: names of those that are directories; ``remote_contexts``: of the others
    (images, repositories), which send nothing.
    ``in_order``: whether nothing is looked at behind the target, and each instruction is refused
    only when its turn comes; the plan holds what is done until then.

    Raise ``DockerfileError`` for what BuildKit refuses, ``UsageError`` for an unknown target.
    """
    options = Options(
        target=target,
        build_arguments=build_args,
        platform=platform,
        build_platform=build_platform,
        directories=frozenset(named_contexts),
        remotes=frozenset(remote_contexts),
        in_order=in_order,
    )
    resolution = resolve(dockerfile, options)
    return _plan(resolution, dockerfile, options)


def _plan(resolution: Resolution, dockerfile: Dockerfile, options: Options) -> BuildPlan:
    reached, in_graph = resolution.taken.keys(), referred(resolution.target)
    roles = _roles(resolution.target, in_graph)
    asked = {path for state in reached for path in state.context_paths}
    syncs = _Syncs(options.directories)
    origins = Origins(options.directories, resolution.taken)
    for state in resolution.states:
        if state in in_graph:
            syncs.add(state, resolution.taken[state])
    return BuildPlan(
        target=resolution.target.index,
        stages=tuple(
            _stage_plan(state, stage, roles.get(state, "unused"), origins, reached=state in reached)
            for state in resolution.states
            if (stage := state.stage)
        ),
        context_requested=MAIN in in_graph,
        follow_paths=follow_paths(asked),
        context_syncs=tuple(syncs.found()),
        loaded_contexts=tuple(
            sorted({state.context for state in reached if state.context in options.directories})
        ),
        unknowns=_unknowns(resolution, dockerfile, options),
    )


class _Syncs:
    """Syncs of named contexts; those with the same name and filter are one."""

    def __init__(self, directories: frozenset[str]) -> None:
        self.directories = directories
        self._lines: dict[tuple[str, tuple[str, ...] | None], list[int]] = {}

    def add(self, state: State, taken: frozenset[str]) -> None:
        if state.context in self.directories and state.base is None:
            # Nothing asked of it by name means that it is used as it is.
            filtered = follow_paths(taken) or None
            self._lines.setdefault((state.context or "", filtered), []).append(state.line)

    def found(self) -> list[ContextSync]:
        return [ContextSync(*key, tuple(lines)) for key, lines in self._lines.items()]


def _stage_plan(
    state: State, stage: Stage, role: Role, origins: Origins, *, reached: bool
) -> StagePlan:
    from_image = not (state.base or state.context or state.base_name == SCRATCH)
    return StagePlan(
        number=stage.number,
        name=stage.head.name,
        label=stage.label,
        line=stage.line,
        base=stage.head.base,
        base_stage=state.base.index if state.base else None,
        base_context=state.context,
        base_image=state.base_name if from_image else None,
        replaced=state.replaced,
        reached=reached,
        role=role,
        sources=tuple(state.sources),
        copies=tuple(state.copies),
        error=_refusal(state.error) if state.error else None,
        steps=tuple(origins.fill_in(done) for done in state.done),
        start=origins.below(state),
        is_bare=not (stage.commands or state.steps),
        written_name=stage.head.instruction.args[2] if stage.head.name else "",
        config=tuple(state.config),
        last_line=stage.commands[-1].instruction.line if stage.commands else stage.line,
    )


def _refusal(error: DockerfileError) -> Refusal:
    line = error.place.line if error.place else None
    return Refusal(line, error.kind or "bad-option", error.message)


def _roles(target: State, in_graph: set[State | None]) -> dict[State, Role]:
    roles: dict[State, Role] = dict.fromkeys(_chain(target), "ships")
    _spread(roles, "copied from", copies_only=True)
    _spread(roles, "mounted", copies_only=False)
    return {state: role for state, role in roles.items() if state in in_graph}


def _chain(state: State) -> list[State]:
    chain = [state]
    while chain[-1].base:
        chain.append(chain[-1].base)
    return chain


def _spread(roles: dict[State, Role], role: Role, *, copies_only: bool) -> None:
    """Give ``role`` to what the states that have one take files from, and so on."""
    waiting = list(roles)
    while waiting:
        for origin in _origins(waiting.pop(), copies_only=copies_only):
            fresh = [each for each in _chain(origin) if each not in roles]
            roles.update(dict.fromkeys(fresh, role))
            waiting += fresh


def _origins(state: State, *, copies_only: bool) -> Iterator[State]:
    for step in () if state.replaced else state.steps:
        if step.command.instruction.keyword == "copy" or not copies_only:
            yield from step.origins


def _unknowns(
    resolution: Resolution, dockerfile: Dockerfile, options: Options
) -> tuple[Unknown, ...]:
    found: list[Unknown] = []
    if override := options.build_arguments.get("BUILDKIT_SYNTAX"):
        found.append(_frontend(override, None))
    elif dockerfile.frontend:
        found.append(_frontend(dockerfile.frontend.value, dockerfile.frontend.line))
    for state in resolution.states:
        if state in resolution.taken:
            found += state.unknowns
    return tuple(found)


def _frontend(name: str, line: int | None) -> Unknown:
    return Unknown(
        line,
        "frontend",
        f"the Dockerfile is read by {name}, not by the frontend built into BuildKit",
        "everything, if its rules differ; taken to be the same",
    )
