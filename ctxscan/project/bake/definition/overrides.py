"""A variable's value from the text of ``--var`` or the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.faults import WithoutPlaceError
from ctxscan.project.bake.definition.goparse import go_bool, go_float
from ctxscan.project.bake.definition.json_values import json_value
from ctxscan.project.bake.functions.csvs import record_of
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import from_float
from ctxscan.project.bake.values.sets import set_value
from ctxscan.project.bake.values.types import PRIMITIVES, Type, describe
from ctxscan.project.bake.values.value import (
    Value,
    boolean,
    list_value,
    map_value,
    numeric,
    text,
    tuple_value,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Override(NamedTuple):
    written: str
    is_json: bool = False
    """Whether it is the text of ``NAME_JSON``."""


def overridden(name: str, default: Value | None, type_: Type | None, override: Override) -> Value:
    """A variable without a type has its default's, and without a default as well that of text."""
    written = override.written
    if type_ is None:
        if default is None or default.type.kind == "dynamic":
            return text(written)
        return _primitive(name, written, default.type)
    if override.is_json:
        return _from_json(name, written, type_)
    if type_.kind in {"list", "set", "tuple", "map"}:
        return _from_csv(name, written, type_)
    return _primitive(name, written, type_)


def _primitive(name: str, written: str, type_: Type) -> Value:
    if type_.kind == "string":
        return text(written)
    if type_.kind == "bool":
        truth = go_bool(written)
        if truth is None:
            raise WithoutPlaceError(f"failed to parse {name} as bool: {written!r}", kind="type")
        return boolean(truth)
    if type_.kind == "number":
        number = go_float(written)
        if number is None:
            raise WithoutPlaceError(f"failed to parse {name} as number: {written!r}", kind="type")
        return numeric(from_float(number))
    raise WithoutPlaceError(f"unsupported type {describe(type_)} for variable {name}", kind="type")


def _from_json(name: str, written: str, type_: Type) -> Value:
    try:
        return json_value(written, type_)
    except ValueRefusedError as refused:
        detail = f"failed to convert variable {name} from JSON: {refused}"
        raise WithoutPlaceError(detail, kind="type") from refused


def _from_csv(name: str, written: str, type_: Type) -> Value:
    try:
        fields = record_of(written)
    except ValueRefusedError as refused:
        detail = f"failed to convert variable {name} from CSV: {refused}"
        raise WithoutPlaceError(detail, kind="type") from refused
    inner = type_.inner
    if any(each.kind not in PRIMITIVES for each in inner):
        detail = f"unsupported type {describe(type_)} for CSV specification"
        raise WithoutPlaceError(detail, kind="type")
    if type_.kind == "map":
        return _map(name, fields, type_)
    if type_.kind == "tuple":
        if len(inner) != len(fields):
            detail = f"tuple expects {len(inner)} elements but only {len(fields)} provided"
            raise WithoutPlaceError(detail, kind="type")
        pairs = zip(fields, inner, strict=True)
        return tuple_value(_primitive(name, field, each) for field, each in pairs)
    elements = [_primitive(name, field, type_.element) for field in fields]
    return (list_value if type_.kind == "list" else set_value)(elements, type_.element)


def _map(name: str, fields: Sequence[str], type_: Type) -> Value:
    members: dict[str, Value] = {}
    for field in fields:
        try:
            pair = record_of(field, ":")
        except ValueRefusedError as refused:
            detail = f"failed to parse {field} as k/v for variable {name}"
            raise WithoutPlaceError(detail, kind="type") from refused
        if len(pair) != 2:
            detail = f"expected one k/v pair but got {len(pair)} pieces from {field}"
            raise WithoutPlaceError(detail, kind="type")
        members[pair[0]] = _primitive(name, pair[1], type_.element)
    return map_value(members, type_.element)
