"""Who needs whom (buildkit, frontend/dockerfile/dockerfile2llb/convert.go: dispatchState).

BuildKit makes a state of every stage and of every image or named context that an instruction
takes files from, and resolves names against the states made so far. So do we, because several
surprises come from exactly that.
"""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from ctxscan.dockerfile.commands import Command, Copy, Run
from ctxscan.dockerfile.environment import Environment
from ctxscan.dockerfile.words import WordError, expand
from ctxscan.errors import DockerfileError, Place, UsageError
from ctxscan.golang.text import nearest, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.dockerfile.model import Instruction
    from ctxscan.dockerfile.sources import CopiedFrom, Source, Unknown
    from ctxscan.dockerfile.stages import Stage
    from ctxscan.dockerfile.steps import BuildStep, Configured

SCRATCH = "scratch"
MAIN = None
"""Among what a state refers to, stands for the main context."""


class Step:
    __slots__ = ("command", "origins", "refusal", "triggered")

    def __init__(self, command: Command, origins: tuple[State, ...]) -> None:
        self.command = command
        self.origins = origins
        """Of a COPY: its ``--from``, if any. Of a RUN: one for each mount."""
        self.triggered = False
        """Whether it is an ONBUILD of the stage below."""
        self.refusal: DockerfileError | None = None
        """Why it fails when its turn comes, where instructions are refused one by one."""


class State:
    """A stage, or an image or named context that files are taken from."""

    def __init__(self, base_name: str, line: int, stage: Stage | None = None) -> None:
        self.base_name = base_name
        self.line = line
        self.stage = stage
        self.base: State | None = None
        self.context: str | None = None
        """The named context that replaces it or lies under it."""
        self.replaced = False
        """A named context stands in for the whole stage; its instructions vanish."""
        self.steps: list[Step] = []
        self.needs: dict[State, Instruction] = {}
        self.triggered = False
        self.environment = Environment()
        self.image_environment = Environment()
        self.workdir: str | None = "/"
        """``None`` when only a base image knows it."""
        self.user = ""
        self.shell: tuple[str, ...] = ("/bin/sh", "-c")
        self.platform = ""
        """That its commands run on."""
        self.took: list[tuple[State, tuple[str, ...]]] = []
        """What its instructions take, and of whom."""
        self.sharing = self
        """Where it counts what is taken of it: along a chain of FROM (``dispatchState.paths``)."""
        self.context_paths: set[str] = set()
        self.refers: set[State | None] = set()
        self.sources: list[Source] = []
        self.copies: list[CopiedFrom] = []
        self.done: list[Done] = []
        self.config: list[Configured] = []
        self.unknowns: list[Unknown] = []
        self.error: DockerfileError | None = None

    @property
    def label(self) -> str:
        return self.stage.label if self.stage else self.base_name

    def named(self, name: str) -> bool:
        return self.stage is not None and self.stage.head.name == name.lower()

    @property
    def index(self) -> int:
        """Of its stage, from 0. Images and contexts come before all stages."""
        return self.stage.number if self.stage else -1

    @property
    def root(self) -> State:
        """The end of its chain of FROM."""
        state = self
        while state.base:
            state = state.base
        return state


class Done:
    """What an instruction does to the files of its stage, and what it takes files from.

    The paths that are asked of a named context are known only once all stages are looked at.
    """

    __slots__ = ("origins", "step")

    def __init__(self, step: BuildStep, origins: tuple[State | None, ...]) -> None:
        self.step = step
        self.origins = origins
        """Of a COPY: one. Of a RUN: one for each mount."""


