"""One value of a bake file: a type and a content, which may be null or not known offline."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.limits import MOST_VALUE_SIZE, TooMuchError, check_length
from ctxscan.project.bake.values.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxscan.project.bake.values.number import Number


@dataclass(frozen=True, slots=True)
class Unknown:
    """A content that only a real run has. No tuple, for a tuple is the content of a list."""

    reason: str
    """``timestamp() is the time of the build``."""


class Value(NamedTuple):
    type: Type
    content: Any
    """``None`` is null. ``str``, ``bool``, Number; a tuple of Values for list, set and tuple;
    a dict of Values, sorted by key, for map and object; or Unknown."""

    size: int = 1
    """Elements and characters in it, each use of a shared part counted."""

    @property
    def is_null(self) -> bool:
        return self.content is None

    @property
    def is_known(self) -> bool:
        return not isinstance(self.content, Unknown)


def text(content: str) -> Value:
    """go-cty normalises every text (NFC) as it becomes a value."""
    if not content.isascii():
        content = unicodedata.normalize("NFC", content)
    check_length(len(content))
    return Value(STRING, content, 1 + len(content) // 16)


def boolean(content: bool) -> Value:  # noqa: FBT001 - the value itself
    return TRUE if content else FALSE


def numeric(content: Number) -> Value:
    return Value(NUMBER, content)


def null(type_: Type = DYNAMIC) -> Value:
    return Value(type_, None)


def unknown(reason: str, type_: Type = DYNAMIC) -> Value:
    return Value(type_, Unknown(reason))


def tuple_value(elements: Iterable[Value]) -> Value:
    content = tuple(elements)
    return Value(tuple_of(each.type for each in content), content, _weight(content))


def list_value(elements: Iterable[Value], element_type: Type) -> Value:
    """*elements* are all of one type; that of the first counts, *element_type* if there is none."""
    content = tuple(elements)
    type_ = content[0].type if content else element_type
    return Value(list_of(type_), content, _weight(content))


def map_value(members: Mapping[str, Value], element_type: Type) -> Value:
    content = {name: members[name] for name in sorted(members)}
    type_ = next(iter(content.values())).type if content else element_type
    return Value(map_of(type_), content, _weight(content.values()))


def object_value(members: Mapping[str, Value]) -> Value:
    content = {name: members[name] for name in sorted(members)}
    type_ = object_of({name: each.type for name, each in content.items()})
    return Value(type_, content, _weight(content.values()))


def sorted_set(elements: tuple[Value, ...], element_type: Type) -> Value:
    """*elements* are unique and in order: see ``values.sets``."""
    return Value(set_of(element_type), elements, _weight(elements))


def reason_of(value: Value) -> str | None:
    """Why *value*, or some part of it, is not known; ``None`` when all of it is."""
    if isinstance(value.content, Unknown):
        return value.content.reason
    parts: Iterable[Value] = ()
    if isinstance(value.content, dict):
        parts = value.content.values()
    elif isinstance(value.content, tuple) and value.type.kind in {"list", "set", "tuple"}:
        parts = value.content
    return next((why for part in parts if (why := reason_of(part)) is not None), None)


def _weight(parts: Iterable[Value]) -> int:
    return _sized(1 + sum(part.size for part in parts))


def _sized(size: int) -> int:
    if size > MOST_VALUE_SIZE:
        raise TooMuchError(f"a value has more than {MOST_VALUE_SIZE:,} elements")
    return size


TRUE = Value(BOOL, content=True)
FALSE = Value(BOOL, content=False)
