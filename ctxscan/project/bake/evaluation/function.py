"""What a function of HCL is: what it takes, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.values.types import DYNAMIC, Type
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.project.bake.limits import Budget
    from ctxscan.project.bake.values.value import Value

Apply = Callable[[Sequence["Value"]], "Value"]
Special = Callable[[Any, Sequence[Any]], "Value"]  # the first is the scope, which holds functions


class Parameter(NamedTuple):
    name: str
    type: Type = DYNAMIC
    takes_null: bool = False


class Function(NamedTuple):
    parameters: tuple[Parameter, ...]
    apply: Apply | None = None
    returns: Type = DYNAMIC
    """Of what is not known; DYNAMIC where it hangs on the arguments."""

    variadic: Parameter | None = None
    looks_inside: bool = True
    """Whether an argument of which a part is not known makes the result unknown."""

    takes_unknown: bool = False
    budgeted: Callable[[Budget, Sequence[Value]], Value] | None = None
    """Instead of ``apply``, for the few whose time does not follow from the arguments' sizes."""

    special: Special | None = None
    """Instead of ``apply``, for the few that take expressions and not values."""


def parameter_of(function: Function, position: int) -> Parameter | None:
    if position < len(function.parameters):
        return function.parameters[position]
    return function.variadic
