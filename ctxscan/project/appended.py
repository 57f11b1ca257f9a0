"""Lines added to a YAML file that somebody else wrote: only where nothing else of it changes.

A place is tried, and what comes of it read again: everything that stood there must be the same, and
what is new be where it belongs. Where no place is right, a user adds the lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ctxscan.project.compose.nodes import Alias, Mapping, Scalar, Sequence
from ctxscan.project.compose.yaml_nodes import parse
from ctxscan.project.errors import ProjectError
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Lines

    from ctxscan.project.compose.nodes import Node

_INDENT = regex(r" *(?=- )")

Plain: TypeAlias = "tuple[object, ...]"
"""A node as it can be compared."""


def with_item(data: bytes, key: str, item: Lines[str]) -> bytes | None:
    """With one more item in the list of the top level called *key*; ``None`` where that is unsafe.

    *item*: its lines, the first without ``- ``, the others with their own indent.
    """
    root = _root(data)
    found = _value(root, key)
    if not isinstance(root, Mapping) or not isinstance(found, Sequence) or not found.items:
        return None
    lines = _lines(data)
    indent = _INDENT.match(lines[found.items[0].line - 1])
    if indent is None:
        return None
    added = [f"{indent[0]}{'- ' if not at else '  '}{line}" for at, line in enumerate(item)]
    own = _root(("\n".join(added) + "\n").encode())
    expected = [
        (name, (*value, *_plain(own)[2:]) if name == _plain(_key(root, key)) else value)
        for name, value in _pairs(root)
    ]
    return _checked(data, lines, added, _end_of(root, key, lines), (root.tag, tuple(expected)))


def with_key(data: bytes, added: Lines[str]) -> bytes | None:
    """With the top-level key that the lines *added* hold; ``None`` where that is unsafe."""
    root, own = _root(data), _root(("\n".join(added) + "\n").encode())
    if not isinstance(root, Mapping) or not isinstance(own, Mapping):
        return None
    if {name for name, _ in _pairs(root)} & {name for name, _ in _pairs(own)}:
        return None
    lines = _lines(data)
    expected = (root.tag, (*_pairs(root), *_pairs(own)))
    return _checked(data, lines, ["", *added], len(lines), expected)


def values_of(data: bytes, key: str) -> tuple[str, ...] | None:
    """The words of a list of the top level; ``None`` where there is none of that name."""
    found = _value(_root(data), key)
    if not isinstance(found, Sequence):
        return None
    return tuple(each.text for each in found.items if isinstance(each, Scalar))


def _checked(
    data: bytes, lines: list[str], added: Lines[str], at: int, expected: Plain
) -> bytes | None:
    end = "\r\n" if b"\r\n" in data else "\n"
    text = end.join([*lines[:at], *added, *lines[at:]])
    text = text if text.endswith(end) else text + end
    new = text.encode("utf-8", "surrogateescape")
    root = _root(new)
    same = isinstance(root, Mapping) and (root.tag, tuple(_pairs(root))) == expected
    return new if same else None


def _root(data: bytes) -> Node | None:
    """Of the only document."""
    try:
        documents = list(parse(data, "file"))
    except ProjectError:
        return None
    return documents[0] if len(documents) == 1 else None


def _lines(data: bytes) -> list[str]:
    """Without their ends, and without blank ones at the end."""
    text = data.decode("utf-8", "surrogateescape")
    found = [line.removesuffix("\r") for line in text.split("\n")]
    while found and not found[-1].strip():
        found.pop()
    return found


def _end_of(root: Mapping, key: str, lines: list[str]) -> int:
    """The number of lines up to the last of what stands below *key*."""
    keys = sorted(name.line for name, _ in root.pairs)
    own = _key(root, key)
    after = [line for line in keys if own is not None and line > own.line]
    at = after[0] - 1 if after else len(lines)
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return at


def _key(root: Node | None, key: str) -> Node | None:
    pairs = root.pairs if isinstance(root, Mapping) else []
    return next((name for name, _ in pairs if isinstance(name, Scalar) and name.text == key), None)


def _value(root: Node | None, key: str) -> Node | None:
    pairs = root.pairs if isinstance(root, Mapping) else []
    return next((each for name, each in pairs if getattr(name, "text", None) == key), None)


def _pairs(root: Mapping) -> Iterator[tuple[Plain, Plain]]:
    for name, value in root.pairs:
        yield _plain(name), _plain(value)


def _plain(node: Node | None) -> Plain:
    match node:
        case Scalar():
            return "scalar", node.tag, node.text, node.plain
        case Sequence():
            return "list", node.tag, *map(_plain, node.items)
        case Mapping():
            return "table", node.tag, *((_plain(k), _plain(v)) for k, v in node.pairs)
        case Alias():
            return "alias", node.tag, node.target.line
    return ("nothing",)
