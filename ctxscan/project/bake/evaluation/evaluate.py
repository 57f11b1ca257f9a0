"""Expressions -> values, as hclsyntax evaluates them (expression.go).

Upstream goes on after an error and reports all; here the first one is raised, which is
the one that upstream names. An error in a branch that is not taken is dropped, as there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.evaluation import access, calls, conditions, loops, members, texts
from ctxscan.project.bake.hcl import syntax
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.values.value import tuple_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import Node
    from ctxscan.project.bake.values.value import Value


def evaluate(node: Node, scope: Scope) -> Value:
    """Raises HclError where upstream has an error, TooMuchError where it never ends."""
    scope.world.deeper()
    value = _EVALUATORS[type(node)](node, scope)
    scope.world.shallower()
    return value


def _reference(node: syntax.Reference, scope: Scope) -> Value:
    value = scope.find(node.name)
    if value is None:
        detail = f'There is no variable named "{node.name}".'
        raise HclError("Unknown variable", detail, node.place, kind="unknown_variable")
    return access.follow(value, node.steps, node.name)


def _relative(node: syntax.Relative, scope: Scope) -> Value:
    return access.follow(evaluate(node.source, scope), node.steps)


def _index(node: syntax.Index, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    key = evaluate(node.key, scope)
    return access.element(collection, key, node.bracket)


def _item(node: syntax.Item, scope: Scope) -> Value:
    if scope.item is None:
        raise HclError("Invalid splat", "There is no element here.", node.place)
    return scope.item


def _tuple(node: syntax.Tuple | syntax.JsonList, scope: Scope) -> Value:
    return tuple_value([evaluate(each, scope) for each in node.elements])


def _inner(node: syntax.Parentheses | syntax.Wrapped, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    syntax.Literal: lambda node, _scope: node.value,
    syntax.Reference: _reference,
    syntax.Relative: _relative,
    syntax.Index: _index,
    syntax.Item: _item,
    syntax.Tuple: _tuple,
    syntax.JsonList: _tuple,
    syntax.Parentheses: _inner,
    syntax.Wrapped: _inner,
    syntax.Call: lambda node, scope: calls.call(node, scope, evaluate),
    syntax.Conditional: lambda node, scope: conditions.conditional(node, scope, evaluate),
    syntax.Binary: lambda node, scope: conditions.binary(node, scope, evaluate),
    syntax.Unary: lambda node, scope: conditions.unary(node, scope, evaluate),
    syntax.Object: lambda node, scope: members.build_object(node, scope, evaluate),
    syntax.JsonObject: lambda node, scope: members.json_object(node, scope, evaluate),
    syntax.For: lambda node, scope: loops.loop(node, scope, evaluate),
    syntax.Splat: lambda node, scope: loops.splat(node, scope, evaluate),
    syntax.Template: lambda node, scope: texts.template(node, scope, evaluate),
    syntax.Joined: lambda node, scope: texts.joined(node, scope, evaluate),
    syntax.JsonText: lambda node, scope: texts.json_text(node, scope, evaluate),
}
