"""The operators: what they take, what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values import arithmetic
from ctxscan.project.bake.values.sets import same
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, NUMBER, Type
from ctxscan.project.bake.values.value import Value, boolean, numeric, reason_of, unknown
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.bake.values.number import Number


class Operator(NamedTuple):
    takes: Type
    gives: Type
    apply: Callable[[Value, Value], Value]
    takes_null: bool = False
    decisive: bool | None = None
    """The one operand that settles ``&&`` or ``||``."""


def equal(left: Value, right: Value) -> Value:
    verdict = same(left, right)
    if verdict is None:
        return unknown(reason_of(left) or reason_of(right) or "", BOOL)
    return boolean(verdict)


def unequal(left: Value, right: Value) -> Value:
    return not_(equal(left, right))


def not_(value: Value) -> Value:
    return boolean(not value.content) if value.is_known else value


def _computed(compute: Callable[[Number, Number], Number]) -> Operator:
    return Operator(NUMBER, NUMBER, lambda a, b: numeric(compute(a.content, b.content)))


def _compared(holds: Callable[[int], bool]) -> Operator:
    return Operator(
        NUMBER, BOOL, lambda a, b: boolean(holds(arithmetic.compare(a.content, b.content)))
    )


OPERATORS = {
    "+": _computed(arithmetic.add),
    "-": _computed(arithmetic.subtract),
    "*": _computed(arithmetic.multiply),
    "/": _computed(arithmetic.divide),
    "%": _computed(arithmetic.modulo),
    "<": _compared(lambda order: order < 0),
    "<=": _compared(lambda order: order <= 0),
    ">": _compared(lambda order: order > 0),
    ">=": _compared(lambda order: order >= 0),
    "==": Operator(DYNAMIC, BOOL, equal, takes_null=True),
    "!=": Operator(DYNAMIC, BOOL, unequal, takes_null=True),
    "&&": Operator(BOOL, BOOL, lambda a, b: boolean(a.content and b.content), decisive=False),
    "||": Operator(BOOL, BOOL, lambda a, b: boolean(a.content or b.content), decisive=True),
}

UNARY: dict[str, tuple[Type, Callable[[Value], Value]]] = {
    "-": (NUMBER, lambda value: numeric(arithmetic.negate(value.content))),
    "!": (BOOL, not_),
}
