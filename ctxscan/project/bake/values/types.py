"""The types of HCL's values, as zclconf/go-cty has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.project.bake.limits import MOST_VALUE_NESTING, TooMuchError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TypeKind = Literal["string", "number", "bool", "dynamic", "list", "set", "map", "object", "tuple"]


class Type(NamedTuple):
    kind: TypeKind
    inner: tuple[Type, ...] = ()
    """Of the elements: one type for a collection, one for each member of an object or tuple."""

    names: tuple[str, ...] = ()
    """Of an object's members, sorted; parallel to ``inner``."""

    optional: frozenset[str] = frozenset()
    depth: int = 0

    @property
    def element(self) -> Type:
        """The type of a collection's elements."""
        return self.inner[0]

    @property
    def members(self) -> dict[str, Type]:
        return dict(zip(self.names, self.inner, strict=True))


STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
DYNAMIC = Type("dynamic")

PRIMITIVES = frozenset({"string", "number", "bool"})
COLLECTIONS = frozenset({"list", "set", "map"})
SEQUENCES = frozenset({"list", "set", "tuple"})
MAPPINGS = frozenset({"map", "object"})


def list_of(element: Type) -> Type:
    return Type("list", (element,), depth=_above((element,)))


def set_of(element: Type) -> Type:
    return Type("set", (element,), depth=_above((element,)))


def map_of(element: Type) -> Type:
    return Type("map", (element,), depth=_above((element,)))


def tuple_of(elements: Iterable[Type]) -> Type:
    inner = tuple(elements)
    return Type("tuple", inner, depth=_above(inner))


def object_of(members: Mapping[str, Type], optional: Iterable[str] = ()) -> Type:
    names = tuple(sorted(members))
    inner = tuple(members[name] for name in names)
    return Type("object", inner, names, frozenset(optional), _above(inner))


def _above(inner: tuple[Type, ...]) -> int:
    depth = 1 + max((each.depth for each in inner), default=0)
    if depth > MOST_VALUE_NESTING:
        raise TooMuchError(f"a value is nested more than {MOST_VALUE_NESTING} levels deep")
    return depth


def describe(type_: Type) -> str:
    """go-cty's ``FriendlyName``: ``list of string``."""
    if type_.kind in COLLECTIONS:
        return f"{type_.kind} of {describe(type_.element)}"
    return type_.kind


def describe_wish(type_: Type) -> str:
    """go-cty's ``FriendlyNameForConstraint``: an unknown element type is called ``any``."""
    if type_.kind in COLLECTIONS:
        return f"{type_.kind} of {describe_wish(type_.element)}"
    return {"dynamic": "any type"}.get(type_.kind, type_.kind)


def without_optional(type_: Type) -> Type:
    """*type_* with every optional member an ordinary one, deeply."""
    if not type_.inner:
        return type_._replace(optional=frozenset())
    inner = tuple(without_optional(each) for each in type_.inner)
    return type_._replace(inner=inner, optional=frozenset())
