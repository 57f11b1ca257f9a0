"""One cleaned pattern -> a compiled one. Docker's quirks of matching live here and nowhere else.

The source is moby/patternmatcher, Pattern.compile and Pattern.match.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from ctxscan.golang.character_class import BadRegexpError
from ctxscan.golang.expression import Expression
from ctxscan.golang.regexp import Kind, Piece, parse_go_regexp
from ctxscan.golang.text import as_go_reads
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.ignore.pathspec_pattern import CompiledPattern

# moby means to escape "|{}" as well, but its bitmap is too small for characters from 64 up
# (patternmatcher.go, init and shouldEscape), so they stay operators.
_ESCAPED = frozenset(".+()$")

_PLAIN = regex(r"[^*?\[\].+()$\\]+")
"""What a pattern and the expression for it write alike."""


class Match(Enum):
    """How Docker compares a path with a pattern."""

    EXACT = "the path is the pattern"
    PREFIX = "the path starts with it"
    SUFFIX = "the path ends with it, also in the middle of a name"
    REGEXP = "a regular expression finds it"


class DockerPattern:
    """A pattern as Docker reads it.

    Most are only looked up in tables, by their pieces; it is compiled once somebody tries it on
    a whole path.
    """

    __slots__ = ("_compiled", "_expression", "malformed", "match", "pattern", "pieces", "text")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.match, go_regexp = _translate(pattern)
        self.text = _text(self.match, pattern)
        self.pieces: tuple[tuple[Piece, ...], ...] = ()
        self.malformed = False
        """Docker finds this out only when it first tries the pattern on a path."""
        if self.match is Match.REGEXP:
            try:
                self.pieces = parse_go_regexp(go_regexp)
            except BadRegexpError:
                self.malformed = True
        self._compiled: CompiledPattern | None = None
        self._expression: Expression | None = None

    @property
    def compiled(self) -> CompiledPattern:
        """The pattern as pathspec takes it."""
        if self._compiled is None:
            from ctxscan.ignore.pathspec_pattern import CompiledPattern  # noqa: PLC0415 - pathspec takes longer to load than most contexts to walk

            self._compiled = CompiledPattern(self.matches)
        return self._compiled

    def matches(self, path: str) -> bool:
        """Whether *path* (relative to the context root, without slashes around it) matches."""
        if self.match is Match.EXACT:
            return path == self.text
        if self.match is Match.PREFIX:
            return path.startswith(self.text)
        if self.match is Match.SUFFIX:
            # "**/foo" also means "foo" itself.
            return path.endswith(self.text) or (self.text[:1] == "/" and path == self.text[1:])
        if self._expression is None and not self.malformed:
            self._expression = Expression(self.pieces)
        read = path if path.isascii() else as_go_reads(path)
        return self._expression is not None and self._expression.matches(read)


def _text(match: Match, pattern: str) -> str:
    if match is Match.PREFIX:
        return pattern[:-2]
    return pattern[2:] if match is Match.SUFFIX else pattern


def _translate(pattern: str) -> tuple[Match, str]:
    """How Docker will match *pattern*, and the Go regular expression that it writes for it."""
    match = Match.EXACT
    written: list[str] = []
    # Go's text/scanner drops a byte order mark at the start of what it reads.
    read = as_go_reads(pattern).removeprefix("\ufeff")
    at = 0
    while at < len(read):
        char = read[at]
        taken = 1
        plain = _PLAIN.match(read, at)
        if plain is not None:
            taken, piece = len(plain.group()), plain.group()
        elif read.startswith("**", at):
            taken = 3 if read.startswith("/", at + 2) else 2
            match, piece = _double_star(match, first=at == 0, last=at + taken == len(read))
        elif char == "\\" and at + 1 < len(read):
            taken, piece = 2, read[at : at + 2]
            match = Match.REGEXP
        else:
            piece = _SINGLE.get(char, char)
            match = Match.REGEXP if char in "*?[]" else match
        written.append(piece)
        at += taken
    return match, f"^{''.join(written)}$"


_SINGLE = {"*": "[^/]*", "?": "[^/]", **{char: "\\" + char for char in _ESCAPED}}


def _double_star(match: Match, *, first: bool, last: bool) -> tuple[Match, str]:
    if first:
        return Match.SUFFIX, "" if last else "(.*/)?"
    if not last:
        return Match.REGEXP, "(.*/)?"
    return (Match.PREFIX, "") if match is Match.EXACT else (Match.REGEXP, ".*")


__all__ = ["DockerPattern", "Kind", "Match", "Piece"]
