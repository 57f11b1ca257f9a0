"""Shapes of arguments that several families of functions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Parameter
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, NUMBER, STRING, Type, list_of, set_of

if TYPE_CHECKING:
    from ctxscan.project.bake.values.value import Value

LIST_OF_STRING = list_of(STRING)
LIST_OF_ANY = list_of(DYNAMIC)
SET_OF_ANY = set_of(DYNAMIC)


def texts(*names: str) -> tuple[Parameter, ...]:
    return _all(STRING, names)


def numbers(*names: str) -> tuple[Parameter, ...]:
    return _all(NUMBER, names)


def bools(*names: str) -> tuple[Parameter, ...]:
    return _all(BOOL, names)


def anything(*names: str) -> tuple[Parameter, ...]:
    return _all(DYNAMIC, names)


def _all(type_: Type, names: tuple[str, ...]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, type_) for name in names)


def integer(value: Value, position: int | None = None) -> int:
    """A number that Go can hold in an ``int``."""
    if not value.content.is_whole:
        raise ValueRefusedError("value must be a whole number", argument=position)
    number = int(value.content.truncated())
    if abs(number) >= 2**63:
        raise ValueRefusedError("value must fit into 64 bits", argument=position)
    return number
