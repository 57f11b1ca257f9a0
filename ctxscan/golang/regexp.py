r"""Go's regular expressions -> Python's, piece by piece.

Docker turns a pattern into a Go regular expression (moby/patternmatcher,
Pattern.compile), so the text of a rule meets Go's grammar (regexp/syntax,
parse): ``\d``, ``[[:alpha:]]``, ``{2}`` and ``|`` mean what they mean there.
Only what such a translation can contain is understood; groups, for one, come
from ``**`` alone.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from ctxscan.golang.character_class import (
    MAX_RUNE,
    BadRegexpError,
    CharacterClass,
    Cursor,
    read_class,
    read_escape,
)
from ctxscan.golang.nodes import Edge, Group, Node, One, Repeat
from ctxscan.golang.text import whole_number
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple


class Kind(Enum):
    """How a piece of a pattern relates to the slashes of a path."""

    CHAR = "one certain character, not a slash"
    SLASH = "a slash"
    BOUND = "anything that stays inside one component"
    STAR = "[^/]*"
    GAP = "(.*/)?"
    REST = ".*"
    BELOW = "(/.*)?"
    FREE = "an anchor, or anything that may also match a slash"

    # Enum's own asks for the name each time, which takes ten times as long.
    __hash__ = object.__hash__


class Piece(NamedTuple):
    kind: Kind

    python: str
    """The same expression for Python's ``re``; empty where only an automaton may take it."""

    node: Node

    text: str = ""
    """The character of a CHAR or SLASH."""

    @property
    def is_one_character(self) -> bool:
        return isinstance(self.node, One)


_SLASH = One("/")
_ALL_BUT_SLASH = CharacterClass(((0, ord("/") - 1), (ord("/") + 1, MAX_RUNE)))
_NO_SLASH = One(_ALL_BUT_SLASH)
_DOT = One(CharacterClass(((0, ord("\n") - 1), (ord("\n") + 1, MAX_RUNE))))
_DOTS = Repeat(_DOT, 0, None)
_NEITHER = CharacterClass(((0, 9), (11, ord("/") - 1), (ord("/") + 1, MAX_RUNE)))

GAP = Piece(Kind.GAP, r"(?:[^\n]*/)?", Repeat(Group(((_DOTS, _SLASH),)), 0, 1))
REST = Piece(Kind.REST, r"[^\n]*", _DOTS)
STAR = Piece(Kind.STAR, "[^/]*", Repeat(_NO_SLASH, 0, None))
BELOW = Piece(Kind.BELOW, r"(?:/[^\n]*)?", Repeat(Group(((_SLASH, _DOTS),)), 0, 1))
QUESTION = Piece(Kind.BOUND, _ALL_BUT_SLASH.python(), _NO_SLASH)
REST_OF_NAME = Piece(Kind.BOUND, r"[^/\n]*", Repeat(One(_NEITHER), 0, None))
"""What a REST says of a name alone."""

BEGIN = Piece(Kind.FREE, r"\A", Edge("A"))
END = Piece(Kind.FREE, r"\Z", Edge("z"))

_FIXED = {"(.*/)?": GAP, ".*": REST, "[^/]*": STAR, "[^/]": QUESTION}
"""What Docker emits for ``**``, ``*`` and ``?``; no text of a user parses to the first two."""

_REPEATED = {Kind.GAP, Kind.REST, Kind.STAR}
"""What is a repetition already, which Go does not repeat again."""

_ANCHORS = {
    "A": r"\A",
    "z": r"\Z",
    "b": r"(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))",
    "B": r"(?:(?<![0-9A-Za-z_])(?![0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_]))",
}

_ORDINARY = regex(r"[^*{|(.\[^$\\]+")
"""Characters that begin nothing: a long name is read at once."""

