"""Why a type cannot become another, in upstream's words (cty/convert/mismatch_msg.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values.types import COLLECTIONS, Type, describe, describe_wish

if TYPE_CHECKING:
    from ctxscan.project.bake.values.finder import Finder

_NOUNS = {"list": "list elements", "set": "set elements", "map": "map elements"}


def mismatch(given: Type, expected: Type, find: Finder) -> str:
    if given.kind == expected.kind == "object":
        return _objects(given, expected, find)
    if expected.kind in COLLECTIONS and given.kind in {"tuple", "object"}:
        return _elements(given, expected, find)
    if expected.kind in COLLECTIONS and given.kind in COLLECTIONS:
        inner = mismatch(given.element, expected.element, find)
        return f"incorrect {expected.kind} element type: {inner}"
    return f"{describe(expected)} required, but have {describe(given)}"


def _objects(given: Type, expected: Type, find: Finder) -> str:
    missing = [
        f'"{name}"' for name in expected.names if name not in given.names + tuple(expected.optional)
    ]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        verb = "are" if len(missing) > 1 else "is"
        return f"attribute{plural} {', '.join(missing)} {verb} required"
    for name, type_ in expected.members.items():
        ours = given.members.get(name)
        if ours is not None and ours != type_ and find(ours, type_, unsafe=True) is None:
            return f'attribute "{name}": {mismatch(ours, type_, find)}'
    return f"{describe_wish(expected)} required"


def _elements(given: Type, expected: Type, find: Finder) -> str:
    if expected.element.kind == "dynamic":
        return f"all {_NOUNS[expected.kind]} must have the same type"
    names = given.names or tuple(map(str, range(len(given.inner))))
    for name, type_ in zip(names, given.inner, strict=True):
        if type_ != expected.element and find(type_, expected.element, unsafe=True) is None:
            label = f'"{name}"' if given.names else name
            return f"element {label}: {mismatch(type_, expected.element, find)}"
    return f"{describe(expected)} required, but have {describe(given)}"
