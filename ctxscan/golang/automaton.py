"""A regular expression in linear time: all the places where it may stand, followed at once.

Python's ``re`` goes back and tries again, which takes days for ``*a*a*a*a*b`` and a long name;
Go's engine, and so Docker, never does. Places are what is left to match: an item, and the place
behind it. They are made as they are reached (Antimirov's partial derivatives), so that ``x{1000}``
costs nothing before a thousand ``x`` are read; sets of them are kept with where a character leads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.nodes import Edge, Group, One, Repeat
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.golang.nodes import Node

_END = 0
"""The place where nothing is left to match."""

_MOST_KEPT = 10_000
"""Moves that are kept: about two megabytes. RE2 and Go's one-pass engine bound theirs, too."""

_START, _WORD, _OTHER = "start", "word", "other"


class _Place(NamedTuple):
    nodes: tuple[Node, ...]
    at: int
    """The node among them that is to be matched, *least* to *most* times more."""

    least: int
    most: int | None
    rest: int
    """What comes after all of them."""

    @property
    def node(self) -> One | Edge | Group:
        node = self.nodes[self.at]
        return node.node if isinstance(node, Repeat) else node


class _State(NamedTuple):
    places: frozenset[int]
    before: str
    """What stands before: nothing, a letter of a word, or something else."""


class Automaton:
    """Whether a text as a whole is one that *branches* describe."""

    __slots__ = ("_known", "_moves", "_places", "_start", "_states", "steps")

    def __init__(self, branches: tuple[tuple[Node, ...], ...]) -> None:
        self._places: list[_Place | None] = [None]
        self._known: dict[tuple[int, int, int, int | None, int], int] = {}
        self._moves: dict[tuple[_State, str], _State] = {}
        self._states: dict[_State, _State] = {}
        whole = (Group(branches),)
        self._start = _State(frozenset({self._begin(whole, 0, _END)}), _START)
        self.steps = 0
        """Places that were looked at so far, for the tests of what a character costs at most."""

    def matches(self, text: str) -> bool:
        state = self._start
        for char in text:
            state = self._moves.get((state, char)) or self._move(state, char)
            if not state.places:
                return False
        return _END in self._reached(state, "")

    def _move(self, state: _State, char: str) -> _State:
        found = set()
        for at in self._reached(state, char):
            place = self._places[at]
            if place is not None and isinstance(place.node, One) and place.node.has(char):
                found.add(self._once_less(place))
        if len(self._moves) >= _MOST_KEPT:
            self._moves.clear()
            self._states.clear()
        after = _State(frozenset(found), _kind(char))
        # One object for equal states: a look-up then compares it by identity alone.
        self._moves[state, char] = after = self._states.setdefault(after, after)
        return after

    def _reached(self, state: _State, following: str) -> set[int]:
        """The places of *state*, and those that are reached from them without a character."""
        reached: set[int] = set()
        waiting = list(state.places)
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting.extend(self._without_a_character(at, state.before, following))
        self.steps += len(reached)
        return reached

    def _without_a_character(self, at: int, before: str, following: str) -> list[int]:
        place = self._places[at]
        if place is None:
            return []
        skipped = [] if place.least else [self._after(place)]
        node = place.node
        if isinstance(node, One):
            return skipped
        if isinstance(node, Edge):
            return [self._after(place)] if _holds(node, before, following) else skipped
        again = self._once_less(place)
        return [*skipped, *(self._begin(branch, 0, again) for branch in node.branches)]

    def _once_less(self, place: _Place) -> int:
        if place.most == 1:
            return self._after(place)
        most = None if place.most is None else place.most - 1
        return self._place(place.nodes, place.at, (max(place.least - 1, 0), most), place.rest)

    def _after(self, place: _Place) -> int:
        return self._begin(place.nodes, place.at + 1, place.rest)

    def _begin(self, nodes: tuple[Node, ...], at: int, rest: int) -> int:
        """The place before the node at *at*: those behind it get theirs when they are reached."""
        while at < len(nodes):
            node = nodes[at]
            if not isinstance(node, Repeat):
                return self._place(nodes, at, (1, 1), rest)
            if node.most != 0:
                return self._place(nodes, at, (node.least, node.most), rest)
            at += 1
        return rest

    def _place(
        self, nodes: tuple[Node, ...], at: int, times: tuple[int, int | None], rest: int
    ) -> int:
        key = (id(nodes), at, *times, rest)
        if key not in self._known:
            self._known[key] = len(self._places)
            self._places.append(_Place(nodes, at, *times, rest))
        return self._known[key]


def _kind(char: str) -> str:
    return _WORD if char.isascii() and (char.isalnum() or char == "_") else _OTHER


def _holds(edge: Edge, before: str, following: str) -> bool:
    if edge.letter == "A":
        return before == _START
    if edge.letter == "z":
        return not following
    between = (before == _WORD) != (bool(following) and _kind(following) == _WORD)
    return between == (edge.letter == "b")
