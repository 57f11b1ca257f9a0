"""JSON of the environment as a value of a type that is known (go-cty, cty/json/unmarshal.go).

Stricter than a conversion, and laxer: an object may lack members, but have none too many; what
stands behind the value is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.functions.jsons import Digits, first_json
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.decimal import parse_number
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.sets import set_value
from ctxscan.project.bake.values.types import Type, without_optional
from ctxscan.project.bake.values.value import (
    Value,
    boolean,
    list_value,
    map_value,
    null,
    numeric,
    object_value,
    text,
    tuple_value,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def json_value(written: str, type_: Type) -> Value:
    """Raises ValueRefusedError."""
    return _typed(first_json(written), without_optional(type_))


def _typed(parsed: Any, type_: Type) -> Value:
    if parsed is None:
        return null(type_)
    return _READERS[type_.kind](parsed, type_)


def _string(parsed: Any, _type: Type) -> Value:
    if isinstance(parsed, bool):
        return text("true" if parsed else "false")
    if isinstance(parsed, str):
        return text(str(parsed))
    raise ValueRefusedError("string is required")


def _number(parsed: Any, _type: Type) -> Value:
    number = parse_number(str(parsed)) if isinstance(parsed, str) else None
    if number is None:
        raise ValueRefusedError("number is required")
    return numeric(number)


def _bool(parsed: Any, type_: Type) -> Value:
    if isinstance(parsed, bool):
        return boolean(parsed)
    if isinstance(parsed, str) and not isinstance(parsed, Digits):
        return convert(text(parsed), type_)
    raise ValueRefusedError("bool is required")


def _sequence(parsed: Any, type_: Type) -> Value:
    if not isinstance(parsed, list):
        raise ValueRefusedError("missing expected [")
    if type_.kind == "tuple":
        if len(parsed) != len(type_.inner):
            raise ValueRefusedError(f"a tuple needs {len(type_.inner)} elements")
        pairs = zip(parsed, type_.inner, strict=True)
        return tuple_value(_typed(each, inner) for each, inner in pairs)
    elements = [_typed(each, type_.element) for each in parsed]
    return (list_value if type_.kind == "list" else set_value)(elements, type_.element)


def _mapping(parsed: Any, type_: Type) -> Value:
    if not isinstance(parsed, dict):
        raise ValueRefusedError("missing expected {")
    if type_.kind == "map":
        members = {name: _typed(each, type_.element) for name, each in parsed.items()}
        return map_value(members, type_.element)
    for name in parsed:
        if name not in type_.names:
            raise ValueRefusedError(f'unsupported attribute "{name}"')
    return object_value(
        {name: _typed(parsed.get(name), inner) for name, inner in type_.members.items()}
    )


def _any(_parsed: Any, _type: Type) -> Value:
    """Go-cty wants the type beside the value here, which nobody writes."""
    raise ValueRefusedError("missing expected {")


_READERS: dict[str, Callable[[Any, Type], Value]] = {
    "string": _string,
    "number": _number,
    "bool": _bool,
    "list": _sequence,
    "set": _sequence,
    "tuple": _sequence,
    "map": _mapping,
    "object": _mapping,
    "dynamic": _any,
}