class Graph:
    def __init__(self, file: str, escape: str, *, in_order: bool = False) -> None:
        """*in_order*: see ``plan_build``."""
        self.file = file
        self.escape = escape
        self.in_order = in_order
        self.states: list[State] = []
        self._by_name: dict[str, State] = {}

    def add(self, state: State) -> None:
        """``FROM`` finds a stage only by its lower-case name as written."""
        self.states.append(state)
        if not state.replaced:
            state.base = self._by_name.get(state.base_name)
        if state.stage and state.stage.head.name:
            self._by_name[state.stage.head.name] = state

    def find(self, name: str) -> State | None:
        return self._by_name.get(name.lower())

    def target(self, chosen: str | int | None) -> State:
        stages = [state for state in self.states if state.stage]
        if chosen is None:
            return stages[-1]
        if isinstance(chosen, int):
            return stages[chosen]
        if self.in_order:
            # The first of a name (buildkit, instructions/commands.go: HasStage of that time).
            named = (each for each in stages if each.named(chosen))
            if first := next(named, None):
                return first
        if found := self.find(chosen):
            return found
        raise _no_such_target(chosen, tuple(self._by_name))

    def link(self) -> None:
        """Resolve what each instruction takes files from; raise on a circle."""
        for state in tuple(self.states):
            for command in state.stage.commands if state.stage else ():
                state.steps.append(self.step(state, command))
        self._refuse_circles()

    def stop_behind(self, target: State) -> None:
        """Nothing is looked at behind the *target*."""
        self.states = [each for each in self.states if each.index <= target.index]

    def step(self, state: State, command: Command) -> Step:
        try:
            origins = tuple(self._origin(state, command, n) for n in _origin_names(command))
        except DockerfileError as error:
            if not self.in_order:
                raise
            step = Step(command, ())
            step.refusal = error
            return step
        for origin in origins:
            state.needs[origin] = command.instruction
            if origin not in self.states:
                self.add(origin)
        return Step(command, origins)

    def error(
        self, message: str, line: int, hint: str | None = None, kind: str | None = "other"
    ) -> DockerfileError:
        return DockerfileError(message, place=Place(self.file, line), hint=hint, kind=kind)

    def _origin(self, state: State, command: Command, name: str) -> State:
        line = command.instruction.line
        if isinstance(command, Copy):
            self._refuse_variables(name, line)
            if (index := _stage_index(name)) is not None:
                # BuildKit counts the images that it met, too.
                if not 0 <= index < (state.index if self.in_order else len(self.states)):
                    kind = "unknown-stage" if self.in_order else "other"
                    raise self.error(f"invalid stage index {index}", line, kind=kind)
                return self.states[index]
        return self.find(name) or State(base_name=name, line=line)

    def _refuse_variables(self, name: str, line: int) -> None:
        try:
            literal = expand(name, Environment(), self.escape).text == name
        except WordError as error:
            raise self.error(str(error), line) from None
        if not literal:
            raise self.error(
                f"variable expansion is not supported for --from={name}",
                line,
                "define a stage with FROM, using a global ARG, and copy from that",
            )

    def _refuse_circles(self) -> None:
        if self.in_order:
            # What comes later cannot be taken from: each step that tries is refused for itself.
            return
        try:
            TopologicalSorter({state: state.needs for state in self.states}).prepare()
        except CycleError as error:
            needed, state, *_ = error.args[1]
            raise self.error(
                f"circular dependency detected on stage: {needed.label}", state.needs[needed].line
            ) from None


def reach(target: State) -> set[State]:
    """The target and all it needs, directly or not (``allReachableStages``)."""
    reached: set[State] = set()
    waiting = [target]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [*state.needs, *([state.base] if state.base else [])]
    return reached


def taken_of(target: State, reached: set[State]) -> dict[State, frozenset[str]]:
    """What is taken of each state that the target reaches; of the target itself, all."""
    paths: dict[State, set[str]] = {target.sharing: {"/"}}
    for state in reached:
        for origin, taken in state.took:
            paths.setdefault(origin.sharing, set()).update(taken)
    return {state: frozenset(paths.get(state.sharing, ())) for state in reached}


def referred(target: State) -> set[State | None]:
    """What the finished build graph holds; ``MAIN`` is the main context."""
    found: set[State | None] = set()
    waiting: list[State | None] = [target]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            if state is not MAIN:
                waiting += [*state.refers, *([state.base] if state.base else [])]
    return found


def _origin_names(command: Command) -> Iterator[str]:
    if isinstance(command, Copy) and command.origin:
        yield command.origin
    elif isinstance(command, Run):
        # A mount without from= looks for a stage named "scratch" (detectRunMount).
        yield from (origin or SCRATCH for origin in command.origins)


def _stage_index(name: str) -> int | None:
    if not re.fullmatch(r"[+-]?[0-9]+", name):
        return None
    number = whole_number(name.lstrip("+-"))
    if number >= 2**63:
        return None
    return -number if name.startswith("-") else number


def _no_such_target(chosen: str, names: tuple[str, ...]) -> UsageError:
    guess = nearest(chosen.lower(), names)
    known = f"stages with a name: {', '.join(names)}" if names else "no stage has a name"
    return UsageError(
        f"target stage {chosen!r} could not be found",
        hint=f"did you mean {guess}? {known}" if guess else known,
    )
