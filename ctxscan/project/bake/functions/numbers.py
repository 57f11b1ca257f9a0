"""Functions of numbers (cty/function/stdlib/number.go) and of truth (bool.go, general.go)."""

from __future__ import annotations

import math
from functools import reduce
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.evaluation.operators import OPERATORS, equal, not_, unequal
from ctxscan.project.bake.functions.arguments import anything, bools, integer, numbers
from ctxscan.project.bake.limits import MOST_DIGITS, TooMuchError
from ctxscan.project.bake.values.arithmetic import add, compare, negate
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import Number, from_float, to_float, whole
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, NUMBER, STRING
from ctxscan.project.bake.values.value import Value, list_value, numeric

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_RANGE = 1024
"""Upstream's own limit."""

_ALPHABET = digits + ascii_lowercase + ascii_uppercase


def _operator(sign: str, names: tuple[Parameter, ...]) -> Function:
    operator = OPERATORS[sign]
    return Function(names, lambda values: operator.apply(values[0], values[1]), operator.gives)


def _unary(compute: Callable[[Number], Number]) -> Function:
    return Function(
        numbers("num"), lambda values: numeric(compute(values[0].content)), returns=NUMBER
    )


def _int(number: Number) -> Number:
    if number.is_whole:
        return number
    _refuse_infinity(number)
    return whole(number.truncated())


def _floor(number: Number) -> Number:
    if number.is_whole or "Inf" in number.special:
        return number
    return whole(number.truncated() - (number.sign < 0), number.precision)


def _ceil(number: Number) -> Number:
    if number.is_whole or "Inf" in number.special:
        return number
    return whole(number.truncated() + (number.sign > 0), number.precision)


def _refuse_infinity(number: Number) -> None:
    if "Inf" in number.special:
        raise ValueRefusedError("can't truncate infinity to an integer")


def _extreme(order: int) -> Function:
    def choose(values: Sequence[Value]) -> Value:
        if not values:
            raise ValueRefusedError("must pass at least one number")
        return reduce(
            lambda best, each: each if compare(each.content, best.content) == order else best,
            values,
        )

    return Function((), choose, NUMBER, variadic=Parameter("numbers", NUMBER))


def _floats(compute: Callable[[float, float], float]) -> Callable[[Sequence[Value]], Value]:
    def apply(values: Sequence[Value]) -> Value:
        try:
            result = compute(to_float(values[0].content), to_float(values[1].content))
        except (ValueError, ZeroDivisionError) as error:
            raise ValueRefusedError("the result is no number") from error
        except OverflowError:
            result = math.inf
        return numeric(from_float(result))

    return apply


def _power(base: float, power: float) -> float:
    if base == 0 and power < 0:
        return math.inf
    return math.pow(base, power)


def _signum(values: Sequence[Value]) -> Value:
    number = integer(values[0])
    return numeric(whole((number > 0) - (number < 0)))


def _parse_int(values: Sequence[Value]) -> Value:
    if values[0].type != STRING:
        raise ValueRefusedError("first argument must be a string", argument=0)
    written, base = values[0].content, integer(values[1], 1)
    if not 2 <= base <= 62:
        message = "base must be a whole number between 2 and 62 inclusive"
        raise ValueRefusedError(message, argument=1)
    sign, body = (written[:1], written[1:]) if written[:1] in {"+", "-"} else ("", written)
    if len(body) > MOST_DIGITS:
        raise TooMuchError(f"a number has more than {MOST_DIGITS:,} digits")
    alphabet = _ALPHABET[:base]
    body = body.lower() if base <= 36 else body
    if not body or any(char not in alphabet for char in body):
        message = f'cannot parse "{written}" as a base {base} integer'
        raise ValueRefusedError(message, argument=0)
    number = reduce(lambda total, char: total * base + alphabet.index(char), body, 0)
    return numeric(whole(-number if sign == "-" else number))


def _range(values: Sequence[Value]) -> Value:
    if not 1 <= len(values) <= 3:
        raise ValueRefusedError("must have one, two, or three arguments")
    ends = [value.content for value in values]
    start, end = (whole(0), ends[0]) if len(ends) == 1 else (ends[0], ends[1])
    down = compare(end, start) < 0
    step = ends[2] if len(ends) == 3 else whole(-1 if down else 1)
    if step.sign == 0:
        raise ValueRefusedError("step must not be zero", argument=2)
    if compare(end, start) == -step.sign:
        raise ValueRefusedError("end must lie in the direction of step", argument=1)
    elements: list[Value] = []
    while compare(start, end) == -step.sign:
        if len(elements) >= MOST_RANGE:
            raise ValueRefusedError(f"more than {MOST_RANGE} values were generated")
        elements.append(numeric(start))
        start = add(start, step)
    return list_value(elements, NUMBER)


def _absolute(number: Number) -> Number:
    return negate(number) if number.sign < 0 or number.special == "-0" else number


_AB = numbers("a", "b")
_NULLABLE = (Parameter("a", DYNAMIC, takes_null=True), Parameter("b", DYNAMIC, takes_null=True))

NUMBER_FUNCTIONS = {
    "absolute": _unary(_absolute),
    "add": _operator("+", _AB),
    "and": _operator("&&", bools("a", "b")),
    "ceil": _unary(_ceil),
    "divide": _operator("/", _AB),
    "equal": Function(_NULLABLE, lambda values: equal(*values), BOOL, takes_unknown=True),
    "floor": _unary(_floor),
    "greaterthan": _operator(">", _AB),
    "greaterthanorequalto": _operator(">=", _AB),
    "int": _unary(_int),
    "lessthan": _operator("<", _AB),
    "lessthanorequalto": _operator("<=", _AB),
    "log": Function(
        numbers("num", "base"), _floats(lambda a, b: math.log(a) / math.log(b)), NUMBER
    ),
    "max": _extreme(1),
    "min": _extreme(-1),
    "modulo": _operator("%", _AB),
    "multiply": _operator("*", _AB),
    "negate": _unary(negate),
    "not": Function(bools("val"), lambda values: not_(values[0]), BOOL),
    "notequal": Function(_NULLABLE, lambda values: unequal(*values), BOOL, takes_unknown=True),
    "or": _operator("||", bools("a", "b")),
    "parseint": Function((*anything("number"), *numbers("base")), _parse_int, NUMBER),
    "pow": Function(numbers("num", "power"), _floats(_power), NUMBER),
    "range": Function((), _range, variadic=Parameter("params", NUMBER)),
    "signum": Function(numbers("num"), _signum, NUMBER),
    "subtract": _operator("-", _AB),
}
