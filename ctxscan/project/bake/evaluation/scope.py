"""The names that an expression can see."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ctxscan.project.bake.limits import MOST_NESTING, Budget, TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.project.bake.evaluation.function import Function
    from ctxscan.project.bake.values.value import Value


class World:
    """What all scopes of one run share."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions = dict(functions)
        self.budget = Budget()
        self._depth = 0

    def deeper(self) -> None:
        self.budget.spend()
        self._depth += 1
        if self._depth > 3 * MOST_NESTING:
            raise TooMuchError(f"expressions need more than {3 * MOST_NESTING} levels to evaluate")

    def shallower(self) -> None:
        self._depth -= 1

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Inside, an error may be caught: the depth is then what it was before."""
        depth = self._depth
        try:
            yield
        finally:
            self._depth = depth


class Scope:
    def __init__(
        self,
        world: World,
        variables: dict[str, Value],
        parent: Scope | None = None,
        item: Value | None = None,
    ) -> None:
        self.world = world
        self.variables = variables
        self.parent = parent
        self.item = item
        """The element that a splat is at."""

    def child(self, variables: dict[str, Value], item: Value | None = None) -> Scope:
        return Scope(self.world, variables, self, self.item if item is None else item)

    def find(self, name: str) -> Value | None:
        scope: Scope | None = self
        while scope is not None:
            value = scope.variables.get(name)
            if value is not None:
                return value
            scope = scope.parent
        return None
