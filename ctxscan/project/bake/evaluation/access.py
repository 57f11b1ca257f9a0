"""Steps into values: ``.name`` and ``[key]`` (hcl/ops.go: GetAttr, Index)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import AttributeStep, Step
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import NUMBER, PRIMITIVES, STRING, describe
from ctxscan.project.bake.values.value import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.errors import Place
    from ctxscan.project.bake.values.types import Type
    from ctxscan.project.bake.values.value import Value
    from ctxscan.project.errors import Kind

_BAD_INDEX = "Invalid index"
_NO_ELEMENT = "The given key does not identify an element in this collection value"
_BLOCKS = frozenset({"target", "group"})


def follow(value: Value, steps: Sequence[Step], root: str = "") -> Value:
    for step in steps:
        if isinstance(step, AttributeStep):
            value = attribute(value, step.name, step.place, of_block=root in _BLOCKS)
        else:
            value = element(value, step.key, step.place)
    return value


def attribute(value: Value, name: str, place: Place, *, of_block: bool = False) -> Value:
    if value.is_null:
        detail = "This value is null, so it does not have any attributes."
        raise HclError("Attempt to get attribute from null value", detail, place)
    kind = value.type.kind
    if kind == "dynamic" or (kind in {"map", "object"} and not value.is_known):
        return unknown(value.content.reason, _member_type(value.type, name, place))
    if kind == "object":
        if name not in value.content:
            detail = f'This object does not have an attribute named "{name}".'
            fault: Kind = "unknown_variable" if of_block else "expression"
            raise HclError("Unsupported attribute", detail, place, kind=fault)
    elif kind != "map":
        raise HclError("Unsupported attribute", _no_attributes(value.type), place)
    elif name not in value.content:
        detail = f'This map does not have an element with the key "{name}".'
        raise HclError("Missing map element", detail, place, kind="unknown_variable")
    member: Value = value.content[name]
    return member


def _member_type(type_: Type, name: str, place: Place) -> Type:
    if type_.kind == "object":
        if name not in type_.names:
            detail = f'This object does not have an attribute named "{name}".'
            raise HclError("Unsupported attribute", detail, place)
        return type_.members[name]
    return type_.element if type_.kind == "map" else type_


def _no_attributes(type_: Type) -> str:
    if type_.kind in PRIMITIVES:
        return f"Can't access attributes on a primitive-typed value ({describe(type_)})."
    return "This value does not have any attributes."


def element(collection: Value, key: Value, place: Place) -> Value:
    if collection.is_null:
        detail = "This value is null, so it does not have any indices."
        raise HclError("Attempt to index null value", detail, place)
    if key.is_null:
        raise HclError(_BAD_INDEX, "Can't use a null value as an indexing key.", place)
    if collection.type.kind in {"set", *PRIMITIVES}:
        raise HclError(_BAD_INDEX, "This value does not have any indices.", place)
    if not collection.is_known or not key.is_known:
        reason = (key if collection.is_known else collection).content.reason
        return unknown(reason)
    if collection.type.kind in {"list", "tuple"}:
        return _numbered(collection, _as_key(key, NUMBER, place), place)
    name = _as_key(key, STRING, place).content
    if name not in collection.content:
        raise HclError(_BAD_INDEX, f"{_NO_ELEMENT}.", place)
    named: Value = collection.content[name]
    return named


def _as_key(key: Value, expected: Type, place: Place) -> Value:
    try:
        return convert(key, expected)
    except ValueRefusedError as refused:
        raise HclError(_BAD_INDEX, f"{_NO_ELEMENT}: {refused}.", place) from refused


def _numbered(collection: Value, key: Value, place: Place) -> Value:
    number = key.content
    if not number.is_whole:
        detail = f"{_NO_ELEMENT}: indexing a sequence requires a whole number."
        raise HclError(_BAD_INDEX, detail, place)
    if number.sign < 0:
        detail = f"{_NO_ELEMENT}: a negative number is not a valid index for a sequence."
        raise HclError(_BAD_INDEX, detail, place)
    position = number.truncated()
    if position >= len(collection.content):
        detail = f"{_NO_ELEMENT}: the collection has {len(collection.content)} elements."
        raise HclError(_BAD_INDEX, detail, place)
    numbered: Value = collection.content[position]
    return numbered
