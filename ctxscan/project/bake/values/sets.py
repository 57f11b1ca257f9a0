"""Equality of values, and sets: unique, in an order of their own (cty/set_internals.go)."""

from __future__ import annotations

import json
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.values.arithmetic import compare
from ctxscan.project.bake.values.decimal import plain_text
from ctxscan.project.bake.values.value import Value, reason_of, sorted_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ctxscan.project.bake.values.types import Type


def same(left: Value, right: Value) -> bool | None:
    """``Equals`` of cty: nothing is converted. ``None`` if it cannot be known."""
    if left.is_null and right.is_null:
        return True
    if not left.is_known or not right.is_known:
        return None
    if left.is_null or right.is_null or left.type != right.type:
        return False
    if reason_of(left) is not None or reason_of(right) is not None:
        return None
    return _same_known(left, right)


def _same_known(left: Value, right: Value) -> bool:
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    if left.type != right.type:
        return False
    if left.type.kind == "number":
        return compare(left.content, right.content) == 0
    if left.type.kind in {"map", "object"}:
        return left.content.keys() == right.content.keys() and all(
            _same_known(each, right.content[name]) for name, each in left.content.items()
        )
    if isinstance(left.content, tuple):
        return len(left.content) == len(right.content) and all(
            _same_known(ours, theirs)
            for ours, theirs in zip(left.content, right.content, strict=True)
        )
    return bool(left.content == right.content)


def set_value(elements: Iterable[Value], element_type: Type) -> Value:
    """Numbers by size, texts by code point, false before true, null last."""
    unique = {identity(each): each for each in elements}
    ordered = sorted(unique.values(), key=cmp_to_key(_order))
    type_ = ordered[0].type if ordered else element_type
    return sorted_set(tuple(ordered), type_)


def _order(left: Value, right: Value) -> int:
    if left.is_null or right.is_null:
        return int(left.is_null) - int(right.is_null)
    if left.type.kind == "number" and left.is_known and right.is_known:
        return compare(left.content, right.content)
    if left.type.kind in {"string", "bool"} and left.is_known and right.is_known:
        return int(left.content > right.content) - int(left.content < right.content)
    ours, theirs = identity(left), identity(right)
    return (ours > theirs) - (ours < theirs)


def identity(value: Value) -> str:
    """A text that equal values share and no others."""
    if value.is_null or not value.is_known:
        return "~" if value.is_null else f"?{value.content.reason}"
    if value.type.kind in _ATOMS:
        return _ATOMS[value.type.kind](value.content)
    if value.type.kind == "map":
        return "{" + "".join(f"{k}:{identity(v)};" for k, v in value.content.items()) + "}"
    parts = value.content.values() if value.type.kind == "object" else value.content
    inside = "".join(f"{identity(each)};" for each in parts)
    return f"<{inside}>" if value.type.kind in {"object", "tuple"} else f"[{inside}]"


_ATOMS: dict[str, Callable[[Any], str]] = {
    "bool": lambda content: "T" if content else "F",
    "number": lambda content: "0" if content.sign == 0 else plain_text(content),
    "string": lambda content: json.dumps(content, ensure_ascii=False),
}
