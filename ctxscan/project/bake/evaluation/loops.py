"""``for`` and ``[*]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.outcome import Evaluate, converted
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.values.number import whole
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, STRING, describe
from ctxscan.project.bake.values.value import (
    Value,
    list_value,
    numeric,
    object_value,
    text,
    tuple_value,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.project.bake.evaluation.scope import Scope
    from ctxscan.project.bake.hcl.syntax import For, Node, Splat

_BAD_CONDITION = "Invalid 'for' condition"
_BAD_KEY = "Invalid object key"


class _UnknownResult(Exception):  # noqa: N818 - no error, but a way out of a loop
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def entries(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and values, in the order in which cty hands them out."""
    if isinstance(collection.content, dict):
        yield from ((text(name), value) for name, value in collection.content.items())
    elif collection.type.kind == "set":
        yield from ((value, value) for value in collection.content)
    else:
        yield from (
            (numeric(whole(position)), value) for position, value in enumerate(collection.content)
        )


def loop(node: For, scope: Scope, evaluate: Evaluate) -> Value:
    collection = evaluate(node.collection, scope)
    if collection.is_null:
        detail = "A null value cannot be used as the collection in a 'for' expression."
        raise HclError("Iteration over null value", detail, node.collection.place)
    if collection.type == DYNAMIC:
        return unknown(collection.content.reason)
    if collection.type.kind in {"string", "number", "bool"}:
        detail = f"A value of type {describe(collection.type)} cannot be used in 'for'."
        raise HclError("Iteration over non-iterable value", detail, node.collection.place)
    if node.condition is not None:
        _check_condition(node, node.condition, scope, evaluate)
    if not collection.is_known:
        return unknown(collection.content.reason)
    try:
        if node.key is None:
            return tuple_value([value for _, value in _results(node, collection, scope, evaluate)])
        return _object(node, node.key, _results(node, collection, scope, evaluate))
    except _UnknownResult as result:
        return unknown(result.reason)


def _check_condition(node: For, condition: Node, scope: Scope, evaluate: Evaluate) -> None:
    """Once before any element, with none at hand: an error here fails even an empty loop."""
    value = evaluate(condition, _child(node, scope, unknown(""), unknown("")))
    if value.is_null:
        detail = "The value of the 'if' clause must not be null."
        raise HclError("Condition is null", detail, condition.place)
    detail = "The 'if' clause value is invalid"
    converted(value, BOOL, condition.place, _BAD_CONDITION, detail)


def _child(node: For, scope: Scope, key: Value, value: Value) -> Scope:
    names = {} if node.key_name is None else {node.key_name: key}
    return scope.child(names | {node.value_name: value})


def _results(
    node: For, collection: Value, scope: Scope, evaluate: Evaluate
) -> Iterator[tuple[Value, Value]]:
    for key, value in entries(collection):
        inner = _child(node, scope, key, value)
        if node.condition is not None and not _holds(node.condition, inner, evaluate):
            continue
        name = value if node.key is None else _name(evaluate(node.key, inner), node.key)
        yield name, evaluate(node.value, inner)


def _holds(condition: Node, scope: Scope, evaluate: Evaluate) -> bool:
    value = evaluate(condition, scope)
    if value.is_null:
        detail = "The value of the 'if' clause must not be null."
        raise HclError(_BAD_CONDITION, detail, condition.place)
    detail = "The 'if' clause value is invalid"
    value = converted(value, BOOL, condition.place, _BAD_CONDITION, detail)
    if not value.is_known:
        raise _UnknownResult(value.content.reason)
    return bool(value.content)


def _name(key: Value, node: Node) -> Value:
    if key.is_null:
        detail = "Key expression in 'for' expression must not produce a null value."
        raise HclError(_BAD_KEY, detail, node.place)
    if not key.is_known:
        raise _UnknownResult(key.content.reason)
    detail = "The key expression produced an invalid result"
    return converted(key, STRING, node.place, _BAD_KEY, detail)


def _object(node: For, key_node: Node, results: Iterator[tuple[Value, Value]]) -> Value:
    grouped: dict[str, list[Value]] = {}
    for key, value in results:
        if key.content in grouped and not node.groups:
            detail = f'Two different items produced the key "{key.content}".'
            raise HclError("Duplicate object key", detail, key_node.place)
        grouped.setdefault(key.content, []).append(value)
    if node.groups:
        return object_value({name: tuple_value(values) for name, values in grouped.items()})
    return object_value({name: values[0] for name, values in grouped.items()})


def splat(node: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    """What is no sequence counts as a sequence of one, and null as an empty one."""
    source = evaluate(node.source, scope)
    sequence = source.type.kind in {"tuple", "list", "set"}
    if source.is_null:
        if not sequence:
            return tuple_value(())
        detail = "Splat expressions (with the * symbol) cannot be applied to null sequences."
        raise HclError("Splat of null value", detail, node.source.place)
    if not source.is_known:
        return unknown(source.content.reason)
    elements = source.content if sequence else (source,)
    results = [evaluate(node.each, scope.child({}, item=each)) for each in elements]
    if source.type.kind in {"list", "set"}:
        return _as_list(node, results, source)
    return tuple_value(results)


def _as_list(node: Splat, results: list[Value], source: Value) -> Value:
    if any(result.type != results[0].type for result in results):
        detail = "The second level of splat expression produced elements of different types."
        raise HclError("Invalid nested splat expressions", detail, node.each.place)
    return list_value(results, source.type.element)
