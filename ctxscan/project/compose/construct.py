"""Nodes -> values: types, aliases, merge keys and the tags ``!reset`` and ``!override``.

Sources: compose-go, loader/reset.go (ResetProcessor) and loader.go:convertToStringKeysRecursive;
yaml/go-yaml v4, internal/libyaml/constructor.go:merge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.faults import ComposeError, shown
from ctxscan.project.compose.nodes import Alias, Mapping, Scalar, Sequence
from ctxscan.project.compose.scalars import BadScalarError, resolve, value_of
from ctxscan.project.compose.yaml_nodes import DEEPEST
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.project.compose.nodes import Anchored, Node
    from ctxscan.project.compose.values import Path, Tree, Value

MOST_VALUES = 200_000
"""In one document, after aliases are expanded."""

_MERGE = "<<"


class Constructed(NamedTuple):
    tree: Tree
    resets: tuple[Path, ...]
    """What earlier files said at these paths does not count."""

    size: int
    """Values, with those that aliases repeat."""


def construct_mapping(root: Node) -> Constructed:
    """Raises ComposeError for cycles, duplicate and odd keys, and what aliases make too large."""
    constructor = _Constructor()
    value = constructor.value(root, ())
    if not isinstance(value, dict):
        raise ComposeError("a compose file must be a mapping", "type", ())
    return Constructed(value, tuple(constructor.resets), constructor.count)


class _Constructor:
    def __init__(self) -> None:
        self.resets: list[Path] = []
        self.count = 0
        self._within: list[Anchored] = []

    def value(self, node: Node, path: Path) -> Value:
        self.count += 1
        if self.count > MOST_VALUES:
            raise ComposeError("its aliases make it too large", "syntax", path)
        if node.tag == "!override":
            self.resets.append(path)
        anchored = node.target if isinstance(node, Alias) else node
        if isinstance(anchored, Scalar):
            return _scalar(anchored, path)
        if anchored in self._within:
            raise ComposeError(f"{shown(path)} holds itself by an alias", "cycle", path)
        if len(self._within) >= DEEPEST:
            raise ComposeError(f"its aliases nest more than {DEEPEST} deep", "syntax", path)
        self._within.append(anchored)
        try:
            if isinstance(anchored, Sequence):
                return self._list(anchored, path)
            return self._map(anchored, path)
        finally:
            self._within.pop()

    def _list(self, node: Sequence, path: Path) -> list[Value]:
        return [
            self.value(item, (*path, str(index)))
            for index, item in enumerate(node.items)
            if not self._is_reset(item, (*path, str(index)))
        ]

    def _map(self, node: Mapping, path: Path) -> Tree:
        found: Tree = {}
        merged: Node | None = None
        lines: dict[str, int] = {}
        for key_node, value_node in node.pairs:
            key = _key(key_node, path)
            if key in lines:
                problem = f"{key!r} is already set on line {lines[key]}"
                raise ComposeError(problem, "syntax", path, line=key_node.line)
            lines[key] = key_node.line
            if _is_merge(key_node):
                merged = value_node
            elif not self._is_reset(value_node, (*path, key)):
                found[key] = self.value(value_node, (*path, key))
        if merged is not None:
            self._merge(merged, found, set(lines), path)
        return found

    def _is_reset(self, node: Node, path: Path) -> bool:
        if node.tag != "!reset":
            return False
        self.resets.append(path)
        return True

    def _merge(self, node: Node, found: Tree, own: set[str], path: Path) -> None:
        """What is written beside ``<<`` wins, then the earlier of a list."""
        target = node.target if isinstance(node, Alias) else node
        for each in target.items if isinstance(target, Sequence) else [node]:
            merged = each.target if isinstance(each, Alias) else each
            if not isinstance(merged, Mapping):
                raise ComposeError(
                    "<< takes a mapping, or a list of these", "syntax", (*path, _MERGE)
                )
            value = self.value(merged, path)
            if isinstance(value, dict):
                found |= {key: value[key] for key in value.keys() - own - found.keys()}


def _key(node: Node, path: Path) -> str:
    anchored = node.target if isinstance(node, Alias) else node
    if isinstance(anchored, Scalar):
        if not anchored.plain or _is_merge(anchored):
            return anchored.text
        key = resolve(anchored.text)
        if isinstance(key, str):
            return key
    where = f"in {shown(path)}" if path else "at the top"
    name = f": {anchored.text}" if isinstance(anchored, Scalar) else ""
    problem = f"a key that is no text {where}{name}"
    raise ComposeError(problem, "type", path, "quote it", line=node.line)


def _is_merge(node: Node) -> bool:
    plain = isinstance(node, Scalar) and node.plain and node.text == _MERGE
    return plain or node.tag == "!!merge"


def _scalar(scalar: Scalar, path: Path) -> Value:
    try:
        return value_of(scalar)
    except BadScalarError as error:
        raise ComposeError(str(error), "type", path) from error
