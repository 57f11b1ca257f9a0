"""A translated pattern, ready to be tried on paths, in time that grows with the path alone.

Python's ``re`` is quick, and most patterns are safe with it, some once they are rewritten: between
two stars of one component, what is found first is as good as what is found later, so that an
atomic group keeps the first of them from going back. The others get an automaton.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ctxscan.golang.nodes import ANYTHING, Group
from ctxscan.golang.regexp import BEGIN, END, REST_OF_NAME, Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxscan.golang.automaton import Automaton

_UNIVERSAL = frozenset({Kind.REST, Kind.BELOW})
_WITHOUT_LINE_FEEDS = frozenset({Kind.GAP, *_UNIVERSAL})
_MAY_CROSS = frozenset({Kind.SLASH, *_WITHOUT_LINE_FEEDS})
_SHORTEST_GAP = r"(?:[^\n]*?/)??"

_LONG = 1_000
"""Characters of an expression: a longer one waits for a text that has as many as it asks for."""


class Expression:
    r"""Whether a path has what the pattern describes; ``\A`` and ``\Z`` ask for all of it."""

    __slots__ = (
        "_automaton",
        "_one_line",
        "_searches",
        "_test",
        "branches",
        "least",
        "source",
    )

    def __init__(self, branches: Sequence[Sequence[Piece]], *, of_paths: bool = True) -> None:
        """*of_paths*: for paths; else one branch, for a whole name or directory and its slash."""
        self.branches = tuple(map(_with_single_gaps, branches))
        self.least = min(map(_least, self.branches), default=0)
        """Characters that a text has at least which matches."""

        self._searches = of_paths
        self._automaton: Automaton | None = None
        pieces = _inside(self.branches) if of_paths else self.branches[0]
        self.source = None if pieces is None else _linear(pieces)
        """The same for ``re.fullmatch``, if that takes no more steps than a fixed number for each
        character of a text on one line."""

        self._one_line = pieces is not None and any(map(_stops_at_line_feed, pieces))
        # Most are never tried: by the text in it, few names are near to any.
        self._test: Callable[[str], object] = self._simulate if self.source is None else self._first

    @property
    def quick(self) -> Callable[[str], object]:
        """The test for a text on one line, for whoever tries it often."""
        if self.source is not None and len(self.source) <= _LONG:
            self._test = re.compile(self.source).fullmatch
        return self._test

    def matches(self, text: str) -> bool:
        if self._one_line and "\n" in text:
            return self._simulate(text)
        return bool(self._test(text))

    def _first(self, text: str) -> object:
        if len(text) < self.least or self.source is None:
            return None
        self._test = re.compile(self.source).fullmatch
        return self._test(text)

    def _simulate(self, text: str) -> bool:
        if len(text) < self.least:
            return False
        if self._automaton is None:
            from ctxscan.golang.automaton import Automaton  # noqa: PLC0415 - hardly any ignore file needs it

            nodes = tuple(tuple(piece.node for piece in branch) for branch in self.branches)
            around = (ANYTHING,) if self._searches else ()
            self._automaton = Automaton(((*around, Group(nodes), *around),))
        return self._automaton.matches(text)


def _least(pieces: tuple[Piece, ...]) -> int:
    return sum(piece.is_one_character for piece in pieces)


def _with_single_gaps(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """``**/**/`` means ``**/``, however often it is written."""
    if not any(one.kind is other.kind is Kind.GAP for one, other in pairwise(pieces)):
        return tuple(pieces)
    before = (None, *pieces)
    return tuple(
        piece
        for piece, last in zip(pieces, before, strict=False)
        if last is None or not piece.kind is last.kind is Kind.GAP
    )


def _inside(branches: tuple[tuple[Piece, ...], ...]) -> Sequence[Piece] | None:
    """The pieces of the only branch, without the anchors around it."""
    if len(branches) != 1 or branches[0][:1] != (BEGIN,) or branches[0][-1:] != (END,):
        return None
    return branches[0][1:-1]


def _stops_at_line_feed(piece: Piece) -> bool:
    return piece.kind in _WITHOUT_LINE_FEEDS or piece == REST_OF_NAME


def _linear(pieces: Sequence[Piece]) -> str | None:
    r"""The expression for ``re``; ``None`` where it could take more than linear time.

    Going back is harmless where it finds nothing else: a star before a slash has one length only.
    Whole components between two ``**`` are as good where they come first as where they come
    later. Any other choice before a ``**`` may be the only one, but for those that take all that
    is left.
    """
    if all(piece.is_one_character or piece.python == END.python for piece in pieces):
        return _joined(pieces)
    if any(piece.kind is Kind.FREE or not _is_known(piece) for piece in pieces):
        return None
    written: list[str] = []
    component: list[Piece] = []
    gap, choices, end = -1, 0, _ending(pieces)
    for at, piece in enumerate(pieces):
        if piece.kind not in _MAY_CROSS:
            component.append(piece)
            continue
        if piece.kind is Kind.GAP and gap >= 0 and not component:
            written[gap:] = [f"(?>{_SHORTEST_GAP}{''.join(written[gap + 1 :])})"]
            choices -= 1
        open_star = piece.kind in {Kind.GAP, Kind.REST} and any(map(_is_star, component))
        choices += open_star + (piece.kind is not Kind.SLASH and at < end)
        written += [_component(component), piece.python]
        gap = len(written) - 1 if piece.kind is Kind.GAP else gap
        component = []
    return "".join([*written, _component(component)]) if choices <= 1 else None


def _ending(pieces: Sequence[Piece]) -> int:
    """From where on the rest takes whatever is left, and at once: a directory ends in a slash."""
    end = len(pieces)
    while end and pieces[end - 1].kind in _UNIVERSAL:
        end -= 1
    return end - 1 if end == len(pieces) and pieces and pieces[-1].kind is Kind.GAP else end


def _is_known(piece: Piece) -> bool:
    return piece.is_one_character or piece.kind not in {Kind.CHAR, Kind.BOUND} or _is_star(piece)


def _is_star(piece: Piece) -> bool:
    return piece.kind is Kind.STAR or piece == REST_OF_NAME


def _component(pieces: Sequence[Piece]) -> str:
    """Each star but the last one may only take as little as it can."""
    stars = [at for at, piece in enumerate(pieces) if _is_star(piece)]
    if len(stars) < 2:
        return _joined(pieces)
    cut = [_joined(pieces[: stars[0]])]
    for star, following in pairwise(stars):
        behind = _joined(pieces[star + 1 : following])
        cut.append(f"(?>{pieces[star].python}?{behind})")
    return "".join([*cut, _joined(pieces[stars[-1] :])])


def _joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.python for piece in pieces)
