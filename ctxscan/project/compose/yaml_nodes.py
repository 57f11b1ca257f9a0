"""Text of a YAML file -> its documents. The only module that knows PyYAML.

It takes PyYAML's events alone: its composer recurses without a limit, and its constructor speaks
YAML 1.1, where compose speaks the language of ``scalars``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from ctxscan.errors import Place
from ctxscan.project.compose.nodes import Alias, Anchored, Mapping, Node, Scalar, Sequence
from ctxscan.project.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 100
"""Levels of nesting. Compose allows more than its own format can use."""

MOST_NODES = 100_000
"""In one document: compose's own limit (compose-go, loader/reset.go:defaultMaxNodeVisits)."""

_YAML = "tag:yaml.org,2002:"
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(data: bytes, file: str) -> Iterator[Node]:
    """The documents of a file, each its root node. Raises ProjectError where it is no YAML."""
    try:
        yield from _documents(yaml.parse(data, Loader=_LOADER), file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # At its end a text has no line of its own.
        last = data.rstrip().count(b"\n") + 1
        line = None if mark is None else min(mark.line + 1, last)
        raise _syntax(_problem(error), Place(file, line)) from error
    except UnicodeError as error:
        raise _syntax("not a text in UTF-8", Place(file)) from error


def _problem(error: yaml.YAMLError) -> str:
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    said = ", ".join(part for part in parts if part) or str(error) or "unreadable"
    return " ".join(said.split())


def _syntax(problem: str, place: Place) -> ProjectError:
    return ProjectError(f"not valid YAML: {problem}", kind="syntax", place=place)


def _documents(events: Iterator[Any], file: str) -> Iterator[Node]:
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            yield _Document(file).read(events)


class _Document:
    """Builds the nodes of one document without recursion, however deep it is."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._anchors: dict[str, Anchored] = {}
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Node | None] = []
        """For each open collection the key whose value comes next."""
        self._count = 0

    def read(self, events: Iterator[Any]) -> Node:
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                self._keys.pop()
                finished: Node = self._open.pop()
            else:
                finished = self._node(event)
                if isinstance(finished, Sequence | Mapping):
                    self._begin(finished)
                    continue
                self._place(finished)
            if not self._open:
                return finished
        raise _syntax("the document has no end", Place(self._file))

    def _node(self, event: Any) -> Node:
        line = event.start_mark.line + 1
        self._count += 1
        if self._count > MOST_NODES:
            raise _syntax(f"more than {MOST_NODES} values", Place(self._file, line))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(str(event.anchor), line)
        node: Anchored
        tag = _short(event.tag)
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(event.value, tag, line, plain=bool(event.implicit[0]) and tag is None)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(tag, line)
        else:
            node = Mapping(tag, line)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, anchor: str, line: int) -> Alias:
        target = self._anchors.get(anchor)
        if target is None:
            raise _syntax(f"unknown anchor {anchor!r}", Place(self._file, line))
        return Alias(target, line)

    def _begin(self, node: Sequence | Mapping) -> None:
        self._place(node)
        if len(self._open) >= DEEPEST:
            raise _syntax(f"nested more than {DEEPEST} deep", Place(self._file, node.line))
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        if not self._open:
            return
        parent = self._open[-1]
        key = self._keys[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif key is None:
            self._keys[-1] = node
        else:
            parent.pairs.append((key, node))
            self._keys[-1] = None


def _short(tag: str | None) -> str | None:
    if tag is None:
        return None
    return f"!!{tag.removeprefix(_YAML)}" if tag.startswith(_YAML) else tag
