"""The type that several types can become (cty/convert/unify.go, sort_types.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values.types import (
    DYNAMIC,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.bake.values.finder import Finder

_COLLECTION = {"list": list_of, "set": set_of, "map": map_of}
_STRUCTURE_OF = {"list": "tuple", "map": "object"}


def unify(types: Sequence[Type], find: Finder, *, unsafe: bool) -> Type | None:
    """``None`` if there is none."""
    types = list(dict.fromkeys(types))
    if not types:
        return None
    kinds = {type_.kind for type_ in types}
    firm = kinds - {"dynamic"}
    if len(firm) == 1 and firm <= {"list", "set", "map", "object", "tuple"}:
        if "dynamic" in kinds:
            return DYNAMIC
        return _of_one_kind(types, find, unsafe=unsafe)
    for collection, structure in _STRUCTURE_OF.items():
        if firm == {collection, structure}:
            common = _structures_as(collection, types, find, unsafe=unsafe)
            if common is not None:
                return common
    if {"object", "tuple"} <= firm:
        return None
    return _preferred(types, find, unsafe=unsafe)


def _of_one_kind(types: Sequence[Type], find: Finder, *, unsafe: bool) -> Type | None:
    kind = types[0].kind
    if kind in _COLLECTION:
        element = unify([type_.element for type_ in types], find, unsafe=unsafe)
        return None if element is None else _COLLECTION[kind](element)
    alike = (
        len({type_.names for type_ in types}) == 1
        if kind == "object"
        else len({len(type_.inner) for type_ in types}) == 1
    )
    if not alike:
        return _as_collection(types, find, unsafe=unsafe)
    columns = list(zip(*(type_.inner for type_ in types), strict=True))
    common = [unify(column, find, unsafe=unsafe) for column in columns]
    inner = tuple(each for each in common if each is not None)
    if len(inner) != len(common):
        return None
    if kind == "tuple":
        return tuple_of(inner)
    return object_of(dict(zip(types[0].names, inner, strict=True)))


def _as_collection(types: Sequence[Type], find: Finder, *, unsafe: bool) -> Type | None:
    """Objects of different members are a map, tuples of different lengths a list, if at all."""
    parts = [part for type_ in types for part in type_.inner]
    element = unify(parts, find, unsafe=unsafe)
    if element is None:
        return None
    expected = list_of(element) if types[0].kind == "tuple" else map_of(element)
    if any(t != expected and find(t, expected, unsafe=unsafe) is None for t in types):
        return None
    return expected


def _structures_as(
    collection: str, types: Sequence[Type], find: Finder, *, unsafe: bool
) -> Type | None:
    structures = [type_ for type_ in types if type_.kind == _STRUCTURE_OF[collection]]
    common = _as_collection(structures, find, unsafe=unsafe)
    if common is None:
        return None
    rest = [common if type_ in structures else type_ for type_ in types]
    return unify(rest, find, unsafe=unsafe)


def _preferred(types: Sequence[Type], find: Finder, *, unsafe: bool) -> Type | None:
    """The first to which all others convert; those that are safe for more come first."""
    ordered = sorted(
        types, key=lambda type_: (type_ == DYNAMIC, -_safe_sources(type_, types, find))
    )
    for expected in ordered:
        others = [type_ for type_ in types if type_ != expected]
        if all(find(type_, expected, unsafe=unsafe) is not None for type_ in others):
            return expected
    return None


def _safe_sources(expected: Type, types: Sequence[Type], find: Finder) -> int:
    return sum(
        type_ != expected and find(type_, expected, unsafe=False) is not None for type_ in types
    )
