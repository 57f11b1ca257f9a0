"""What one directory holds, in the order of the bytes of its names.

Of very many names, there is no object for each: they would take more memory than all else together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable


MANY = 10_000
"""Names of one directory."""

_NAME = attrgetter("name")


class Named:
    """What ``os.DirEntry`` is, as far as a walk asks: made of a name, for a moment."""

    __slots__ = ("_above", "name")

    def __init__(self, name: str, above: _Above) -> None:
        self.name = name
        self._above = above

    @property
    def path(self) -> str:
        return self._above.path + self.name

    def is_dir(self, *, follow_symlinks: bool) -> bool:  # noqa: ARG002 - no walk follows any
        return self.name in self._above.directories

    def stat(self, *, follow_symlinks: bool) -> os.stat_result:
        return os.stat(self.path, follow_symlinks=follow_symlinks)


class _Above:
    """The directory that names lie in, and which of them are directories."""

    __slots__ = ("directories", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.directories: set[str] = set()


Listed = os.DirEntry[str] | Named
Listing = Sequence[Listed]


def scan(path: str) -> Listing:
    """What the directory at *path* (with a slash at its end) holds. Raises OSError."""
    with os.scandir(path) as entries:
        found = list(islice(entries, MANY))
        if len(found) == MANY:
            return _many(path, chain(found, entries))
    found.sort(key=_bytes_of_name if _has_surrogates(map(_NAME, found)) else _NAME)
    return found


def _many(path: str, entries: Iterable[os.DirEntry[str]]) -> ManyNames:
    above, names = _Above(path), []
    for each in entries:
        names.append(each.name)
        if each.is_dir(follow_symlinks=False):
            above.directories.add(each.name)
    names.sort(key=os.fsencode if _has_surrogates(names) else None)
    return ManyNames(names, above)


def _has_surrogates(names: Iterable[str]) -> bool:
    # The order of code points is the order of UTF-8 bytes, but not that of lone surrogates.
    joined = "".join(names)
    if joined.isascii():
        return False
    try:
        joined.encode()
    except UnicodeEncodeError:
        return True
    return False


def _bytes_of_name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)


def coming(listing: Listing) -> Iterator[Listed]:
    """One by one. Very many are forgotten as they are taken."""
    return listing.coming() if isinstance(listing, ManyNames) else iter(listing)


def left(rest: Iterator[Listed]) -> Listing:
    """What is still to come of *rest*, which nobody else gets then."""
    return rest.left() if isinstance(rest, _Coming) else list(rest)


class ManyNames(Sequence[Named]):
    """What a directory with very many names holds, or a part of it."""

    def __init__(self, names: list[str], above: _Above) -> None:
        self._names = names
        self._above = above

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, at: int, /) -> Named: ...

    @overload
    def __getitem__(self, at: slice, /) -> ManyNames: ...

    def __getitem__(self, at: int | slice, /) -> Named | ManyNames:
        if isinstance(at, slice):
            return ManyNames(self._names[at], self._above)
        return Named(self._names[at], self._above)

    def __iter__(self) -> Iterator[Named]:
        above = self._above
        return (Named(name, above) for name in self._names)

    def coming(self) -> _Coming:
        return _Coming(self._names, self._above)


class _Coming(Iterator[Named]):
    def __init__(self, names: list[str], above: _Above) -> None:
        self._names = names[::-1]
        self._above = above

    def __next__(self) -> Named:
        if not self._names:
            raise StopIteration
        return Named(self._names.pop(), self._above)

    def left(self) -> ManyNames:
        names, self._names = self._names, []
        names.reverse()
        return ManyNames(names, self._above)
