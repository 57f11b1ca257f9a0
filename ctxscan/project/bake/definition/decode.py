"""An attribute's value, converted as bake wants it (bake/hclparser/gohcl/decode.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.definition.schema import LISTS, Shape
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Attribute, start_of
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING

if TYPE_CHECKING:
    from ctxscan.project.bake.values.value import Value


def decode(attribute: Attribute, value: Value, shape: Shape) -> Value:
    """Raises HclError for a value of the wrong type."""
    try:
        converted = _entries(value, shape) if shape in LISTS else convert(value, shape.type)
        if shape in {Shape.TEXTS, Shape.TEXT_MAP, Shape.DESCRIPTION}:
            _refuse_nulls(converted, shape)
    except ValueRefusedError as refused:
        detail = f"Unsuitable value: {refused}"
        place = start_of(attribute.value)
        raise HclError("Unsuitable value type", detail, place, kind="type") from refused
    return converted


def _refuse_nulls(value: Value, shape: Shape) -> None:
    if shape is Shape.DESCRIPTION:
        refused = value.is_null
    elif value.is_null or not value.is_known:
        refused = False
    else:
        parts = value.content.values() if isinstance(value.content, dict) else value.content
        refused = any(part.is_null for part in parts)
    if refused:
        raise ValueRefusedError("null value is not allowed")


def _entries(value: Value, shape: Shape) -> Value:
    """What a text among them says is not looked at here; an object must have its form."""
    if value.is_null or not value.is_known:
        return value
    if value.type.kind not in {"list", "tuple"}:
        raise ValueRefusedError(f"list required, but have {value.type.kind}")
    for entry in value.content:
        if entry.type != STRING and entry.is_known:
            convert(entry, shape.type)
    return value
