"""The syntax tree of HCL. Every node knows the line on which it begins.

Dataclasses, not NamedTuples: these refer to one another, and mypy takes named tuples apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.errors import Place
    from ctxscan.project.bake.values.value import Value


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Literal:
    value: Value
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AttributeStep:
    name: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class IndexStep:
    key: Value
    place: Place


Step = AttributeStep | IndexStep


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reference:
    """``name.attribute[0]``: a name of the scope and what follows it."""

    name: str
    steps: tuple[Step, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Relative:
    """Steps into the value of any other expression."""

    source: Node
    steps: tuple[Step, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Index:
    """``collection[key]`` with a key that must be evaluated."""

    collection: Node
    key: Node
    place: Place
    bracket: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Splat:
    """``source[*].name``: *each* is evaluated once for every element."""

    source: Node
    each: Node
    place: Place
    marker: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Item:
    """Inside a splat's *each*: the element."""

    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call:
    name: str
    arguments: tuple[Node, ...]
    expands: bool
    """Whether the last argument is followed by ``...``."""

    place: Place
    closing: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Conditional:
    condition: Node
    then: Node
    otherwise: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Binary:
    operator: str
    left: Node
    right: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unary:
    operator: str
    operand: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tuple:
    elements: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Member:
    key: Node
    forced: bool
    """Whether the key stands in parentheses, and so is no bare name."""

    value: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Object:
    members: tuple[Member, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class For:
    key_name: str | None
    value_name: str
    collection: Node
    key: Node | None
    """``None`` where a tuple is built."""

    value: Node
    condition: Node | None
    groups: bool
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Parentheses:
    inner: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Template:
    """Parts that become one text."""

    parts: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Wrapped:
    """``"${e}"`` alone: the value of *inner*, of whatever type."""

    inner: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Joined:
    """``%{ for }``: the texts of a tuple, one behind the other."""

    inner: For
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JsonText:
    """A text of a JSON file: a template, but a constant where constants are expected."""

    content: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JsonList:
    elements: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JsonObject:
    members: tuple[tuple[JsonText, Node], ...]
    place: Place
    end: Place


Node = (
    Literal
    | Reference
    | Relative
    | Index
    | Splat
    | Item
    | Call
    | Conditional
    | Binary
    | Unary
    | Tuple
    | Object
    | For
    | Parentheses
    | Template
    | Wrapped
    | Joined
    | JsonText
    | JsonList
    | JsonObject
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attribute:
    name: str
    value: Node
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Block:
    type: str
    labels: tuple[str, ...]
    label_places: tuple[Place, ...]
    body: Body
    place: Place


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Body:
    """What stands between braces, or in a whole file."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    place: Place
    end: Place


def start_of(node: Node) -> Place:
    """Where upstream says that an unsuitable value begins (``StartRange``)."""
    first = _FIRST.get(type(node))
    if first is not None:
        return start_of(first(node))
    if isinstance(node, Index):
        return node.bracket
    return node.marker if isinstance(node, Splat) else node.place


_FIRST: dict[type, Callable[[Any], Node]] = {
    Conditional: lambda node: node.condition,
    Binary: lambda node: node.left,
    Template: lambda node: node.parts[0],
    Parentheses: lambda node: node.inner,
    Joined: lambda node: node.inner,
}


def keyword_of(node: Node) -> str | None:
    """The name that a node is, if it is nothing but a name (``hcl.ExprAsKeyword``)."""
    if isinstance(node, Reference) and not node.steps:
        return node.name
    if isinstance(node, Literal) and node.value.type.kind in {"bool", "dynamic"}:
        return {True: "true", False: "false", None: "null"}[node.value.content]
    return None
