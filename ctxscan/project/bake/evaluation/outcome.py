"""A value or the error in its place: what is dropped where it does not matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError

if TYPE_CHECKING:
    from ctxscan.errors import Place
    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Node
    from ctxscan.project.bake.values.types import Type
    from ctxscan.project.bake.values.value import Value
    from ctxscan.project.errors import Kind

OPERAND = "Invalid operand"

Evaluate = Callable[["Node", "Scope"], "Value"]


def attempt(node: Node, scope: Scope, evaluate: Evaluate) -> Value | HclError:
    with scope.world.attempt():
        try:
            return evaluate(node, scope)
        except HclError as error:
            return error


def value_of(outcome: Value | HclError) -> Value:
    if isinstance(outcome, HclError):
        raise outcome
    return outcome


def converted(value: Value, expected: Type, place: Place, summary: str, detail: str) -> Value:
    """*value* as *expected*; *detail* is put before the reason if that fails."""
    try:
        return convert(value, expected)
    except ValueRefusedError as refused:
        kind: Kind = "type" if summary == OPERAND else "expression"
        raise HclError(summary, f"{detail}: {refused}.", place, kind=kind) from refused
