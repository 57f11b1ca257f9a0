"""The regular expressions that Podman writes for its patterns -> Python's.

Podman escapes only ``.`` and ``$`` (containers/storage, pkg/fileutils: Pattern.compile), so that
groups, ``+`` and ``|`` of a pattern reach Go as operators. One branch, one atom at a time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxscan.golang.character_class import BadRegexpError, Cursor
from ctxscan.golang.expression import Expression
from ctxscan.golang.nodes import Group
from ctxscan.golang.regexp import (
    BELOW,
    GAP,
    MOST_REPEATS,
    REST,
    STAR,
    Kind,
    Piece,
    read_piece,
    read_quantifier,
    repeated,
)
from ctxscan.golang.text import as_go_reads

DESCENDANTS = "(/.*)?"
"""What Podman adds, so that a pattern takes all that is below the directories it matches."""

_UNITS = {"(.*/)?": GAP, "(/.*)?": BELOW, ".*": REST, "[^/]*": STAR}
"""What a pattern's ``**``, the ending and ``*`` become: each is a repetition already."""

_SINGLE = {"*": "[^/]*", "?": "[^/]", ".": r"\.", "$": r"\$"}


class _Atom(NamedTuple):
    piece: Piece

    repeats: int = 1
    """How often its inside is written out at most; Go refuses more than a thousand."""

    closed: bool = False
    """Whether it is a repetition, which cannot be repeated again."""


class _Branch(NamedTuple):
    pieces: tuple[Piece, ...]
    repeats: int


def podman_regexp(pattern: str, ending: str = DESCENDANTS) -> Expression | None:
    """A cleaned pattern, compiled; ``None`` where Podman finds it malformed when it tries it."""
    if _ends_in_escape(pattern):
        return None
    cursor = Cursor(f"^{_emitted(as_go_reads(pattern))}{ending}$")
    try:
        branches = _alternatives(cursor)
    except BadRegexpError:
        return None
    # A parenthesis may close nothing.
    return Expression([branch.pieces for branch in branches]) if cursor.at_end() else None


def _ends_in_escape(pattern: str) -> bool:
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 1


def _emitted(pattern: str) -> str:
    """The expression that Podman writes for a pattern, without its anchors."""
    # Go's text/scanner drops a byte order mark at the start of what it reads.
    rest = pattern.removeprefix("\ufeff")
    emitted = ""
    while rest:
        char, rest = rest[0], rest[1:]
        if char == "*" and rest.startswith("*"):
            rest = rest[1:].removeprefix("/")
            emitted += "(.*/)?" if rest else ".*"
        elif char == "\\":
            emitted, rest = emitted + char + rest[0], rest[1:]
        else:
            emitted += _SINGLE.get(char, char)
    return emitted


def _alternatives(cursor: Cursor) -> list[_Branch]:
    branches = [_branch(cursor)]
    while cursor.startswith("|"):
        cursor.take()
        branches.append(_branch(cursor))
    return branches


def _branch(cursor: Cursor) -> _Branch:
    atoms: list[_Atom] = []
    while not cursor.at_end() and cursor.peek() not in {"|", ")"}:
        quantifier = "+" if cursor.startswith("+") else read_quantifier(cursor)
        if quantifier == "+":
            cursor.take()
        if quantifier:
            if not atoms or atoms[-1].closed:
                raise BadRegexpError
            atoms[-1] = _repeated(atoms[-1], quantifier)
        else:
            atoms.extend(_read(cursor))
    repeats = max((atom.repeats for atom in atoms), default=1)
    return _Branch(tuple(atom.piece for atom in atoms), repeats)


def _repeated(atom: _Atom, quantifier: str) -> _Atom:
    counts = [int(count) for count in re.findall("[0-9]+", quantifier)]
    repeats = atom.repeats * max([1, *counts])
    if repeats > MOST_REPEATS:
        raise BadRegexpError
    piece = Piece(Kind.FREE, "", repeated(atom.piece.node, quantifier))
    return _Atom(piece, repeats, closed=True)


def _read(cursor: Cursor) -> list[_Atom]:
    for text, piece in _UNITS.items():
        if cursor.startswith(text):
            cursor.position += len(text)
            return [_Atom(piece, closed=True)]
    if cursor.startswith("("):
        cursor.take()
        branches = _alternatives(cursor)
        if cursor.take() != ")":
            raise BadRegexpError
        nodes = tuple(tuple(piece.node for piece in branch.pieces) for branch in branches)
        group = Piece(Kind.FREE, "", Group(nodes))
        return [_Atom(group, max(branch.repeats for branch in branches))]
    return [_Atom(piece) for piece in read_piece(cursor)]
