"""Files and bytes as they are added up, and as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Key = TypeVar("Key")


class Totals(NamedTuple):
    files: int
    """Everything but directories."""

    directories: int
    content_bytes: int


class Contributor(NamedTuple):
    """One part of a context and what it adds."""

    name: str
    files: int
    content_bytes: int


class Sum:
    """Files and bytes that are still being added up."""

    __slots__ = ("content_bytes", "directories", "files")

    def __init__(self, files: int = 0, directories: int = 0, content_bytes: int = 0) -> None:
        self.files = files
        self.directories = directories
        self.content_bytes = content_bytes

    def merge(self, other: Sum) -> None:
        self.files += other.files
        self.directories += other.directories
        self.content_bytes += other.content_bytes

    def less(self, part: Sum) -> Totals:
        return Totals(
            self.files - part.files,
            self.directories - part.directories,
            self.content_bytes - part.content_bytes,
        )

    def totals(self) -> Totals:
        return Totals(self.files, self.directories, self.content_bytes)

    def as_contributor(self, name: str) -> Contributor:
        return Contributor(name, self.files, self.content_bytes)


def sum_for(sums: dict[Key, Sum], key: Key) -> Sum:
    found = sums.get(key)
    if found is None:
        found = sums[key] = Sum()
    return found


def whole(sums: Mapping[Key, Sum]) -> Sum:
    whole = Sum()
    for each in sums.values():
        whole.merge(each)
    return whole


def merge_all(sums: dict[Key, Sum], more: Mapping[Key, Sum]) -> None:
    for key, added in more.items():
        sum_for(sums, key).merge(added)


def contributors(sums: Mapping[str, Sum]) -> list[Contributor]:
    return [added.as_contributor(name) for name, added in sums.items() if added.files]


def ranked(
    rows: Iterable[Contributor], top: int, *, by_files: bool = False
) -> tuple[Contributor, ...]:
    """The *top* contributors, largest first, then by name."""

    def rank(row: Contributor) -> tuple[int, int, str]:
        size, files = -row.content_bytes, -row.files
        return (files, size, row.name) if by_files else (size, files, row.name)

    return tuple(sorted(rows, key=rank)[:top])
