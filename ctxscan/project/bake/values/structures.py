"""Conversions of lists, sets, maps, tuples and objects (cty/convert/conversion_*.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.sets import set_value
from ctxscan.project.bake.values.types import DYNAMIC, Type, without_optional
from ctxscan.project.bake.values.unify import unify
from ctxscan.project.bake.values.value import (
    Value,
    list_value,
    map_value,
    null,
    object_value,
    tuple_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxscan.project.bake.values.finder import Conversion, Finder


class Impossible(Exception):  # noqa: N818 - no error, but a way out of a loop
    """An element has no conversion, so the whole has none."""


class Maker:
    def __init__(self, find: Finder, *, unsafe: bool) -> None:
        self._find = find
        self._unsafe = unsafe

    def object_from_object(self, given: Type, expected: Type) -> Conversion | None:
        """Members that are not expected are dropped; optional ones that are missing are null."""
        ours = given.members
        if any(name not in ours and name not in expected.optional for name in expected.names):
            return None
        try:
            steps = {
                name: self._step(ours[name], type_)
                for name, type_ in expected.members.items()
                if name in ours
            }
        except Impossible:
            return None

        def conversion(value: Value) -> Value:
            members = {name: step(value.content[name]) for name, step in steps.items()}
            return object_value(_completed(members, expected))

        return conversion

    def object_from_map(self, given: Type, expected: Type) -> Conversion | None:
        steps: dict[str, Conversion | None] = {}
        for name, type_ in expected.members.items():
            try:
                steps[name] = self._step(given.element, type_)
            except Impossible:
                if name not in expected.optional:
                    return None
                steps[name] = None

        def conversion(value: Value) -> Value:
            members: dict[str, Value] = {}
            for name, each in value.content.items():
                if name not in steps:
                    continue
                step = steps[name]
                if step is None:
                    raise ValueRefusedError(
                        f'map element type is incompatible with attribute "{name}"'
                    )
                members[name] = step(each)
            return object_value(_completed(members, expected))

        return conversion

    def tuple_from_tuple(self, given: Type, expected: Type) -> Conversion | None:
        if len(given.inner) != len(expected.inner):
            return None
        try:
            steps = [self._step(a, b) for a, b in zip(given.inner, expected.inner, strict=True)]
        except Impossible:
            return None
        return lambda value: tuple_value(
            step(each) for step, each in zip(steps, value.content, strict=True)
        )

    def sequence_from_collection(self, given: Type, expected: Type) -> Conversion | None:
        try:
            step = self._step(given.element, expected.element)
        except Impossible:
            return None
        empty = _empty_type(given.element, expected.element)
        return lambda value: _sequence(expected, map(step, value.content), empty)

    def sequence_from_tuple(self, given: Type, expected: Type) -> Conversion | None:
        try:
            element, steps = self._elements(given.inner, expected.element)
        except Impossible:
            return None

        def conversion(value: Value) -> Value:
            parts = [step(each) for step, each in zip(steps, value.content, strict=True)]
            return _sequence(expected, self._alike(parts), without_optional(element))

        return conversion

    def map_from_map(self, given: Type, expected: Type) -> Conversion | None:
        try:
            step = self._step(given.element, expected.element)
        except Impossible:
            return None
        empty = _empty_type(given.element, expected.element)
        return lambda value: self._map(
            {name: step(each) for name, each in value.content.items()}, empty
        )

    def map_from_object(self, given: Type, expected: Type) -> Conversion | None:
        try:
            element, steps = self._elements(given.inner, expected.element)
        except Impossible:
            return None
        named = dict(zip(given.names, steps, strict=True))
        return lambda value: self._map(
            {name: named[name](each) for name, each in value.content.items()},
            without_optional(element),
        )

    def _elements(self, given: tuple[Type, ...], expected: Type) -> tuple[Type, list[Conversion]]:
        """What all become; found out where *expected* leaves it open."""
        if expected.kind == "dynamic" and given:
            common = unify(given, self._find, unsafe=self._unsafe)
            if common is None or (common.kind == "dynamic" and any(t != DYNAMIC for t in given)):
                raise Impossible
            expected = common
        return expected, [self._step(type_, expected) for type_ in given]

    def _step(self, given: Type, expected: Type) -> Conversion:
        if given == expected:
            return _unchanged
        step = self._find(given, expected, unsafe=self._unsafe)
        if step is None:
            raise Impossible
        return step

    def _map(self, members: Mapping[str, Value], empty: Type) -> Value:
        parts = self._alike(list(members.values()))
        return map_value(dict(zip(members, parts, strict=True)), empty)

    def _alike(self, parts: list[Value]) -> list[Value]:
        """Elements of one type, though their members may have been left open."""
        if all(part.type == parts[0].type for part in parts):
            return parts
        common = unify([part.type for part in parts], self._find, unsafe=self._unsafe)
        if common is None:
            raise ValueRefusedError("cannot find a common base type for all elements")
        return [self._step(part.type, common)(part) for part in parts]


def _sequence(expected: Type, parts: Iterable[Value], empty: Type) -> Value:
    return (list_value if expected.kind == "list" else set_value)(parts, empty)


def _empty_type(given: Type, expected: Type) -> Type:
    return given if expected.kind == "dynamic" else without_optional(expected)


def _completed(members: dict[str, Value], expected: Type) -> dict[str, Value]:
    for name, type_ in expected.members.items():
        if name in members:
            continue
        if name not in expected.optional:
            raise ValueRefusedError(f'map has no element for required attribute "{name}"')
        members[name] = null(without_optional(type_))
    return members


def _unchanged(value: Value) -> Value:
    return value
