"""The regular expressions that Podman writes for its patterns -> Python's.

Podman escapes only ``.`` and ``$`` (containers/storage, pkg/fileutils: Pattern.compile), so that
groups, ``+`` and ``|`` of a pattern reach Go as operators.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

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
    char_piece,
    read_piece,
    read_quantifier,
    repeated,
)
from ctxscan.golang.text import as_go_reads
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCENDANTS = "(/.*)?"
"""What Podman adds, so that a pattern takes all that is below the directories it matches."""

_UNITS = {"(.*/)?": GAP, "(/.*)?": BELOW, ".*": REST, "[^/]*": STAR}
"""What a pattern's ``**``, the ending and ``*`` become: each is a repetition already."""

_SINGLE = {"*": "[^/]*", "?": "[^/]", ".": r"\.", "$": r"\$"}


_SPECIAL = frozenset("*?[]\\^+(){}|")
"""Without one of them a pattern is text: ``.`` and ``$`` are escaped."""

_PLAIN = regex(r"[^*?.$\\]+")
"""What a pattern and the expression for it write alike."""

_ORDINARY = regex(r"[^*+?.(){|\[^$\\]+")
"""Characters that begin nothing: a long name is read at once."""

_HIGHEST = 1000
"""Levels of an expression; Go refuses more (regexp/syntax, parse.go: maxHeight)."""


class _Atom(NamedTuple):
    piece: Piece

    repeats: int = 1
    """How often its inside is written out at most; Go refuses more than a thousand."""

    closed: bool = False
    """Whether it is a repetition, which cannot be repeated again."""

    height: int = 1
    """Levels of nodes, as Go counts them (regexp/syntax, parse.go: calcHeight)."""


_Branches = list[list[_Atom]]
"""Of a group whose end is still to come, or of the whole expression; the last one is being read."""


def plain_text(pattern: str) -> str | None:
    """The path that a cleaned pattern matches, with all that is below it; ``None`` for operators.

    The same as ``podman_regexp`` says, which reads each character.
    """
    return None if _SPECIAL.intersection(pattern) else _as_scanned(pattern)


@lru_cache(maxsize=1024)
def podman_regexp(pattern: str, ending: str = DESCENDANTS) -> Expression | None:
    """A cleaned pattern, compiled; ``None`` where Podman finds it malformed when it tries it.

    Whoever weighs rules reads the same file again and again, some of it of a million letters.
    """
    if _ends_in_escape(pattern):
        return None
    cursor = Cursor(f"^{_emitted(_as_scanned(pattern))}{ending}$")
    try:
        branches = _branches(cursor)
    except BadRegexpError:
        return None
    return Expression([[atom.piece for atom in branch] for branch in branches])


def _ends_in_escape(pattern: str) -> bool:
    return (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 1


def _as_scanned(pattern: str) -> str:
    # Go's text/scanner drops a byte order mark at the start of what it reads.
    return as_go_reads(pattern).removeprefix("\ufeff")


def _emitted(read: str) -> str:
    """The expression that Podman writes for a pattern, without its anchors."""
    written: list[str] = []
    at = 0
    while at < len(read):
        taken = 1
        plain = _PLAIN.match(read, at)
        if plain is not None:
            taken, piece = len(plain.group()), plain.group()
        elif read.startswith("**", at):
            taken = 3 if read.startswith("/", at + 2) else 2
            piece = "(.*/)?" if at + taken < len(read) else ".*"
        elif read[at] == "\\":
            taken, piece = 2, read[at : at + 2]
        else:
            piece = _SINGLE.get(read[at], read[at])
        written.append(piece)
        at += taken
    return "".join(written)


def _branches(cursor: Cursor) -> _Branches:
    """All of an expression. Raises BadRegexpError where Go refuses it.

    With a stack of its own: groups may be deeper inside one another than Python's calls.
    """
    stack: list[_Branches] = [[[]]]
    while not cursor.at_end():
        ordinary = _ORDINARY.match(cursor.text, cursor.position)
        if ordinary is not None:
            stack[-1][-1].extend(map(_plain_atom, ordinary.group()))
            cursor.position = ordinary.end()
            continue
        quantifier = "+" if cursor.startswith("+") else read_quantifier(cursor)
        if quantifier == "+":
            cursor.take()
        atoms = stack[-1][-1]
        if quantifier:
            if not atoms or atoms[-1].closed:
                raise BadRegexpError
            atoms[-1] = _repeated(atoms[-1], quantifier)
        else:
            _read(cursor, stack)
    if len(stack) > 1 or _height(stack[0]) > _HIGHEST:
        raise BadRegexpError
    return stack[0]


def _height(branches: Sequence[Sequence[_Atom]]) -> int:
    inside = max((atom.height for branch in branches for atom in branch), default=1)
    return inside + (len(branches) > 1) + any(len(branch) > 1 for branch in branches)


@lru_cache(maxsize=1024)
def _plain_atom(char: str) -> _Atom:
    return _Atom(char_piece(char))


def _repeated(atom: _Atom, quantifier: str) -> _Atom:
    counts = [int(count) for count in re.findall("[0-9]+", quantifier)]
    repeats = atom.repeats * max([1, *counts])
    if repeats > MOST_REPEATS:
        raise BadRegexpError
    piece = Piece(Kind.FREE, "", repeated(atom.piece.node, quantifier))
    return _Atom(piece, repeats, closed=True, height=atom.height + 1)


def _read(cursor: Cursor, stack: list[_Branches]) -> None:
    """What stands at the cursor and repeats nothing: into the innermost open group."""
    branches = stack[-1]
    for text, piece in _UNITS.items():
        if cursor.startswith(text):
            cursor.position += len(text)
            branches[-1].append(_Atom(piece, closed=True))
            return
    match cursor.peek():
        case "|":
            cursor.take()
            branches.append([])
        case "(":
            cursor.take()
            stack.append([[]])
        case ")":
            cursor.take()
            group = _closed(stack.pop())
            if not stack:
                raise BadRegexpError  # it closes nothing
            stack[-1][-1].append(group)
        case _:
            branches[-1].extend(map(_Atom, read_piece(cursor)))


def _closed(branches: _Branches) -> _Atom:
    nodes = tuple(tuple(atom.piece.node for atom in branch) for branch in branches)
    height = _height(branches) + 1
    if height > _HIGHEST:
        raise BadRegexpError
    repeats = max((atom.repeats for branch in branches for atom in branch), default=1)
    return _Atom(Piece(Kind.FREE, "", Group(nodes)), repeats, height=height)
