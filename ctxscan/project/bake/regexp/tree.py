"""The text of a regular expression -> a tree (Go, regexp/syntax/parse.go)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.golang.character_class import (
    MAX_RUNE,
    BadRegexpError,
    CharacterClass,
    Cursor,
    merged,
    read_class,
    read_escape,
)
from ctxscan.golang.text import whole_number
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    import re

MOST_REPEATS = 1000
MOST_GROUPS_DEEP = 60

_REPEAT = regex(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_GROUP_NAME = regex(r"\?P?<([A-Za-z0-9_]+)>")
_FLAGS = regex(r"\?([imsU]*)(-[imsU]+)?([:)])")
_ANY = merged((0, MAX_RUNE))
_NOT_NEWLINE = merged((10, 10)).negated()
_ANCHORS = {"A": "begin", "z": "end", "b": "boundary", "B": "no boundary"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class One:
    """One character of a class."""

    members: CharacterClass
    folds: bool
    """Whether the case of letters does not matter."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Anchor:
    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sequence:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choice:
    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Group:
    number: int
    inner: Tree


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Repeat:
    inner: Tree
    least: int
    most: int | None
    greedy: bool


Tree = One | Anchor | Sequence | Choice | Group | Repeat


class Flags(NamedTuple):
    fold: bool = False
    multiline: bool = False
    dot_all: bool = False
    swap: bool = False
    """``U``: what is greedy becomes lazy, and the other way round."""


class TreeParser:
    """Raises BadRegexpError where Go's ``regexp.Compile`` fails."""

    def __init__(self, source: str) -> None:
        self._cursor = Cursor(source)
        self._depth = 0
        self.names: list[str] = []
        """Of the groups, in order; empty for one without a name."""

    def parse(self) -> Tree:
        tree = self._choice(Flags())
        if not self._cursor.at_end():
            raise BadRegexpError
        return tree

    def _choice(self, flags: Flags) -> Tree:
        self._depth += 1
        if self._depth > MOST_GROUPS_DEEP:
            raise BadRegexpError
        options = []
        while True:
            sequence, flags = self._sequence(flags)
            options.append(sequence)
            if not self._cursor.startswith("|"):
                break
            self._cursor.take()
        self._depth -= 1
        return Choice(tuple(options)) if len(options) > 1 else options[0]

    def _sequence(self, flags: Flags) -> tuple[Tree, Flags]:
        parts: list[Tree] = []
        repeated = False
        while not self._cursor.at_end() and self._cursor.peek() not in {"|", ")"}:
            quantifier = self._quantifier(flags)
            if quantifier is not None:
                if not parts or repeated:
                    raise BadRegexpError
                least, most, greedy = quantifier
                parts[-1] = Repeat(parts[-1], least, most, greedy)
                repeated = True
                continue
            repeated = False
            if switched := self._switch(flags):
                flags = switched
            else:
                parts.extend(self._pieces(flags))
        return Sequence(tuple(parts)), flags

    def _quantifier(self, flags: Flags) -> tuple[int, int | None, bool] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self._cursor.peek())
        if simple is not None:
            self._cursor.take()
        else:
            match = _REPEAT.match(self._cursor.text, self._cursor.position)
            if match is None:
                return None
            self._cursor.position = match.end()
            simple = _counts(match)
        lazy = self._cursor.startswith("?")
        if lazy:
            self._cursor.take()
        return (*simple, lazy == flags.swap)

    def _switch(self, flags: Flags) -> Flags | None:
        """``(?i)``, which holds up to the end of the group."""
        match = _FLAGS.match(self._cursor.text, self._cursor.position + 1)
        if not self._cursor.startswith("(") or match is None or match.group(3) != ")":
            return None
        self._cursor.position = match.end()
        return _changed(flags, match)

    def _pieces(self, flags: Flags) -> list[Tree]:
        char = self._cursor.take()
        if char == "(":
            return [self._group(flags)]
        if char == "[":
            return [One(read_class(self._cursor), flags.fold)]
        if char == ".":
            return [One(_ANY if flags.dot_all else _NOT_NEWLINE, folds=False)]
        if char in {"^", "$"}:
            names = ("line begin", "line end") if flags.multiline else ("begin", "end")
            return [Anchor(names[char == "$"])]
        if char == "\\":
            return self._escaped(flags)
        return [_character(char, flags)]

    def _escaped(self, flags: Flags) -> list[Tree]:
        if self._cursor.peek() in _ANCHORS:
            return [Anchor(_ANCHORS[self._cursor.take()])]
        if self._cursor.peek() == "Q":
            self._cursor.take()
            return [_character(char, flags) for char in self._cursor.take_until(r"\E")]
        escaped = read_escape(self._cursor)
        if isinstance(escaped, CharacterClass):
            return [One(escaped, flags.fold)]
        return [_character(escaped, flags)]

    def _group(self, flags: Flags) -> Tree:
        number = 0
        if named := _GROUP_NAME.match(self._cursor.text, self._cursor.position):
            self._cursor.position = named.end()
            if named.group(1) in self.names:
                raise BadRegexpError
            self.names.append(named.group(1))
            number = len(self.names)
        elif switched := _FLAGS.match(self._cursor.text, self._cursor.position):
            self._cursor.position = switched.end()
            flags = _changed(flags, switched)
        elif self._cursor.startswith("?"):
            raise BadRegexpError  # look-around and the like: RE2 has none
        else:
            self.names.append("")
            number = len(self.names)
        inner = self._choice(flags)
        if self._cursor.at_end() or self._cursor.take() != ")":
            raise BadRegexpError
        return Group(number, inner) if number else inner


def _counts(match: re.Match[str]) -> tuple[int, int | None]:
    least, comma, most = match.groups()
    at_least = whole_number(least)
    counts = (at_least, whole_number(most) if most else None if comma else at_least)
    if max(count or 0 for count in counts) > MOST_REPEATS:
        raise BadRegexpError
    if counts[1] is not None and counts[1] < counts[0]:
        raise BadRegexpError
    return counts


def _changed(flags: Flags, match: re.Match[str]) -> Flags:
    names = {"i": "fold", "m": "multiline", "s": "dot_all", "U": "swap"}
    on = {names[letter]: True for letter in match.group(1)}
    off = {names[letter]: False for letter in (match.group(2) or "-")[1:]}
    return flags._replace(**(on | off))


def _character(char: str, flags: Flags) -> One:
    return One(merged((ord(char), ord(char))), flags.fold)
