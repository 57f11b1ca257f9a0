"""An attribute's value, converted as bake wants it (bake/hclparser/gohcl/decode.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.schema import Shape
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Attribute, start_of
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError

if TYPE_CHECKING:
    from ctxscan.project.bake.values.value import Value


def decode(attribute: Attribute, value: Value, shape: Shape) -> Value:
    """Raises HclError for a value of the wrong type."""
    try:
        converted = _entries(value) if shape is Shape.ENTRIES else convert(value, shape.type)
        if shape in {Shape.TEXTS, Shape.TEXT_MAP}:
            _refuse_nulls(converted)
    except ValueRefusedError as refused:
        detail = f"Unsuitable value: {refused}"
        place = start_of(attribute.value)
        raise HclError("Unsuitable value type", detail, place, kind="type") from refused
    return converted


def _refuse_nulls(value: Value) -> None:
    if value.is_null or not value.is_known:
        return
    parts = value.content.values() if isinstance(value.content, dict) else value.content
    if any(part.is_null for part in parts):
        raise ValueRefusedError("null value is not allowed")


def _entries(value: Value) -> Value:
    """What they say is checked by bake; that it is a list, here as well."""
    if value.is_null or not value.is_known or value.type.kind in {"list", "tuple"}:
        return value
    raise ValueRefusedError(f"list required, but have {value.type.kind}")
