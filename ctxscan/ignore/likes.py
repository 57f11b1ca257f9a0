"""Regular expressions for names, found by what a name that fits begins or ends with, or holds.

Most of them have text at one of their ends: a name with other text there is not held against them.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.ignore.grams import ByGrams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.golang.expression import Expression
    from ctxscan.golang.regexp import Piece
    from ctxscan.ignore.bits import Members

_LONGEST_NAME = 255
"""Bytes that nearly every file system takes: a rule of longer names waits until one is asked for.
"""

_SOME = 50
"""Expressions that are tried one by one, where one look at all of them says that one fits."""

Test = tuple["Expression", "Members"]
"""An expression of one branch, and the rules that have it."""


class Likes:
    def __init__(self, tests: Iterable[Test]) -> None:
        known = list(tests)
        self._long = [each for each in known if each[0].least > _LONGEST_NAME]
        short = [each for each in known if each[0].least <= _LONGEST_NAME]
        self._by_gram = ByGrams(short) if len(short) > _SOME else None
        self._by_extension: dict[str, list[tuple[str, Test]]] = {}
        """Those that end with text that has a dot: a name that fits ends like it from its own
        last dot on."""

        self._by_head: dict[str, list[Test]] = {}
        self._by_tail: dict[str, list[Test]] = {}
        rest: list[Test] = []
        for test in short if self._by_gram is None else self._by_gram.others:
            (pieces,) = test[0].branches
            head, tail = _text(pieces), _text(pieces[::-1])[::-1]
            if "." in tail:
                self._by_extension.setdefault(from_last_dot(tail), []).append((tail, test))
            elif head:
                self._by_head.setdefault(head, []).append(test)
            elif tail:
                self._by_tail.setdefault(tail, []).append(test)
            else:
                rest.append(test)
        self._heads, self._tails = tuple(self._by_head), tuple(self._by_tail)
        self._with_head = _Group([each for group in self._by_head.values() for each in group])
        self._with_tail = _Group([each for group in self._by_tail.values() for each in group])
        self._rest = _Group(rest)

    def rules_for(self, name: str) -> int:
        found = 0
        for tail, (like, members) in self._by_extension.get(name[name.rfind(".") :], ()):
            if name.endswith(tail) and like.matches(name):
                found |= members.bits
        if self._heads and name.startswith(self._heads):
            found |= self._with_head.rules_for(name)
        if self._tails and name.endswith(self._tails):
            found |= self._with_tail.rules_for(name)
        if self._rest.tests:
            found |= self._rest.rules_for(name)
        if self._by_gram is not None:
            found |= _matching(self._by_gram.near(name), name)
        if self._long and len(name) > _LONGEST_NAME:
            found |= _matching(self._long, name)
        return found


class _Group:
    """Expressions, and one that tells at once that none of them fits, where that can be."""

    def __init__(self, tests: Sequence[Test]) -> None:
        self.tests = tests

    @cached_property
    def _any(self) -> re.Pattern[str] | None:
        sources = [like.source for like, _ in self.tests if like.source is not None]
        if len(sources) < len(self.tests):
            return None
        return re.compile("|".join(f"(?:{source})" for source in sources))

    def rules_for(self, name: str) -> int:
        if "\n" not in name and self._any is not None and not self._any.fullmatch(name):
            return 0
        return _matching(self.tests, name)


def _matching(tests: Iterable[Test], name: str) -> int:
    found = 0
    for like, members in tests:
        if like.matches(name):
            found |= members.bits
    return found


def _text(pieces: Sequence[Piece]) -> str:
    """What stands at their beginning, as far as it is text."""
    found = ""
    for piece in pieces:
        if not piece.text:
            break
        found += piece.text
    return found


def from_last_dot(name: str) -> str:
    """The last dot and what follows; without a dot, the last character."""
    return name[name.rfind(".") :]
