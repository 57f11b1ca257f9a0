"""Calls of functions (hclsyntax/expression.go: FunctionCallExpr; cty/function/function.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, parameter_of
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Call, Literal, Node, start_of
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.value import Value, reason_of, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.bake.evaluation.outcome import Evaluate
    from ctxscan.project.bake.evaluation.scope import Scope

_BAD_ARGUMENT = "Invalid function argument"
_BAD_EXPANSION = "Invalid expanding argument value"


def call(node: Call, scope: Scope, evaluate: Evaluate) -> Value:
    function = scope.world.functions.get(node.name)
    if function is None:
        detail = f'There is no function named "{node.name}".'
        raise HclError("Call to unknown function", detail, node.place, kind="unknown_function")
    arguments = node.arguments
    if node.expands:
        expanded = _expanded(node, scope, evaluate)
        if isinstance(expanded, Value):
            return expanded
        arguments = expanded
    _check_count(node, function, len(arguments))
    try:
        if function.special is not None:
            return function.special(scope, arguments)
        values = _values(function, arguments, scope, evaluate)
        return _applied(function, values, scope)
    except ValueRefusedError as refused:
        raise _refusal(node, function, arguments, refused) from refused


def _expanded(node: Call, scope: Scope, evaluate: Evaluate) -> tuple[Node, ...] | Value:
    """The last argument as several, or what is not known."""
    last = node.arguments[-1]
    value = evaluate(last, scope)
    if value.is_null:
        detail = "The expanding argument (indicated by ...) must not be null."
        raise HclError(_BAD_EXPANSION, detail, last.place)
    if value.type.kind not in {"tuple", "list", "set", "dynamic"}:
        detail = "The expanding argument (indicated by ...) must be of a tuple, list, or set type."
        raise HclError(_BAD_EXPANSION, detail, last.place)
    if not value.is_known:
        return unknown(value.content.reason)
    return (*node.arguments[:-1], *(Literal(each, last.place) for each in value.content))


def _check_count(node: Call, function: Function, count: int) -> None:
    expected = len(function.parameters)
    if count < expected:
        least = " at least" if function.variadic else ""
        missing = function.parameters[count].name
        detail = (
            f'Function "{node.name}" expects{least} {expected} argument(s). '
            f'Missing value for "{missing}".'
        )
        raise HclError("Not enough function arguments", detail, node.closing)
    if function.variadic is None and count > expected:
        detail = f'Function "{node.name}" expects only {expected} argument(s).'
        place = start_of(node.arguments[min(expected, len(node.arguments) - 1)])
        raise HclError("Too many function arguments", detail, place)


def _values(
    function: Function, arguments: Sequence[Node], scope: Scope, evaluate: Evaluate
) -> list[Value]:
    values: list[Value] = []
    for position, node in enumerate(arguments):
        parameter = parameter_of(function, position)
        value = evaluate(node, scope)
        scope.world.budget.spend(value.size)
        if parameter is not None:
            try:
                value = convert(value, parameter.type)
            except ValueRefusedError as refused:
                raise ValueRefusedError(str(refused), argument=position) from refused
        values.append(value)
    return values


def _applied(function: Function, values: Sequence[Value], scope: Scope) -> Value:
    for position, value in enumerate(values):
        parameter = parameter_of(function, position)
        if value.is_null and parameter is not None and not parameter.takes_null:
            raise ValueRefusedError("argument must not be null", argument=position)
    reason = _unknown_reason(function, values)
    if reason is not None:
        return unknown(reason, function.returns)
    if function.budgeted is not None:
        result = function.budgeted(scope.world.budget, values)
    elif function.apply is not None:
        result = function.apply(values)
    else:  # pragma: no cover - every row of the tables has one of the two
        raise ValueRefusedError("it is not built in")
    scope.world.budget.spend(result.size)
    return result


def _unknown_reason(function: Function, values: Sequence[Value]) -> str | None:
    if function.takes_unknown:
        return None
    for value in values:
        if not value.is_known:
            return str(value.content.reason)
        reason = reason_of(value) if function.looks_inside else None
        if reason is not None:
            return reason
    return None


def _refusal(
    node: Call, function: Function, arguments: Sequence[Node], refused: ValueRefusedError
) -> HclError:
    position = refused.argument
    if position is None:
        detail = f'Call to function "{node.name}" failed: {refused}.'
        return HclError("Error in function call", detail, node.place)
    parameter = parameter_of(function, position)
    name = parameter.name if parameter else position
    detail = f'Invalid value for "{name}" parameter: {refused}.'
    place = start_of(arguments[position]) if position < len(arguments) else node.place
    return HclError(_BAD_ARGUMENT, detail, place)
