"""What a regular expression is made of."""

from __future__ import annotations

from ctxscan.golang.character_class import MAX_RUNE, CharacterClass
from ctxscan.tuples import NamedTuple


class One(NamedTuple):
    """One character."""

    members: CharacterClass | str

    def has(self, char: str) -> bool:
        return char == self.members if isinstance(self.members, str) else self.members.has(char)


class Edge(NamedTuple):
    """``A``, ``z``, ``b`` or ``B``, as Go writes them behind a backslash."""

    letter: str


class Group(NamedTuple):
    branches: tuple[tuple[Node, ...], ...]


class Repeat(NamedTuple):
    node: One | Edge | Group
    least: int
    most: int | None


ANYTHING = Repeat(One(CharacterClass(((0, MAX_RUNE),))), 0, None)
"""Whatever stands before and behind what is searched for."""


Node = One | Edge | Repeat | Group
