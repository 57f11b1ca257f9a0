"""Conversion between types (zclconf/go-cty, cty/convert/conversion.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values.decimal import parse_number, plain_text
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.mismatch import mismatch
from ctxscan.project.bake.values.structures import Maker
from ctxscan.project.bake.values.types import (
    PRIMITIVES,
    SEQUENCES,
    Type,
    without_optional,
)
from ctxscan.project.bake.values.value import FALSE, TRUE, Value, null, numeric, text, unknown

if TYPE_CHECKING:
    from ctxscan.project.bake.values.finder import Conversion

_SAFE = {("number", "string"), ("bool", "string")}
_UNSAFE = {("string", "number"), ("string", "bool")}


def convert(value: Value, expected: Type) -> Value:
    """*value* as *expected*; raises ValueRefusedError."""
    if value.type == without_optional(expected):
        return value
    conversion = find_conversion(value.type, expected, unsafe=True)
    if conversion is None:
        raise ValueRefusedError(mismatch(value.type, expected, find_conversion))
    return conversion(value)


def find_conversion(given: Type, expected: Type, *, unsafe: bool) -> Conversion | None:
    """``None`` where no value of *given* could ever become *expected*."""
    conversion = _find(given, expected, unsafe=unsafe)
    if conversion is None:
        return None

    def checked(value: Value) -> Value:
        if expected.kind == "dynamic":
            return value
        if not value.is_known:
            return unknown(value.content.reason, without_optional(expected))
        if value.is_null:
            return null(without_optional(expected))
        return conversion(value)

    return checked


def _find(given: Type, expected: Type, *, unsafe: bool) -> Conversion | None:
    if expected.kind == "dynamic":
        return lambda value: value
    if given.kind == "dynamic":
        return (lambda value: convert(value, expected)) if unsafe else None
    if given.kind in PRIMITIVES or expected.kind in PRIMITIVES:
        pair = (given.kind, expected.kind)
        possible = pair in _SAFE or (unsafe and pair in _UNSAFE)
        return (lambda value: _primitive(value, expected)) if possible else None
    return _find_structural(given, expected, unsafe=unsafe)


def _find_structural(given: Type, expected: Type, *, unsafe: bool) -> Conversion | None:
    makers = _MAKERS if unsafe else _SAFE_MAKERS
    make = makers.get((given.kind, expected.kind))
    return None if make is None else make(Maker(find_conversion, unsafe=unsafe), given, expected)


_SAFE_MAKERS = {
    ("object", "object"): Maker.object_from_object,
    ("tuple", "tuple"): Maker.tuple_from_tuple,
    ("list", "list"): Maker.sequence_from_collection,
    ("set", "list"): Maker.sequence_from_collection,
    ("set", "set"): Maker.sequence_from_collection,
    ("map", "map"): Maker.map_from_map,
    ("tuple", "list"): Maker.sequence_from_tuple,
    ("tuple", "set"): Maker.sequence_from_tuple,
    ("object", "map"): Maker.map_from_object,
}
_MAKERS = _SAFE_MAKERS | {
    ("list", "set"): Maker.sequence_from_collection,
    ("map", "object"): Maker.object_from_map,
}
"""A list may lose its order and its duplicates, a map may lack a member: not for all values."""


def _primitive(value: Value, expected: Type) -> Value:
    if expected.kind == "string":
        if value.type.kind == "bool":
            return text("true" if value.content else "false")
        return text(plain_text(value.content))
    if expected.kind == "number":
        number = parse_number(value.content)
        if number is None:
            raise ValueRefusedError("a number is required")
        return numeric(number)
    if value.content in {"true", "1"}:
        return TRUE
    if value.content in {"false", "0"}:
        return FALSE
    raise ValueRefusedError("a bool is required")


def is_sequence(value: Value) -> bool:
    return value.type.kind in SEQUENCES
