"""The forms that a value may have: a small part of JSON Schema, checked with one clear message."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.values import Timestamp
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.project.compose.values import Path, Tree, Value

_NAMES = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "empty",
    "mapping": "a mapping",
    "list": "a list",
}


_TYPES: dict[type, tuple[str, ...]] = {
    type(None): ("null",),
    bool: ("boolean",),
    int: ("integer", "number"),
    str: ("string",),
    Timestamp: ("string",),
    list: ("list",),
    dict: ("mapping",),
}


class Plain(NamedTuple):
    """One of some plain types, or of some values."""

    types: tuple[str, ...]
    values: tuple[str, ...] = ()
    pattern: str = ""


class ListOf(NamedTuple):
    item: Shape
    unique: bool = False


class MapOf(NamedTuple):
    """Keys of their own shapes, and others that match *names* of one shape."""

    keys: Mapping[str, Shape]
    others: Shape | None = None
    names: str = ""
    required: tuple[str, ...] = ()
    extensible: bool = True
    """Whether ``x-`` keys of any form may stand beside them."""

    open: bool = False
    """Whether any other key may."""


class Either(NamedTuple):
    shapes: tuple[Shape, ...]


Shape: TypeAlias = Plain | ListOf | MapOf | Either


def check(value: Value, shape: Shape, path: Path) -> None:
    """Raises ComposeError for the first value that has not its shape."""
    match shape:
        case Either(shapes):
            check(value, _fitting(value, shapes, path), path)
        case Plain():
            _check_plain(value, shape, path)
        case ListOf():
            if not isinstance(value, list):
                raise must_be(("list",), path)
            _check_list(value, shape, path)
        case MapOf():
            if not isinstance(value, dict):
                raise must_be(("mapping",), path)
            _check_map(value, shape, path)


def must_be(types: tuple[str, ...], path: Path) -> ComposeError:
    expected = " or ".join(_NAMES[each] for each in types)
    hint = "quote it" if "string" in types else None
    return ComposeError(f"{shown(path)} must be {expected}", "schema", path, hint)


def _fitting(value: Value, shapes: tuple[Shape, ...], path: Path) -> Shape:
    """The one whose type is the value's: the message is then about what is inside."""
    types: list[str] = []
    for shape in shapes:
        accepted = _types(shape)
        if set(accepted) & set(types_of(value)):
            return shape
        types += accepted
    raise must_be(tuple(dict.fromkeys(types)), path)


def _types(shape: Shape) -> tuple[str, ...]:
    match shape:
        case Plain(types):
            return types
        case ListOf():
            return ("list",)
        case MapOf():
            return ("mapping",)
        case Either(shapes):
            return tuple(name for each in shapes for name in _types(each))


def types_of(value: Value) -> tuple[str, ...]:
    """All that the value is: a whole number is a number, too."""
    if isinstance(value, float):
        return ("integer", "number") if value.is_integer() else ("number",)
    return _TYPES[type(value)]


def _check_plain(value: Value, shape: Plain, path: Path) -> None:
    if not set(shape.types) & set(types_of(value)):
        raise must_be(shape.types, path)
    if shape.values and value not in shape.values:
        listed = ", ".join(shape.values)
        raise ComposeError(f"{shown(path)} must be one of {listed}", "schema", path)
    if shape.pattern and isinstance(value, str) and not re.search(shape.pattern, value):
        raise ComposeError(f"{shown(path)}: {value!r} is not of the right form", "schema", path)


def _check_list(value: list[Value], shape: ListOf, path: Path) -> None:
    seen: set[str] = set()
    for index, item in enumerate(value):
        check(item, shape.item, (*path, str(index)))
        if shape.unique and repr(item) in seen:
            raise ComposeError(f"{shown(path)} names {item} twice", "schema", (*path, str(index)))
        seen.add(repr(item))


def _check_map(value: Tree, shape: MapOf, path: Path) -> None:
    for key, inner in value.items():
        if key in shape.keys:
            check(inner, shape.keys[key], (*path, key))
        elif shape.others is not None and re.search(shape.names, key):
            check(inner, shape.others, (*path, key))
        elif not shape.open and not (shape.extensible and key.startswith("x-")):
            where = f"{shown(path)} has no key" if path else "a compose file has no key"
            raise ComposeError(f"{where} {key!r}", "schema", (*path, key))
    for key in shape.required:
        if key not in value:
            raise ComposeError(f"{shown(path)} lacks {key}", "schema", path)


def check_finite(value: Value, path: Path = ()) -> None:
    """Upstream's checker takes JSON, which has no infinity (``json: unsupported value``)."""
    if isinstance(value, float) and not isfinite(value):
        raise ComposeError(
            f"{shown(path)} is no number that can be used", "schema", path, "quote it"
        )
    if isinstance(value, dict):
        for key, inner in value.items():
            check_finite(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            check_finite(inner, (*path, str(index)))
