"""What a stage, an image or a context is to the steps that take files from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.graph import SCRATCH
from ctxscan.dockerfile.steps import (
    CopyStep,
    FromImage,
    FromStage,
    MainContext,
    NamedContext,
    Nothing,
    RunStep,
)
from ctxscan.golang.text import byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctxscan.dockerfile.graph import Done, State
    from ctxscan.dockerfile.steps import BuildStep, Origin


def follow_paths(paths: Collection[str]) -> tuple[str, ...] | None:
    """The filter of a sync, or ``None`` for none at all (``normalizeContextPaths``)."""
    if any(path in ("", "/") for path in paths):
        return None
    return tuple(sorted(paths, key=byte_order))


class Origins(NamedTuple):
    """What a state is to those that take files from it."""

    directories: frozenset[str]
    taken: Mapping[State, frozenset[str]]

    def of(self, state: State | None) -> Origin:
        if state is None:
            return MainContext()
        return FromStage(state.index) if state.stage else self.below(state)

    def below(self, state: State) -> Origin:
        """What lies under a stage; what another state is."""
        if state.base and not state.replaced:
            return FromStage(state.base.index)
        if state.context in self.directories:
            paths = follow_paths(self.taken.get(state, frozenset())) or None
            return NamedContext(state.context or "", paths)
        if state.context is None and state.base_name == SCRATCH:
            return Nothing()
        return FromImage(state.context or state.base_name)

    def fill_in(self, done: Done) -> BuildStep:
        step, origins = done.step, [self.of(state) for state in done.origins]
        if isinstance(step, CopyStep):
            return step._replace(origin=origins[0])
        if isinstance(step, RunStep):
            pairs = zip(step.attached, origins, strict=True)
            return step._replace(
                attached=tuple(each._replace(origin=origin) for each, origin in pairs)
            )
        return step
