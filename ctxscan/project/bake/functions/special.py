"""Functions that take expressions, not values (hcl, ext/tryfunc and ext/typeexpr)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.evaluate import evaluate
from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.evaluation.outcome import attempt
from ctxscan.project.bake.evaluation.type_expressions import type_of
from ctxscan.project.bake.functions.arguments import anything
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL
from ctxscan.project.bake.values.value import FALSE, TRUE, Value, reason_of, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Node


def _try(scope: Scope, arguments: Sequence[Node]) -> Value:
    if not arguments:
        raise ValueRefusedError("at least one argument is required")
    for node in arguments:
        outcome = attempt(node, scope, evaluate)
        if isinstance(outcome, HclError):
            continue
        reason = reason_of(outcome)
        return outcome if reason is None else unknown(reason)
    raise ValueRefusedError("no expression succeeded")


def _can(scope: Scope, arguments: Sequence[Node]) -> Value:
    outcome = attempt(arguments[0], scope, evaluate)
    if isinstance(outcome, HclError):
        return FALSE
    reason = reason_of(outcome)
    return TRUE if reason is None else unknown(reason, BOOL)


def _convert(scope: Scope, arguments: Sequence[Node]) -> Value:
    value, expected = evaluate(arguments[0], scope), type_of(arguments[1])
    try:
        return convert(value, expected)
    except ValueRefusedError as refused:
        raise ValueRefusedError(str(refused), argument=0) from refused


SPECIAL_FUNCTIONS = {
    "can": Function(anything("expression"), returns=BOOL, special=_can),
    "convert": Function(anything("value", "type"), special=_convert),
    "try": Function((), variadic=Parameter("expressions"), special=_try),
}
