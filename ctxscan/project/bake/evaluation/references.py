"""What an expression needs: names of the scope and functions (hclsyntax/variables.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl import syntax
from ctxscan.project.bake.hcl.bodies import parse_whole_expression, parse_whole_template
from ctxscan.project.bake.hcl.problems import HclError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from ctxscan.project.bake.hcl.syntax import Node

Locals = frozenset[str]
_NONE: Locals = frozenset()


def references(node: Node) -> list[syntax.Reference]:
    """Every reference but those to names that a ``for`` around it gives."""
    found: list[syntax.Reference] = []
    stack: list[tuple[Node, Locals]] = [(node, _NONE)]
    while stack:
        current, hidden = stack.pop()
        if isinstance(current, syntax.Reference):
            if current.name not in hidden:
                found.append(current)
            continue
        stack += reversed([(child, hidden | names) for child, names in _children(current)])
    return found


def called_functions(node: Node) -> list[str]:
    names: list[str] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, syntax.Call):
            names.append(current.name)
        if isinstance(current, syntax.JsonText):
            expression = _as_expression(current)
            stack += [] if expression is None else [expression]
            continue
        stack += reversed([child for child, _ in _children(current)])
    return names


def _as_expression(node: syntax.JsonText) -> Node | None:
    """Upstream looks for calls in JSON as if its texts were expressions, not templates.

    So it finds none in ``"${f(1)}"``, and a variable's default cannot call a function of the
    file there (bake/hclparser/expr.go, appendJSONFuncCalls).
    """
    try:
        return parse_whole_expression(node.content, node.place)
    except HclError:
        return None


def _children(node: Node) -> Iterator[tuple[Node, Locals]]:
    if isinstance(node, syntax.For):
        names = frozenset({node.value_name} | ({node.key_name} if node.key_name else set()))
        yield node.collection, _NONE
        parts = (node.key, node.value, node.condition)
        yield from ((part, names) for part in parts if part is not None)
    elif isinstance(node, syntax.Object):
        for member in node.members:
            if syntax.keyword_of(member.key) is None:
                yield member.key, _NONE
            yield member.value, _NONE
    elif isinstance(node, syntax.JsonText):
        template = _as_template(node)
        yield from () if template is None else ((template, _NONE),)
    else:
        parts_of = _PARTS.get(type(node))
        yield from ((part, _NONE) for part in (parts_of(node) if parts_of else ()))


def _as_template(node: syntax.JsonText) -> Node | None:
    try:
        return parse_whole_template(node.content, node.place)
    except HclError:
        return None


_PARTS: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    syntax.Relative: lambda node: (node.source,),
    syntax.Index: lambda node: (node.collection, node.key),
    syntax.Splat: lambda node: (node.source, node.each),
    syntax.Call: lambda node: node.arguments,
    syntax.Conditional: lambda node: (node.condition, node.then, node.otherwise),
    syntax.Binary: lambda node: (node.left, node.right),
    syntax.Unary: lambda node: (node.operand,),
    syntax.Tuple: lambda node: node.elements,
    syntax.Parentheses: lambda node: (node.inner,),
    syntax.Template: lambda node: node.parts,
    syntax.Wrapped: lambda node: (node.inner,),
    syntax.Joined: lambda node: (node.inner,),
    syntax.JsonList: lambda node: node.elements,
    syntax.JsonObject: lambda node: tuple(part for member in node.members for part in member),
}
