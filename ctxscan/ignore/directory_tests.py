"""Tests of directories, each put to those alone that begin or end as it needs: to few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
        found = {place for place in self._asked(directory) if self._tests[place](directory)}
        return tuple(sorted(found)) if found else ()

    def _asked(self, directory: str) -> Iterator[int]:
        yield from self._others
        if directory.startswith(self._beginnings):
            for length in self._heads:
                yield from self._by_beginning.get(directory[:length], ())
        whole = f"/{directory}"
        if whole.endswith(self._endings):
            for length in self._tails:
                yield from self._by_ending.get(whole[-length:], ())
