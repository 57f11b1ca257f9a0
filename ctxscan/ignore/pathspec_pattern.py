"""A pattern as pathspec takes it: something that is asked about a whole path."""

from __future__ import annotations

from typing import TYPE_CHECKING, AnyStr

from pathspec.pattern import RegexMatchResult, RegexPattern

from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = regex(r"[\s\S]*")
"""pathspec asks for a match of an expression; what matches is decided before."""


class CompiledPattern(RegexPattern):
    """What Docker compiles: anchored, case-sensitive.

    ``match_file`` tells whether it matches one path; that a matching directory takes everything
    below it is the matcher's business.
    """

    __slots__ = ("_matches",)

    def __init__(self, matches: Callable[[str], bool]) -> None:
        super().__init__(_WHOLE, include=True)
        self._matches = matches

    def match_file(self, file: AnyStr) -> RegexMatchResult | None:
        path = file if isinstance(file, str) else file.decode("utf-8", "surrogateescape")
        found = _WHOLE.fullmatch(path) if self._matches(path) else None
        return None if found is None else RegexMatchResult(found)
