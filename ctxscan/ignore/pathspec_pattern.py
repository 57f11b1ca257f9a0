"""A pattern as pathspec takes it: one regular expression for a whole path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr

from pathspec.pattern import RegexMatchResult, RegexPattern

from ctxscan.golang.text import as_go_reads

if TYPE_CHECKING:
    from collections.abc import Callable


class CompiledPattern(RegexPattern):
    """What Docker compiles: anchored, case-sensitive.

    ``match_file`` tells whether it matches one path; that a matching directory takes everything
    below it is the matcher's business.
    """

    __slots__ = ("_reads", "_search")

    def __init__(self, source: str, *, by_go: bool) -> None:
        """*by_go*: whether Go's regular expressions read the path."""
        regexp = re.compile(source)
        super().__init__(regexp, include=True)
        self._search = regexp.search
        self._reads: Callable[[str], str] = as_go_reads if by_go else str

    def match_file(self, file: AnyStr) -> RegexMatchResult | None:
        path = file if isinstance(file, str) else file.decode("utf-8", "surrogateescape")
        found = self._search(path if path.isascii() else self._reads(path))
        return None if found is None else RegexMatchResult(found)
