"""A YAML document as it is written: with lines, tags and aliases, and nothing resolved."""

from __future__ import annotations


class Scalar:
    __slots__ = ("line", "plain", "tag", "text")

    def __init__(self, text: str, tag: str | None, line: int, *, plain: bool) -> None:
        self.text = text
        self.tag = tag
        self.line = line
        self.plain = plain
        """Neither quoted nor a block: only then does its text decide its type."""


class Sequence:
    __slots__ = ("items", "line", "tag")

    def __init__(self, tag: str | None, line: int) -> None:
        self.tag = tag
        self.line = line
        self.items: list[Node] = []


class Mapping:
    __slots__ = ("line", "pairs", "tag")

    def __init__(self, tag: str | None, line: int) -> None:
        self.tag = tag
        self.line = line
        self.pairs: list[tuple[Node, Node]] = []


class Alias:
    """A use of an anchored node. The target may hold the alias itself."""

    __slots__ = ("line", "target")

    def __init__(self, target: Anchored, line: int) -> None:
        self.target = target
        self.line = line

    @property
    def tag(self) -> str | None:
        return self.target.tag


Anchored = Scalar | Sequence | Mapping
Node = Anchored | Alias
