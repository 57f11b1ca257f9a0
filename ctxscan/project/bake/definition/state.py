"""What is known so far, while one value asks for another."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from ctxscan.project.bake.definition.schema import LISTS, SCHEMAS, Shape
from ctxscan.project.bake.evaluation.scope import Scope, World
from ctxscan.project.bake.limits import MOST_CHAIN, TooMuchError
from ctxscan.project.bake.values.types import STRING, map_of
from ctxscan.project.bake.values.value import (
    Value,
    map_value,
    null,
    object_value,
    text,
    tuple_value,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ctxscan.project.bake.definition.document import Document
    from ctxscan.project.bake.hcl.syntax import Block


class Output:
    """One target that a block makes: a block without a matrix makes one."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.name = ""
        self.values: dict[str, Value] = {}
        self.visible: dict[str, Value] = {}
        """What references see: also what later blocks of the name have merged into it."""

        self.published: Value | None = None
        """``visible`` as a value, until it changes."""

        self.done: set[str] = set()
        self.in_progress: set[str] = set()


class Resolve(Protocol):
    """Find out what a name of the file means. Raises UndefinedError if it has none."""

    def __call__(self, state: State, scope: Scope, name: str) -> None: ...


class ResolveBlock(Protocol):
    def __call__(self, state: State, block: Block, chosen: str | None) -> None: ...


class Resolvers(NamedTuple):
    """The three kinds of things that expressions name; each asks for the others in turn."""

    variable: Resolve
    function: Resolve
    block: ResolveBlock


class State:
    def __init__(
        self,
        document: Document,
        world: World,
        lookup: Callable[[str], str | None],
        builtins: Mapping[str, Value],
        resolvers: Resolvers,
    ) -> None:
        self.document = document
        self.world = world
        self.lookup = lookup
        """The text that overrides a variable: of ``--var``, else of the environment."""

        self.builtins = builtins
        self.resolvers = resolvers
        self.root = Scope(world, {})
        self.variables_in_progress: set[tuple[int, str]] = set()
        self.functions_in_progress: set[tuple[int, str]] = set()
        self.outputs: dict[int, list[Output]] = {}
        """By the identity of a block."""

        self.blocks: dict[str, dict[str, list[Block]]] = {}
        """By kind and name; empty until all names are known."""

        self.knows_blocks = False
        """Whether ``target`` and ``group`` are more than unknown names."""

        self._results: dict[str, dict[str, Output]] = {}
        self._stale: set[str] = set()
        self._chain = 0

    @contextmanager
    def link(self, what: str) -> Iterator[None]:
        self._chain += 1
        if self._chain > MOST_CHAIN:
            raise TooMuchError(f"{what} needs a chain of more than {MOST_CHAIN} other values")
        try:
            yield
        finally:
            self._chain -= 1

    def begin(self, kind: str) -> None:
        """From now on *kind* is a name, though nothing may be known of it yet."""
        if kind not in self._results:
            self._results[kind] = {}
            self._stale.add(kind)

    def store(self, kind: str, output: Output) -> None:
        output.published = None
        self._results[kind][output.name] = output
        self._stale.add(kind)

    def publish(self, kind: str) -> None:
        """Make ``target.name.attribute`` see what has been stored."""
        if kind not in self._stale:
            return
        self._stale.discard(kind)
        results = self._results[kind]
        if not results:
            self.root.variables[kind] = map_value({}, map_of(STRING))
            return
        self.world.budget.spend(len(results))
        values: dict[str, Value] = {}
        for name, output in results.items():
            if output.published is None:
                output.published = _as_value(kind, output)
            values[name] = output.published
        self.root.variables[kind] = object_value(values)


def _as_value(kind: str, output: Output) -> Value:
    members = {name: _absent(shape) for name, shape in SCHEMAS[kind].items()}
    return object_value(members | output.visible | {"name": text(output.name)})


def _absent(shape: Shape) -> Value:
    if shape in LISTS:
        return tuple_value(())
    return text("") if shape is Shape.DESCRIPTION else null(shape.type)
