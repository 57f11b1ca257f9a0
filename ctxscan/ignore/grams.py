"""Many expressions, filed by letters that a name needs to match, so that few are tried on it."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.golang.expression import Expression
    from ctxscan.ignore.bits import Members

    Test = tuple[Expression, Members]

_LENGTHS = (4, 3)
"""Letters in a row: of numbers with the same beginning, four tell more than three do."""


class ByGrams:
    """Expressions that take a certain row of letters; *others* are those that take none."""

    __slots__ = ("_lengths", "_tests", "others")

    def __init__(self, tests: Sequence[Test]) -> None:
        grams = [_grams(test) for test, _ in tests]
        often = Counter(gram for each in grams for gram in each)
        self._tests: dict[str, list[Test]] = {}
        self.others: list[Test] = []
        for test, each in zip(tests, grams, strict=True):
            if each:
                rarest = min(each, key=lambda gram: (often[gram], gram))
                self._tests.setdefault(rarest, []).append(test)
            else:
                self.others.append(test)
        self._lengths = {len(gram) for gram in self._tests}

    def near(self, name: str) -> Iterator[Test]:
        """Those whose letters are in *name*."""
        for gram in {gram for length in self._lengths for gram in _rows(name, length)}:
            yield from self._tests.get(gram, ())


@lru_cache(maxsize=20_000)
def _grams(test: Expression) -> frozenset[str]:
    """Rows of letters that every match has: of the longest kind that is there."""
    (pieces,) = test.branches
    runs = "".join(piece.text or "\n" for piece in pieces).split("\n")
    for length in _LENGTHS:
        found = frozenset(gram for run in runs for gram in _rows(run, length))
        if found:
            return found
    return frozenset()


def _rows(text: str, length: int) -> Iterator[str]:
    return (text[at : at + length] for at in range(len(text) - length + 1))
