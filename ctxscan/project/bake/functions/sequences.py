"""Functions of lists and tuples (cty/function/stdlib/collection.go, sequence.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.evaluation.operators import equal
from ctxscan.project.bake.functions.arguments import (
    LIST_OF_ANY,
    LIST_OF_STRING,
    anything,
    integer,
    numbers,
)
from ctxscan.project.bake.values.convert import convert, find_conversion
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import whole
from ctxscan.project.bake.values.sets import identity
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, NUMBER, STRING, describe
from ctxscan.project.bake.values.unify import unify
from ctxscan.project.bake.values.value import (
    FALSE,
    TRUE,
    Value,
    boolean,
    list_value,
    numeric,
    tuple_value,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INDEXABLE = frozenset({"list", "tuple"})
_SEARCHABLE = frozenset({"list", "tuple", "set"})


def _length(values: Sequence[Value]) -> Value:
    if values[0].type.kind == "dynamic":
        return unknown(values[0].content.reason, NUMBER)
    if values[0].type.kind not in {"list", "tuple", "set", "map"}:
        raise ValueRefusedError("collection must be a list, a map or a tuple")
    if values[0].type.kind == "tuple":
        return numeric(whole(len(values[0].type.inner)))
    if not values[0].is_known:
        return unknown(values[0].content.reason, NUMBER)
    return numeric(whole(len(values[0].content)))


def _element(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _INDEXABLE:
        raise ValueRefusedError(f"cannot read elements from {describe(values[0].type)}")
    index, elements = integer(values[1]), values[0].content
    if not elements:
        raise ValueRefusedError("cannot use element function with an empty list")
    found: Value = elements[index % len(elements)]
    return found


def _compact(values: Sequence[Value]) -> Value:
    return list_value([each for each in values[0].content if each.content], STRING)


def _contains(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _SEARCHABLE:
        raise ValueRefusedError("argument must be list, tuple, or set")
    verdicts = [equal(values[1], each) for each in values[0].content]
    if any(verdict.content is True for verdict in verdicts):
        return TRUE
    return next((verdict for verdict in verdicts if not verdict.is_known), FALSE)


def _index_of(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _INDEXABLE:
        raise ValueRefusedError("argument must be a list or tuple")
    if not values[0].content:
        raise ValueRefusedError("cannot search an empty list")
    for position, each in enumerate(values[0].content):
        if equal(each, values[1]).content is True:
            return numeric(whole(position))
    raise ValueRefusedError("item not found")


def _distinct(values: Sequence[Value]) -> Value:
    ordered: dict[str, Value] = {}
    for each in values[0].content:
        ordered.setdefault(identity(each), each)
    return list_value(ordered.values(), values[0].type.element)


def _chunks(values: Sequence[Value]) -> Value:
    elements, size = values[0].content, integer(values[1])
    if size < 0:
        raise ValueRefusedError("the size argument must be positive")
    if size == 0 and elements:
        return list_value([values[0]], values[0].type)
    element_type = values[0].type.element
    starts = range(0, len(elements), size or 1)
    chunks = [list_value(elements[start : start + size], element_type) for start in starts]
    return list_value(chunks, values[0].type)


def _flatten(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _SEARCHABLE:
        raise ValueRefusedError("can only flatten lists, sets and tuples")
    return tuple_value(_flat(values[0]))


def _flat(value: Value) -> Iterator[Value]:
    for each in value.content:
        if isinstance(each.content, tuple) and each.type.kind in _SEARCHABLE and each.is_known:
            yield from _flat(each)
        else:
            yield each


def _reversed(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _SEARCHABLE:
        message = f"can only reverse list or tuple values, not {describe(values[0].type)}"
        raise ValueRefusedError(message, argument=0)
    elements = tuple(reversed(values[0].content))
    if values[0].type.kind == "tuple":
        return tuple_value(elements)
    return list_value(elements, values[0].type.element)


def _slice(values: Sequence[Value]) -> Value:
    if values[0].type.kind not in _INDEXABLE:
        raise ValueRefusedError("must be a list or tuple value", argument=0)
    start, end = integer(values[1], 1), integer(values[2], 2)
    elements = values[0].content
    for position, index in ((1, start), (2, end)):
        if not 0 <= index <= len(elements):
            raise ValueRefusedError("index must lie within the list", argument=position)
    if start > end:
        raise ValueRefusedError("start index must not be greater than end index", argument=1)
    if values[0].type.kind == "tuple":
        return tuple_value(elements[start:end])
    return list_value(elements[start:end], values[0].type.element)


def _concat(values: Sequence[Value]) -> Value:
    if not values:
        raise ValueRefusedError("at least one argument is required")
    for position, value in enumerate(values):
        if value.type.kind not in _INDEXABLE:
            message = f"all arguments must be lists or tuples; got {describe(value.type)}"
            raise ValueRefusedError(message, argument=position)
    if all(value.type.kind == "list" for value in values):
        common = unify([value.type for value in values], find_conversion, unsafe=True)
        if common is not None:
            lists = [convert(value, common) for value in values]
            return list_value([each for part in lists for each in part.content], common.element)
    return tuple_value(each for value in values for each in value.content)


def _coalesce(values: Sequence[Value]) -> Value:
    common = unify([value.type for value in values], find_conversion, unsafe=True)
    if common is None:
        raise ValueRefusedError("all arguments must have the same type")
    for value in values:
        if not value.is_known:
            return unknown(value.content.reason, common)
        if not value.is_null:
            return convert(value, common)
    raise ValueRefusedError("no non-null arguments")


def _coalesce_list(values: Sequence[Value]) -> Value:
    if not values:
        raise ValueRefusedError("at least one argument is required")
    for value in values:
        if value.is_known and value.type.kind not in _INDEXABLE:
            raise ValueRefusedError("coalescelist arguments must be lists or tuples")
    for value in values:
        if not value.is_known:
            return unknown(value.content.reason)
        if value.content:
            return value
    raise ValueRefusedError("no non-null arguments")


def has_index(collection: Value, key: Value) -> bool:
    if collection.type.kind == "map":
        return key.type == STRING and key.content in collection.content
    whole_number = key.type == NUMBER and key.content.is_whole
    return whole_number and 0 <= key.content.truncated() < len(collection.content)


def _has_index(values: Sequence[Value]) -> Value:
    _check_indexable(values[0])
    return boolean(has_index(values[0], values[1]))


def _index(values: Sequence[Value]) -> Value:
    _check_indexable(values[0])
    expected = STRING if values[0].type.kind == "map" else NUMBER
    if values[1].type != expected:
        raise ValueRefusedError(f"key for {values[0].type.kind} must be {expected.kind}")
    if not has_index(values[0], values[1]):
        raise ValueRefusedError("invalid index")
    key = values[1].content
    found: Value = values[0].content[key if expected == STRING else key.truncated()]
    return found


def _check_indexable(collection: Value) -> None:
    if collection.type.kind not in {"list", "tuple", "map"}:
        raise ValueRefusedError("collection must be a list, a map or a tuple")


_VALS = Parameter("vals", DYNAMIC, takes_null=True)

SEQUENCE_FUNCTIONS = {
    "chunklist": Function(
        (Parameter("list", LIST_OF_ANY), *numbers("size")), _chunks, looks_inside=False
    ),
    "coalesce": Function((), _coalesce, variadic=_VALS, takes_unknown=True),
    "coalescelist": Function((), _coalesce_list, variadic=_VALS, takes_unknown=True),
    "compact": Function((Parameter("list", LIST_OF_STRING),), _compact, LIST_OF_STRING),
    "concat": Function((), _concat, variadic=Parameter("seqs"), looks_inside=False),
    "contains": Function(anything("list", "value"), _contains, BOOL, looks_inside=False),
    "distinct": Function((Parameter("list", LIST_OF_ANY),), _distinct),
    "element": Function((*anything("list"), *numbers("index")), _element, looks_inside=False),
    "flatten": Function(anything("list"), _flatten, looks_inside=False),
    "hasindex": Function(anything("collection", "key"), _has_index, BOOL, looks_inside=False),
    "index": Function(anything("collection", "key"), _index, looks_inside=False),
    "indexof": Function(anything("list", "value"), _index_of, NUMBER),
    "length": Function(anything("collection"), _length, NUMBER, takes_unknown=True),
    "reverselist": Function(anything("list"), _reversed, looks_inside=False),
    "slice": Function(
        (*anything("list"), *numbers("start_index", "end_index")), _slice, looks_inside=False
    ),
}
