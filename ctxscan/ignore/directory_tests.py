"""Tests of directories, each put to those alone that begin or end as it needs: to few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ctxscan.ignore.split import Branch

    Test = tuple[Callable[[str], object], Branch]


class DirectoryTests:
    def __init__(self, tests: Sequence[Test]) -> None:
        """What the branches ask of a directory, each with the test itself."""
        self._tests = [fits for fits, _ in tests]
        self._by_beginning: dict[str, list[int]] = {}
        self._by_ending: dict[str, list[int]] = {}
        self._others: list[int] = []
        for place, (_, branch) in enumerate(tests):
            if ending := branch.needed_ending():
                self._by_ending.setdefault(ending, []).append(place)
            elif beginning := branch.needed_beginning():
                self._by_beginning.setdefault(beginning, []).append(place)
            else:
                self._others.append(place)
        self._beginnings, self._endings = tuple(self._by_beginning), tuple(self._by_ending)
        self._heads = sorted({*map(len, self._beginnings)})
        self._tails = sorted({*map(len, self._endings)})

    def passed(self, directory: str) -> tuple[int, ...]:
        """The places of those that *directory* passes, in order: of most, none."""
        asked, whole = self._others, f"/{directory}"
        if directory.startswith(self._beginnings):
            heads = (directory[:length] for length in self._heads)
            asked = [*asked, *_all_of(self._by_beginning, heads)]
        if whole.endswith(self._endings):
            tails = (whole[-length:] for length in self._tails)
            asked = [*asked, *_all_of(self._by_ending, tails)]
        if not asked:
            return ()
        return tuple(sorted({place for place in asked if self._tests[place](directory)}))


def _all_of(groups: Mapping[str, Sequence[int]], texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        yield from groups.get(text, ())
