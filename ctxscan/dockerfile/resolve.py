"""Names, triggers and the order of the build (buildkit, convert.go: toDispatchState)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.commands import read_command
from ctxscan.dockerfile.dispatch import Scope, dispatch
from ctxscan.dockerfile.environment import Environment, Value
from ctxscan.dockerfile.graph import SCRATCH, Graph, State, reach, taken_of
from ctxscan.dockerfile.parser import check_keyword, parse_nodes
from ctxscan.dockerfile.platforms import Platform, parse_platform, platform_arguments
from ctxscan.dockerfile.references import context_name, familiar_name
from ctxscan.dockerfile.sources import Unknown
from ctxscan.dockerfile.stages import Stage, read_stages
from ctxscan.dockerfile.words import WordError, expand
from ctxscan.errors import DockerfileError, UsageError
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ctxscan.dockerfile.commands import Command
    from ctxscan.dockerfile.model import Dockerfile, Instruction

_UNIX_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ONBUILD = regex(r"\A[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*", re.IGNORECASE)


class Options(NamedTuple):
    target: str | int | None
    build_arguments: Mapping[str, str]
    platform: str
    build_platform: str
    directories: frozenset[str]
    remotes: frozenset[str]
    in_order: bool = False
    """See ``plan_build``."""


class Resolution(NamedTuple):
    states: tuple[State, ...]
    target: State
    taken: Mapping[State, frozenset[str]]
    """What is taken of each state that the target reaches."""


class Resolver:
    """Builds the target in mind, then each other stage as far as it goes."""

    def __init__(self, dockerfile: Dockerfile, options: Options) -> None:
        self.file = dockerfile.name
        self.stages = read_stages(dockerfile)
        self.options = options
        self.graph = Graph(dockerfile.name, dockerfile.escape, in_order=options.in_order)
        self.contexts = _context_names(options)
        self.platform = _platform(options.platform)
        self.scope = Scope(
            dockerfile.name,
            dockerfile.escape,
            self.global_arguments(),
            options.build_arguments,
        )

    def resolve(self) -> Resolution:
        for stage in self.stages.stages:
            self.add(stage)
        target = self.graph.target(self.options.target)
        if self.options.in_order:
            self.graph.stop_behind(target)
        self.graph.link()
        reached = self.reach(target)
        for state in tuple(self.graph.states):
            self.attempt(self.find_base, state)
        for state in tuple(self.graph.states):
            if state in reached:
                self.attempt(self.build, state)
        for state in tuple(self.graph.states):
            if state not in reached and state.stage:
                self.try_build(state)
        return Resolution(tuple(self.graph.states), target, taken_of(target, reached))

    def attempt(self, what: Callable[[State], None], state: State) -> None:
        """A stage that is refused in its turn keeps what its steps did until then."""
        if state.error is not None:
            return
        try:
            what(state)
        except DockerfileError as error:
            if not self.options.in_order:
                raise
            state.error = error

    def global_arguments(self) -> Environment:
        chosen = self.options.target
        if not isinstance(chosen, str):
            chosen = self.stages.stages[-1 if chosen is None else chosen].head.name
        values = platform_arguments(
            self.platform,
            _platform(self.options.build_platform),
            chosen,
            self.options.build_arguments,
        )
        scope = Environment.of(values)
        for command in self.stages.global_arguments:
            try:
                scope = self.with_arguments(scope, command.pairs)
            except WordError as error:
                raise self.graph.error(str(error), command.instruction.line) from None
        return scope

    def with_arguments(
        self, scope: Environment, pairs: Iterable[tuple[str, str | None]]
    ) -> Environment:
        for key, default in pairs:
            if key in self.options.build_arguments:
                scope = scope.with_value(key, Value(self.options.build_arguments[key]))
            elif default is not None:
                scope = scope.with_value(key, expand(default, scope, self.graph.escape))
        return scope

    def expand(self, word: str, scope: Environment, line: int) -> Value:
        try:
            return expand(word, scope, self.graph.escape)
        except WordError as error:
            raise self.graph.error(str(error), line) from None

    def add(self, stage: Stage) -> None:
        state = State(base_name="", line=stage.line, stage=stage)
        self.attempt(self.begin, state)
        self.graph.add(state)

    def begin(self, state: State) -> None:
        stage = state.stage
        if stage is None:
            return
        base = self.expand(stage.head.base, self.scope.global_arguments, stage.line)
        if not base.text:
            names = ", ".join(f"${name}" for name in sorted(base.unset))
            raise self.graph.error(
                f"base name ({stage.head.base}) should not be blank",
                stage.line,
                f"{names} is not set; pass --build-arg or give its ARG a default"
                if names
                else None,
            )
        state.base_name = base.text
        platform = self.stage_platform(stage)
        if stage.head.name:
            state.context = self.context(stage.head.name, platform, stage.line)
            state.replaced = state.context is not None

    def stage_platform(self, stage: Stage) -> Platform:
        written = stage.head.platform
        if not written:
            return self.platform
        value = self.expand(written, self.scope.global_arguments, stage.line)
        if not value.text:
            raise self.graph.error(f"empty platform value from expression {written}", stage.line)
        try:
            return parse_platform(value.text)
        except ValueError as error:
            raise self.graph.error(f"failed to parse platform: {error}", stage.line) from None

    def context(self, name: str, platform: Platform, line: int) -> str | None:
        """The named context that takes the place of a stage or an image."""
        if name.lower() in (SCRATCH, "context"):
            return None
        try:
            known = familiar_name(name)
        except ValueError as error:
            raise self.graph.error(str(error), line) from None
        return self.contexts.get(f"{known}::{platform}") or self.contexts.get(known)

    def reach(self, target: State) -> set[State]:
        """All that is built, triggers of local base stages included (``resolveStages``)."""
        while True:
            reached = reach(target)
            fresh = [state for state in self.graph.states if state in reached and state.base]
            fresh = [state for state in fresh if not state.triggered]
            if not fresh:
                return reached
            for state in fresh:
                self.attempt(self.pull_triggers, state)

    def pull_triggers(self, state: State) -> None:
        state.triggered = True
        held = [
            step.command.instruction
            for step in (state.base.steps if state.base else ())
            if step.command.instruction.keyword == "onbuild"
        ]
        try:
            steps = [self.graph.step(state, self.trigger(each)) for each in held]
        except DockerfileError as error:
            # Whatever is wrong with a trigger, the FROM that pulls it is named.
            raise self.graph.error(error.message, state.line, error.hint, error.kind) from None
        for step in steps:
            step.triggered = True
        state.steps[:0] = steps

    def trigger(self, instruction: Instruction) -> Command:
        """BuildKit reads a trigger as a Dockerfile of its own, with the default escape."""
        text = _ONBUILD.sub("", instruction.text)
        text += "".join(f"\n{each.content}{each.name}" for each in instruction.heredocs)
        read = parse_nodes(text, self.file).instructions
        if len(read) != 1:
            raise self.graph.error("an ONBUILD must hold one instruction", instruction.line)
        held = read[0]._replace(
            line=instruction.line, end_line=instruction.end_line, text=instruction.text
        )
        check_keyword(held, self.file)
        return read_command(held, self.file)

    def find_base(self, state: State) -> None:
        """Look for a named context; also refuse what is no name of an image, reached or not."""
        if state.base or (state.base_name == SCRATCH and not state.replaced):
            return
        platform = self.stage_platform(state.stage) if state.stage else self.platform
        found = self.context(state.base_name, platform, state.line)
        if not state.replaced:
            state.context = found
        if state.stage and self.is_remote(state):
            state.unknowns.append(_triggers(state))

    def is_remote(self, state: State) -> bool:
        """Whether its environment is in a registry."""
        if state.context:
            return state.context not in self.options.directories
        return state.base_name != SCRATCH

    def build(self, state: State) -> None:
        if state.base:
            state.sharing = state.base.sharing
            state.environment = state.base.environment.in_child(state.base.image_environment)
            state.image_environment = state.base.image_environment
            state.workdir, state.user = state.base.workdir, state.base.user
            state.shell, state.platform = state.base.shell, state.base.platform
        else:
            self.start(state)
        if state.stage and not state.replaced:
            dispatch(state, self.scope)

    def start(self, state: State) -> None:
        """The variables that a stage begins with."""
        # FROM --platform says nothing of scratch (convert.go: resolveReachableStages).
        own = state.stage is not None and state.base_name != SCRATCH
        platform = self.stage_platform(state.stage) if own and state.stage else self.platform
        state.platform = str(platform)
        if self.is_remote(state):
            state.environment = Environment(open=True)
            state.workdir = None
        elif self.platform.os != "windows":
            state.environment = Environment.of({"PATH": _UNIX_PATH})
        state.image_environment = state.environment

    def try_build(self, state: State) -> None:
        known = len(self.graph.states)
        if state.error is not None:
            return
        try:
            if state.base:
                self.pull_triggers(state)
            for origin in self.graph.states[known:]:
                self.find_base(origin)
            self.build(state)
            needed = (*state.needs, *([state.base] if state.base else []))
            state.error = next((each.error for each in needed if each.error), None)
        except DockerfileError as error:
            state.error = error


def _context_names(options: Options) -> dict[str, str]:
    try:
        return {context_name(name): name for name in (*options.directories, *options.remotes)}
    except ValueError as error:
        raise UsageError(f"--build-context: {error}") from None


def _platform(text: str) -> Platform:
    try:
        return parse_platform(text)
    except ValueError as error:
        raise UsageError(f"--platform: {error}") from None


def _triggers(state: State) -> Unknown:
    return Unknown(
        state.line,
        "triggers",
        f"the base image {state.base_name} may hold ONBUILD triggers",
        "a trigger could ask for more of the context",
    )
