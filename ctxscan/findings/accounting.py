"""Adding up a walk, entry by entry: sums, one small row for each directory, the largest files."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import EntryType, PlainFiles

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch, Entry, Judgement
    from ctxscan.ignore.file import Rule


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


class SentTally:
    """What is sent: by directory, by extension, and the largest files."""

    def __init__(self, top: int) -> None:
        self._top = top
        self._largest: list[tuple[int, int, str]] = []
        """A heap: size, order (of equals the first ones stay), path."""

        self.total = Sum()
        self._in: dict[str, tuple[int, int]] = {}
        """Number and bytes of the files in each directory itself."""

        self._bare = Sum()
        self.extensions: dict[str, Sum] = {"": self._bare}
        """Like ``.gz`` of ``a.tar.gz``, in lower case; empty for ``Makefile`` and ``.env``."""

        self._endings: dict[str, Sum] = {}
        """The same sums, by the end of a name as it is written."""

        self.empty: list[str] = []
        """Paths of files that arrive empty."""

    def add(self, sent: Sent) -> None:
        if sent.arrives_empty:
            self.empty.append(sent.path)
        if sent.type is SentType.DIRECTORY:
            self.total.directories += 1
            return
        directory, _, name = sent.path.rpartition("/")
        if self._top:
            self._keep_if_large((sent.size, -self.total.files, sent.path))
        self.total.files += 1
        self.total.content_bytes += sent.size
        self._add_in(directory, 1, sent.size)
        self._add_extensions([name], [sent.size])

    def add_run(self, run: PlainFiles) -> None:
        """What is sent just as it is, or not at all."""
        if not run.judgement.sent:
            return
        self.total.directories += len(run.directories)
        if not run.names:
            return
        self._add_largest(run.parts, run.names, run.sizes)
        self.total.files += len(run.sizes)
        self.total.content_bytes += sum(run.sizes)
        start = 0
        for directory, count in run.parts:
            end = start + count
            self._add_in(directory[:-1], count, sum(run.sizes[start:end]))
            start = end
        self._add_extensions(run.names, run.sizes)

    def _add_extensions(self, names: Sequence[str], sizes: Sequence[int]) -> None:
        known = self._endings
        for name, size in zip(names, sizes, strict=True):
            stem, _, ending = name.rpartition(".")
            alike = known.get(ending) if stem else self._bare
            if alike is None:
                alike = known[ending] = _sum(self.extensions, f".{ending.lower()}")
            alike.content_bytes += size
            alike.files += 1

    def _add_in(self, directory: str, count: int, size: int) -> None:
        files, content_bytes = self._in.get(directory, (0, 0))
        self._in[directory] = files + count, content_bytes + size

    def _add_largest(
        self, parts: Sequence[tuple[str, int]], names: Sequence[str], sizes: Sequence[int]
    ) -> None:
        largest, top = self._largest, self._top
        if not top or (len(largest) == top and max(sizes) <= largest[0][0]):
            return
        # All that can be among the largest, and little else: the rest is not worth a path.
        least = sorted(sizes)[-top:][0]
        ends = list(accumulate(count for _, count in parts))
        for index in [index for index, size in enumerate(sizes) if size >= least]:
            if len(largest) < top or sizes[index] > largest[0][0]:
                directory, _ = parts[bisect_right(ends, index)]
                path = directory + names[index]
                self._keep_if_large((sizes[index], -self.total.files - index, path))

    def _keep_if_large(self, row: tuple[int, int, str]) -> None:
        if len(self._largest) < self._top:
            heapq.heappush(self._largest, row)
        elif row[0] > self._largest[0][0]:
            heapq.heapreplace(self._largest, row)

    def fresh(self) -> SentTally:
        """The same, with nothing added yet."""
        return SentTally(self._top)

    def merge(self, later: SentTally) -> None:
        """Add what was added up apart, of files that come later."""
        # In the order of the walk: of equals, the first ones stay.
        for size, order, path in sorted(later._largest, key=itemgetter(1), reverse=True):
            self._keep_if_large((size, order - self.total.files, path))
        self.total.merge(later.total)
        self.empty += later.empty
        for directory, (count, size) in later._in.items():
            self._add_in(directory, count, size)
        _include(self.extensions, later.extensions)

    def largest_files(self) -> tuple[Contributor, ...]:
        ordered = sorted(self._largest, key=lambda each: (-each[0], each[2]))
        return tuple(Contributor(path, 1, size) for size, _, path in ordered)

    def recursive_directories(self) -> dict[str, Contributor]:
        """Each directory with all that is below it; the context root is the empty name."""
        whole = {"": (0, 0), **self._in}
        for path in self._in:
            for above in _unknown_above(path, whole):
                whole[above] = 0, 0
        # What is below a directory has a longer name that starts with its own.
        for path in sorted(whole, reverse=True):
            if path:
                above = path.rpartition("/")[0]
                (files, size), (more_files, more) = whole[above], whole[path]
                whole[above] = files + more_files, size + more
        return {path: Contributor(path, files, size) for path, (files, size) in whole.items()}


class ContextTally:
    """What is eligible, by the requests that ask for it, and what is ignored, by rule."""

    def __init__(self) -> None:
        self.by_requests: dict[int, Sum] = {}
        """Eligible entries, by the set of requests that ask for them."""

        self.by_rule: dict[Rule | None, Sum] = {}
        """Ignored entries."""

        self._inodes: set[int] = set()
        self._alike: tuple[Judgement | None, Sum] = (None, Sum())
        """Where the last batch was added: most come with the same judgement as the one before."""

    @property
    def eligible(self) -> Sum:
        return _whole(self.by_requests)

    @property
    def ignored(self) -> Sum:
        return _whole(self.by_rule)

    def fresh(self) -> ContextTally:
        """The same, with nothing added yet."""
        return ContextTally()

    def merge(self, part: ContextTally) -> None:
        """Add what was added up apart; not of files with several names."""
        _include(self.by_requests, part.by_requests)
        _include(self.by_rule, part.by_rule)

    def add(self, batch: Batch) -> None:
        judgement, added = self._alike
        if batch.judgement is not judgement:
            added = self._sum_of(batch.judgement)
            self._alike = batch.judgement, added
        if isinstance(batch, PlainFiles):
            added.files += len(batch.sizes)
            added.directories += len(batch.directories)
            added.content_bytes += sum(batch.sizes)
        elif batch.type is EntryType.DIRECTORY:
            added.directories += 1
        else:
            added.files += 1
            added.content_bytes += self._content(batch)

    def _sum_of(self, judgement: Judgement) -> Sum:
        verdict = judgement.verdict
        if not verdict.ignored or judgement.sent:
            return _sum(self.by_requests, judgement.sources)
        return _sum(self.by_rule, verdict.rule)

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


def _whole(sums: Mapping[Key, Sum]) -> Sum:
    whole = Sum()
    for each in sums.values():
        whole.merge(each)
    return whole


def _include(sums: dict[Key, Sum], more: Mapping[Key, Sum]) -> None:
    for key, added in more.items():
        _sum(sums, key).merge(added)


def _unknown_above(path: str, known: Container[str]) -> Iterator[str]:
    """The directories above *path*, as far as they are not known."""
    while (path := path.rpartition("/")[0]) not in known:
        yield path


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
