"""Functions of maps and objects (cty/function/stdlib/collection.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import LIST_OF_STRING, anything, texts
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import DYNAMIC, MAPPINGS, STRING, describe
from ctxscan.project.bake.values.value import (
    Value,
    list_value,
    map_value,
    object_value,
    text,
    tuple_value,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def _keys(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in MAPPINGS:
        raise ValueRefusedError("must have map or object type", argument=0)
    if values[0].type.kind == "object":
        return tuple_value(text(name) for name in values[0].type.names)
    if not values[0].is_known:
        return unknown(values[0].content.reason, LIST_OF_STRING)
    return list_value([text(name) for name in values[0].content], STRING)


def _values(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in MAPPINGS:
        raise ValueRefusedError("values() requires a map as the first argument")
    members = values[0].content.values()
    if values[0].type.kind == "object":
        return tuple_value(members)
    return list_value(members, values[0].type.element)


def _lookup(values: Sequence[Value]) -> Value:
    mapping, key, default = values
    if mapping.type.kind not in MAPPINGS:
        raise ValueRefusedError("lookup() requires a map as the first argument", argument=0)
    found: Value | None = mapping.content.get(key.content)
    if mapping.type.kind == "object":
        return default if found is None else found
    try:
        fallback = convert(default, mapping.type.element)
    except ValueRefusedError as refused:
        message = "the default value must have the same type as the map elements"
        raise ValueRefusedError(message, argument=2) from refused
    return fallback if found is None else found


def _merge(values: Sequence[Value]) -> Value:
    """Arguments of one type keep it; of several they become an object."""
    for value in values:
        if value.type == DYNAMIC:
            return _merged_with_null(values)
        if value.type.kind not in MAPPINGS:
            message = f'arguments must be maps or objects, got "{describe(value.type)}"'
            raise ValueRefusedError(message)
    merged: dict[str, Value] = {}
    for value in values:
        merged |= value.content or {}
    if values and values[0].type.kind == "map" and len({value.type for value in values}) == 1:
        return map_value(merged, values[0].type.element)
    return object_value(merged)


def _merged_with_null(values: Sequence[Value]) -> Value:
    """A bare null among the arguments makes the type open, and so the result an object."""
    merged: dict[str, Value] = {}
    for value in values:
        if value.content is not None and value.type.kind not in MAPPINGS:
            raise ValueRefusedError("arguments must be maps or objects")
        merged |= value.content or {}
    return object_value(merged)


def _zipmap(values: Sequence[Value]) -> Value:
    keys, elements = values[0].content, values[1]
    if elements.type.kind not in {"list", "tuple"}:
        raise ValueRefusedError("values argument must be a list or tuple value")
    if len(keys) != len(elements.content):
        message = (
            f"number of keys ({len(keys)}) does not match number of values "
            f"({len(elements.content)})"
        )
        raise ValueRefusedError(message)
    if any(key.is_null for key in keys):
        raise ValueRefusedError("keys list has a null value")
    names = (key.content for key in keys)
    members = dict(zip(names, elements.content, strict=True))
    if elements.type.kind == "list":
        return map_value(members, elements.type.element)
    return object_value(members)


MAPPING_FUNCTIONS = {
    "keys": Function(anything("inputMap"), _keys, looks_inside=False),
    "lookup": Function(
        (*anything("inputMap"), *texts("key"), *anything("default")), _lookup, looks_inside=False
    ),
    "merge": Function((), _merge, variadic=Parameter("maps", takes_null=True), looks_inside=False),
    "values": Function(anything("mapping"), _values, looks_inside=False),
    "zipmap": Function(
        (Parameter("keys", LIST_OF_STRING), *anything("values")), _zipmap, looks_inside=False
    ),
}
