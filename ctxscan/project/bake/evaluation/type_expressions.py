"""``list(string)``, ``object({...})``: expressions that name a type (hcl, ext/typeexpr)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.bodies import parse_whole_expression
from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import Call, JsonText, Node, Object, Tuple, keyword_of
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
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.errors import Place

_SIMPLE = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": DYNAMIC}
_COLLECTIONS = {"list": list_of, "set": set_of, "map": map_of}
_COMPLEX = {*_COLLECTIONS, "object", "tuple"}
_NAME = regex(r"[^\W\d][\w-]*")


def type_of(node: Node) -> Type:
    """Raises HclError for what names no type."""
    if isinstance(node, JsonText):
        node = parse_whole_expression(node.content, node.place)
    keyword = keyword_of(node)
    if keyword in _SIMPLE:
        return _SIMPLE[keyword]
    if keyword is not None:
        if keyword in _COMPLEX:
            raise _bad(f"The {keyword} type constructor requires one argument.", node.place)
        raise _bad(f'The keyword "{keyword}" is not a valid type specification.', node.place)
    if not isinstance(node, Call):
        raise _bad("A type is string, number, bool, or a call like list(string).", node.place)
    return _constructed(node)


def keyword_in(node: Node) -> str | None:
    """Like ``keyword_of``, but in JSON a text is the name that it holds."""
    if isinstance(node, JsonText):
        return node.content if _NAME.fullmatch(node.content) else None
    return keyword_of(node)


def _constructed(node: Call) -> Type:
    if node.name in _SIMPLE:
        raise _bad(f'Type keyword "{node.name}" does not expect arguments.', node.place)
    if node.name in _COMPLEX and len(node.arguments) != 1:
        raise _bad(f"The {node.name} type constructor requires one argument.", node.place)
    if node.name in _COLLECTIONS:
        return _COLLECTIONS[node.name](type_of(node.arguments[0]))
    if node.name == "tuple":
        return _tuple(node.arguments[0])
    if node.name == "object":
        return _object(node.arguments[0])
    raise _bad(f'Keyword "{node.name}" is not a valid type constructor.', node.place)


def _tuple(node: Node) -> Type:
    if not isinstance(node, Tuple):
        raise _bad("Tuple type constructor requires a list of element types.", node.place)
    return tuple_of(type_of(each) for each in node.elements)


def _object(node: Node) -> Type:
    if not isinstance(node, Object):
        raise _bad("Object type constructor requires a map of attribute types.", node.place)
    members: dict[str, Type] = {}
    optional: list[str] = []
    for member in node.members:
        name = keyword_of(member.key)
        if name is None:
            raise _bad("Object constructor map keys must be attribute names.", member.key.place)
        if name in members:
            raise _bad("Object constructor map keys must be unique.", member.key.place)
        type_node = member.value
        if isinstance(type_node, Call) and type_node.name == "optional":
            if len(type_node.arguments) != 1:
                detail = "Optional attribute modifier expects only one argument."
                raise _bad(detail, type_node.place)
            optional.append(name)
            type_node = type_node.arguments[0]
        members[name] = type_of(type_node)
    return object_of(members, optional)


def _bad(detail: str, place: Place) -> HclError:
    return HclError("Invalid type specification", detail, place, kind="type")