_REPEAT = regex(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")

MOST_REPEATS = 1000
"""Go refuses ``{1001}``."""


def parse_go_regexp(source: str) -> tuple[tuple[Piece, ...], ...]:
    """The alternatives of *source*, each a sequence of pieces.

    Raises BadRegexpError where Go's ``regexp.Compile`` fails.
    """
    alternatives: list[list[Piece]] = [[]]
    cursor = Cursor(source)
    repeated = False
    while not cursor.at_end():
        pieces = alternatives[-1]
        ordinary = _ORDINARY.match(source, cursor.position)
        if ordinary is not None:
            pieces.extend(map(char_piece, ordinary.group()))
            cursor.position = ordinary.end()
            repeated = False
            continue
        quantifier = read_quantifier(cursor)
        if quantifier:
            if repeated or not pieces:
                raise BadRegexpError
            pieces[-1] = _repeat(pieces[-1], quantifier)
            repeated = True
        elif cursor.startswith("|"):
            cursor.take()
            alternatives.append([])
            repeated = False
        else:
            read = read_piece(cursor)
            pieces.extend(read)
            repeated = len(read) == 1 and read[0].kind in _REPEATED
    return tuple(map(tuple, alternatives))


def read_quantifier(cursor: Cursor) -> str:
    """``*`` or ``{n}``, ``{n,}``, ``{n,m}``; empty when none stands here.

    Any other ``{`` is an ordinary character to Go, ``{,m}`` and ``{01}`` too.
    """
    if cursor.startswith("*"):
        return cursor.take()
    repeat = _REPEAT.match(cursor.text, cursor.position)
    if repeat is None:
        return ""
    least, comma, most = repeat.groups()
    counts = [whole_number(count) for count in (least, most) if count]
    if max(counts) > MOST_REPEATS or counts[0] > counts[-1]:
        raise BadRegexpError
    cursor.position = repeat.end()
    return f"{{{least}{comma or ''}{most or ''}}}"


def _repeat(piece: Piece, quantifier: str) -> Piece:
    bound = piece.kind in {Kind.CHAR, Kind.BOUND, Kind.STAR}
    python = f"(?:{piece.python}){quantifier}"
    return Piece(Kind.BOUND if bound else Kind.FREE, python, repeated(piece.node, quantifier))


def repeated(node: Node, quantifier: str) -> Repeat:
    """*node* as often as ``*``, ``+`` or ``{n,m}`` says."""
    inner = Group(((node,),)) if isinstance(node, Repeat) else node
    if quantifier in {"*", "+"}:
        return Repeat(inner, int(quantifier == "+"), None)
    least, comma, most = quantifier[1:-1].partition(",")
    return Repeat(inner, int(least), int(most) if most else None if comma else int(least))


def read_piece(cursor: Cursor) -> list[Piece]:
    r"""The pieces at the cursor: one, or the characters of a ``\Q`` run."""
    for text, piece in _FIXED.items():
        if cursor.startswith(text):
            cursor.position += len(text)
            return [piece]
    char = cursor.take()
    if char == "^":
        return [BEGIN]
    if char == "$":
        return [END]
    if char == "[":
        return [_class_piece(read_class(cursor))]
    if char == "\\":
        return _read_escaped(cursor)
    return [char_piece(char)]


def _read_escaped(cursor: Cursor) -> list[Piece]:
    if cursor.peek() in _ANCHORS:
        letter = cursor.take()
        return [Piece(Kind.FREE, _ANCHORS[letter], Edge(letter))]
    if cursor.peek() == "Q":
        cursor.take()
        return [char_piece(char) for char in cursor.take_until(r"\E")]
    escaped = read_escape(cursor)
    if isinstance(escaped, CharacterClass):
        return [_class_piece(escaped)]
    return [char_piece(escaped)]


@lru_cache(maxsize=1024)
def char_piece(char: str) -> Piece:
    return Piece(Kind.SLASH if char == "/" else Kind.CHAR, re.escape(char), One(char), char)


def _class_piece(members: CharacterClass) -> Piece:
    kind = Kind.FREE if members.has("/") else Kind.BOUND
    return Piece(kind, members.python(), One(members))
