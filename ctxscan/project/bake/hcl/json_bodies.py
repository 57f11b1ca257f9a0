"""JSON -> attributes and blocks (hashicorp/hcl, json/structure.go).

What is a block and what an attribute only the schema knows: *blocks* says how many labels each
block has. A list of objects is as good as one object with all their members.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclError
from ctxscan.project.bake.hcl.syntax import (
    Attribute,
    Block,
    Body,
    JsonList,
    JsonObject,
    JsonText,
    Literal,
    Node,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from ctxscan.errors import Place

    Nested: TypeAlias = Mapping[str, Mapping[str, int]]

_COMMENT = "//"


def json_body(node: Node, blocks: Mapping[str, int], inside: Nested) -> Body:
    """*inside*: for each kind of block, the blocks that it may hold itself."""
    attributes: dict[str, Attribute] = {}
    found: list[Block] = []
    for name, value in _members(node):
        if name.content in blocks:
            labels = blocks[name.content]
            found += _Unpacking(name.content, name.place, inside).blocks(value, labels, (), ())
        elif name.content != _COMMENT:
            if name.content in attributes:
                detail = f'The argument "{name.content}" was already set.'
                raise HclError("Duplicate argument", detail, name.place, kind="syntax")
            attributes[name.content] = Attribute(name.content, value, name.place)
    end = node.end if isinstance(node, JsonObject) else node.place
    return Body(tuple(attributes.values()), tuple(found), end, end)


def _members(node: Node) -> list[tuple[JsonText, Node]]:
    if isinstance(node, JsonObject):
        return list(node.members)
    if isinstance(node, JsonList):
        members: list[tuple[JsonText, Node]] = []
        for each in node.elements:
            if not isinstance(each, JsonObject):
                raise _wrong_type(each, "A JSON object is required here.")
            members += each.members
        return members
    if _is_null(node):
        return []
    raise _wrong_type(node, "Either a JSON object or JSON array of objects is required here.")


class _Unpacking:
    def __init__(self, type_: str, place: Place, inside: Nested) -> None:
        self._type = type_
        self._place = place
        self._inside = inside

    def blocks(
        self, node: Node, missing: int, labels: tuple[str, ...], places: tuple[Place, ...]
    ) -> list[Block]:
        if missing:
            members = _members(node)
            if not members:
                detail = f"At least one object property is required, the name of the {self._type}."
                raise HclError("Missing block label", detail, node.place, kind="schema")
            return [
                block
                for name, value in members
                for block in self.blocks(
                    value, missing - 1, (*labels, name.content), (*places, name.place)
                )
            ]
        if _is_null(node):
            return []
        if not isinstance(node, JsonObject | JsonList):
            detail = "Either a JSON object or a JSON array is required."
            raise _wrong_type(node, detail)
        bodies = node.elements if isinstance(node, JsonList) else (node,)
        nested = self._inside.get(self._type, {})
        return [
            Block(self._type, labels, places, json_body(each, nested, {}), self._place)
            for each in bodies
        ]


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value.is_null


def _wrong_type(node: Node, detail: str) -> HclError:
    return HclError("Incorrect JSON value type", detail, node.place, kind="type")
