"""Before an expression is evaluated, all that it names is (hclparser.go, loadDeps)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.faults import UndefinedError, WithoutPlaceError
from ctxscan.project.bake.evaluation.evaluate import evaluate
from ctxscan.project.bake.evaluation.references import called_functions, references
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import AttributeStep, Reference

if TYPE_CHECKING:
    from collections.abc import Collection

    from ctxscan.project.bake.definition.state import State
    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Node
    from ctxscan.project.bake.values.value import Value


def value_of(state: State, scope: Scope, node: Node) -> Value:
    load(state, scope, node)
    return evaluate(node, scope)


def load(
    state: State,
    scope: Scope,
    node: Node,
    hidden: Collection[str] = (),
    *,
    may_miss: bool = True,
) -> None:
    """Raises HclError. *may_miss*: a name that does not exist fails only if it is evaluated."""
    try:
        for name in called_functions(node):
            _function(state, scope, name, may_miss=may_miss)
        for reference in references(node):
            if reference.name not in hidden:
                _name(state, scope, reference, may_miss=may_miss)
    except WithoutPlaceError as error:
        raise error.at("Invalid expression", node.place) from error


def _function(state: State, scope: Scope, name: str, *, may_miss: bool) -> None:
    try:
        state.resolvers.function(state, scope, name)
    except UndefinedError:
        if not may_miss:
            raise


def _name(state: State, scope: Scope, reference: Reference, *, may_miss: bool) -> None:
    if state.knows_blocks and reference.name in {"target", "group"}:
        _load_block(state, reference)
        return
    try:
        state.resolvers.variable(state, scope, reference.name)
    except UndefinedError:
        if not may_miss:
            raise


def _load_block(state: State, reference: Reference) -> None:
    kind = reference.name
    if not reference.steps:
        detail = f"cannot access {kind} as a variable"
        raise HclError("Invalid expression", detail, reference.place)
    step = reference.steps[0]
    if not isinstance(step, AttributeStep):
        detail = f"cannot traverse {kind} without attribute"
        raise HclError("Invalid expression", detail, reference.place)
    chosen = None
    if len(reference.steps) > 1 and isinstance(reference.steps[1], AttributeStep):
        chosen = reference.steps[1].name
    for block in state.blocks.get(kind, {}).get(step.name, ()):
        state.resolvers.block(state, block, chosen)
    state.publish(kind)
