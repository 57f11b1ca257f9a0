"""``c ? a : b`` and the operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.operators import OPERATORS, UNARY
from ctxscan.project.bake.evaluation.outcome import OPERAND, Evaluate, attempt, converted, value_of
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Binary, Conditional, Unary
from ctxscan.project.bake.values.convert import convert, find_conversion
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, Type, describe
from ctxscan.project.bake.values.unify import unify
from ctxscan.project.bake.values.value import FALSE, TRUE, Value, unknown

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.bake.evaluation.scope import Scope

Outcome = Value | HclError
_MIXED = "Inconsistent conditional result types"


def conditional(node: Conditional, scope: Scope, evaluate: Evaluate) -> Value:
    """Both branches are evaluated, for their types; only the taken one may fail."""
    branches = (attempt(node.then, scope, evaluate), attempt(node.otherwise, scope, evaluate))
    expected = _common(branches, node)
    condition = evaluate(node.condition, scope)
    if condition.is_null:
        detail = "The condition value is null. Conditions must either be true or false."
        raise HclError("Null condition", detail, node.condition.place)
    if not condition.is_known:
        return unknown(condition.content.reason, expected)
    summary, detail = "Incorrect condition type", "The condition expression must be of type bool"
    truth = converted(condition, BOOL, node.condition.place, summary, detail)
    taken = 0 if truth.content else 1
    value = value_of(branches[taken])
    try:
        return convert(value, expected)
    except ValueRefusedError as refused:
        place = (node.then, node.otherwise)[taken].place
        detail = f"The result value has the wrong type: {refused}."
        raise HclError(_MIXED, detail, place) from refused


def _common(branches: tuple[Outcome, Outcome], node: Conditional) -> Type:
    then, otherwise = (DYNAMIC if isinstance(each, HclError) else each.type for each in branches)
    for branch, other in zip(branches, (otherwise, then), strict=True):
        if not isinstance(branch, HclError) and branch.is_null and branch.type == DYNAMIC:
            return other
    if DYNAMIC in {then, otherwise}:
        return DYNAMIC
    common = unify((then, otherwise), find_conversion, unsafe=True)
    if common is None:
        detail = (
            "The true and false result expressions must have consistent types. The 'true' value "
            f"is {describe(then)}, but the 'false' value is {describe(otherwise)}."
        )
        raise HclError(_MIXED, detail, node.then.place, kind="type")
    return common


def binary(node: Binary, scope: Scope, evaluate: Evaluate) -> Value:
    """A chain ``a + b + c`` leans to the left and may be long: it is climbed, not recursed."""
    chain = [node]
    while isinstance(chain[-1].left, Binary):
        chain.append(chain[-1].left)
    outcome = attempt(chain[-1].left, scope, evaluate)
    for link in reversed(chain):
        scope.world.budget.spend()
        outcome = _link(link, outcome, attempt(link.right, scope, evaluate), scope)
    return value_of(outcome)


def _link(node: Binary, left: Outcome, right: Outcome, scope: Scope) -> Outcome:
    operator = OPERATORS[node.operator]
    try:
        left = _operand(left, operator.takes, node.left.place, "left")
        right = _operand(right, operator.takes, node.right.place, "right")
    except HclError as error:
        return error
    if operator.decisive is not None:
        return _logical(node, left, right, decisive=operator.decisive)
    for side in (left, right):
        if isinstance(side, HclError):
            return side
    return _applied(node, value_of(left), value_of(right), scope)


def _operand(side: Outcome, expected: Type, place: Place, name: str) -> Outcome:
    if isinstance(side, HclError):
        return side
    detail = f"Unsuitable value for {name} operand"
    return converted(side, expected, place, OPERAND, detail)


def _applied(node: Binary, left: Value, right: Value, scope: Scope) -> Outcome:
    operator = OPERATORS[node.operator]
    scope.world.budget.spend(left.size + right.size)
    if not operator.takes_null:
        if left.is_null or right.is_null:
            detail = "Error during operation: argument must not be null."
            return HclError("Operation failed", detail, node.place)
        for side in (left, right):
            if not side.is_known:
                return unknown(side.content.reason, operator.gives)
    try:
        return operator.apply(left, right)
    except ValueRefusedError as refused:
        return HclError("Operation failed", f"Error during operation: {refused}.", node.place)


def _logical(node: Binary, left: Outcome, right: Outcome, *, decisive: bool) -> Outcome:
    """One decisive side is enough, whatever became of the other (expression_ops.go)."""
    result = TRUE if decisive else FALSE
    settles = (True,) if decisive else (False, None)  # to upstream, null is as good as false
    for side in (left, right):
        if isinstance(side, Value) and side.is_known and side.content in settles:
            return result
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Value) and not side.is_known:
            return other if isinstance(other, HclError) and other is left else side
    for side in (left, right):
        if isinstance(side, HclError):
            return side
        if side.is_null:
            detail = "Error during operation: argument must not be null."
            return HclError("Operation failed", detail, node.place)
    return FALSE if decisive else TRUE


def unary(node: Unary, scope: Scope, evaluate: Evaluate) -> Value:
    takes, apply = UNARY[node.operator]
    value = evaluate(node.operand, scope)
    detail = "Unsuitable value for unary operand"
    value = converted(value, takes, node.operand.place, OPERAND, detail)
    if value.is_null:
        detail = "Error during operation: argument must not be null."
        raise HclError("Operation failed", detail, node.place)
    return apply(value) if value.is_known else value
