"""Adding up a walk, entry by entry: sums, one small row for each directory, the largest files."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ctxscan.builders.sent import SentType
from ctxscan.context.entry import EntryType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxscan.builders.sent import Sent
    from ctxscan.context.entry import Entry
    from ctxscan.ignore.file import Rule


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Totals:
    files: int
    """Everything but directories."""

    directories: int
    content_bytes: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """One part of a context and what it adds."""

    name: str
    files: int
    content_bytes: int


class Sum:
    """Files and bytes that are still being added up."""

    __slots__ = ("content_bytes", "directories", "files")

    def __init__(self) -> None:
        self.files = 0
        self.directories = 0
        self.content_bytes = 0

    def add(self, size: int, *, is_directory: bool) -> None:
        self.content_bytes += size
        self.files += not is_directory
        self.directories += is_directory

    def include(self, other: Sum) -> None:
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


class SentTally:
    """What is sent: by directory, by extension, and the largest files."""

    def __init__(self, top: int) -> None:
        self._top = top
        self._largest: list[tuple[int, int, str]] = []
        """A heap: size, order (of equals the first ones stay), path."""

        self.total = Sum()
        self.transfer_bytes = 0
        self.announced_bytes = 0
        self._directory: str | None = None
        self._here = Sum()
        """The sum of that directory: files of one directory come one after another."""
        self.directories: dict[str, Sum] = {}
        self.extensions: dict[str, Sum] = {}
        self.empty: list[str] = []
        """Paths of files that arrive empty."""

    def add(self, sent: Sent) -> None:
        path, sent_type, size, transfer, announced, empty, *_ = sent
        self.transfer_bytes += transfer
        self.announced_bytes += announced
        if empty:
            self.empty.append(path)
        if sent_type is SentType.DIRECTORY:
            self.total.directories += 1
            return
        self.total.content_bytes += size
        self.total.files += 1
        directory, _, name = path.rpartition("/")
        if directory != self._directory:
            self._directory, self._here = directory, _sum(self.directories, directory)
        self._here.content_bytes += size
        self._here.files += 1
        alike = _sum(self.extensions, extension(name))
        alike.content_bytes += size
        alike.files += 1
        largest = self._largest
        if len(largest) < self._top:
            heapq.heappush(largest, (size, -self.total.files, path))
        elif largest and size > largest[0][0]:
            heapq.heapreplace(largest, (size, -self.total.files, path))

    def largest_files(self) -> tuple[Contributor, ...]:
        ordered = sorted(self._largest, key=lambda each: (-each[0], each[2]))
        return tuple(Contributor(path, 1, size) for size, _, path in ordered)

    def recursive_directories(self) -> dict[str, Contributor]:
        """Each directory with all that is below it; the context root is the empty name."""
        whole: dict[str, Sum] = {"": Sum()}
        for path, own in self.directories.items():
            for above in _and_above(path):
                _sum(whole, above).include(own)
        return {path: added.as_contributor(path) for path, added in whole.items()}


class ContextTally:
    """What is eligible, by the requests that ask for it, and what is ignored, by rule."""

    def __init__(self) -> None:
        self.eligible = Sum()
        self.ignored = Sum()
        self.by_requests: dict[int, Sum] = {}
        """Eligible entries, by the set of requests that ask for them."""

        self._sources = -1
        self._asked = Sum()
        """The sum of that set: neighbours are mostly asked for alike."""

        self.by_rule: dict[Rule, Sum] = {}
        self._inodes: set[int] = set()

    def add(self, entry: Entry) -> None:
        judgement = entry.judgement
        size = entry.size if entry.is_plain else self._content(entry)
        is_directory = entry.type is EntryType.DIRECTORY
        verdict = judgement.verdict
        if verdict.ignored and not judgement.sent:
            self.ignored.add(size, is_directory=is_directory)
            if verdict.rule is not None:
                _sum(self.by_rule, verdict.rule).add(size, is_directory=is_directory)
            return
        self.eligible.add(size, is_directory=is_directory)
        if judgement.sources != self._sources:
            self._sources = judgement.sources
            self._asked = _sum(self.by_requests, judgement.sources)
        self._asked.add(size, is_directory=is_directory)

    def _content(self, entry: Entry) -> int:
        """Content counts once for all names of a file."""
        if entry.type is not EntryType.FILE:
            return 0
        if entry.inode is None:
            return entry.size
        seen = entry.inode in self._inodes
        self._inodes.add(entry.inode)
        return 0 if seen else entry.size


def _sum(sums: dict[Key, Sum], key: Key) -> Sum:
    found = sums.get(key)
    if found is None:
        found = sums[key] = Sum()
    return found


def extension(name: str) -> str:
    """``.gz`` of ``a.tar.gz``; empty for ``Makefile`` and ``.env``."""
    stem, dot, last = name.rpartition(".")
    return dot + last.lower() if stem else ""


def _and_above(path: str) -> Iterable[str]:
    yield path
    while path:
        path = path.rpartition("/")[0]
        yield path


def contributors(sums: Mapping[str, Sum]) -> list[Contributor]:
    return [added.as_contributor(name) for name, added in sums.items()]


def ranked(
    rows: Iterable[Contributor], top: int, *, by_files: bool = False
) -> tuple[Contributor, ...]:
    """The *top* contributors, largest first, then by name."""

    def rank(row: Contributor) -> tuple[int, int, str]:
        size, files = -row.content_bytes, -row.files
        return (files, size, row.name) if by_files else (size, files, row.name)

    return tuple(sorted(rows, key=rank)[:top])
