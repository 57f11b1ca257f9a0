"""Functions of sets (cty/function/stdlib/set.go), and the product of any sequences."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import SET_OF_ANY, anything
from ctxscan.project.bake.limits import MOST_VALUE_SIZE, TooMuchError
from ctxscan.project.bake.values.convert import convert, find_conversion
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.sets import identity, set_value
from ctxscan.project.bake.values.types import BOOL, DYNAMIC, Type, set_of, tuple_of
from ctxscan.project.bake.values.unify import unify
from ctxscan.project.bake.values.value import Value, boolean, list_value, tuple_value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Keys = set[str]


def _common(values: Sequence[Value]) -> Type:
    """An empty set of no type fits any other."""
    elements = [
        value.type.element for value in values if value.content or value.type.element != DYNAMIC
    ]
    if not elements:
        return DYNAMIC
    common = unify(elements, find_conversion, unsafe=True)
    if common is None:
        raise ValueRefusedError("given sets must all have compatible element types")
    return common


def _operation(combine: Callable[[Keys, Keys], Keys]) -> Callable[[Sequence[Value]], Value]:
    def apply(values: Sequence[Value]) -> Value:
        element = _common(values)
        sets = [convert(value, set_of(element)) for value in values]
        members = {identity(each): each for part in sets for each in part.content}
        keys = [{identity(each) for each in part.content} for part in sets]
        kept = keys[0]
        for other in keys[1:]:
            kept = combine(kept, other)
        return set_value([members[key] for key in kept], element)

    return apply


def _has_element(values: Sequence[Value]) -> Value:
    element = values[1]
    if element.type != values[0].type.element:
        return boolean(False)
    return boolean(identity(element) in {identity(each) for each in values[0].content})


def _product(values: Sequence[Value]) -> Value:
    if len(values) < 2:
        raise ValueRefusedError("at least two arguments are required")
    types = [_element_type(value, position) for position, value in enumerate(values)]
    if prod(len(value.content) for value in values) * len(values) > MOST_VALUE_SIZE:
        raise TooMuchError(f"setproduct makes more than {MOST_VALUE_SIZE:,} elements")
    columns = [
        [convert(each, type_) for each in value.content]
        for value, type_ in zip(values, types, strict=True)
    ]
    rows = [tuple_value(row) for row in product(*columns)]
    if any(value.type.kind == "set" for value in values):
        return set_value(rows, tuple_of(types))
    return list_value(rows, tuple_of(types))


def _element_type(value: Value, position: int) -> Type:
    if value.type.kind in {"list", "set"}:
        return value.type.element
    if value.type.kind != "tuple":
        raise ValueRefusedError("a set or a list is required", argument=position)
    if not value.type.inner:
        return DYNAMIC
    common = unify(value.type.inner, find_conversion, unsafe=True)
    if common is None:
        raise ValueRefusedError("all elements must be of the same type", argument=position)
    return common


def _sets(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, SET_OF_ANY) for name in names)


_OTHERS = Parameter("other_sets", SET_OF_ANY)

SET_FUNCTIONS = {
    "sethaselement": Function((*_sets("set"), *anything("elem")), _has_element, BOOL),
    "setintersection": Function(_sets("first_set"), _operation(set.intersection), variadic=_OTHERS),
    "setproduct": Function((), _product, variadic=Parameter("sets"), looks_inside=False),
    "setsubtract": Function(_sets("a", "b"), _operation(set.difference)),
    "setsymmetricdifference": Function(
        _sets("first_set"), _operation(set.symmetric_difference), variadic=_OTHERS
    ),
    "setunion": Function(_sets("first_set"), _operation(set.union), variadic=_OTHERS),
}
