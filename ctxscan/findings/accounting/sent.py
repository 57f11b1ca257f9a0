"""What is sent: sums, one small row for each directory, the largest files."""

from __future__ import annotations

import heapq
from operator import itemgetter
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.findings.accounting.sums import Contributor, Sum, merge_all, sum_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch


_Endings = dict["str | None", tuple[int, int]]
"""Files and bytes by what follows the last dot of their names; ``None``: those without one."""


def _endings_of(names: Sequence[str], sizes: Sequence[int]) -> _Endings:
    sums: dict[str | None, list[int]] = {}
    for name, size in zip(names, sizes, strict=True):
        stem, _, ending = name.rpartition(".")
        alike = sums.get(ending if stem else None)
        if alike is None:
            alike = sums[ending if stem else None] = [0, 0]
        alike[0] += 1
        alike[1] += size
    return {ending: (files, content_bytes) for ending, (files, content_bytes) in sums.items()}


class SentTally:
    """What is sent: by directory, by extension, and the largest files."""

    def __init__(self, top: int) -> None:
        self._top = top
        self._largest: list[tuple[int, int, str]] = []
        """A heap: size, order (of equals the first ones stay), path."""

        self.total = Sum()
        self._in: dict[str, tuple[int, int]] = {}
        """Number and bytes of the files in each directory itself, with a slash at its end."""

        self._bare = Sum()
        self.extensions: dict[str, Sum] = {"": self._bare}
        """Like ``.gz`` of ``a.tar.gz``, in lower case; empty for ``Makefile`` and ``.env``."""

        self._endings: dict[str, Sum] = {}
        """The same sums, by the end of a name as it is written."""

        self.empty: list[str] = []
        """Paths of files that arrive empty."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        """What is sent for *batch*; ``None`` for plain files: all of them, if judged so."""
        if isinstance(batch, PlainFiles):
            self.add_files(batch)
        for each in sent or ():
            self.add_one(each)

    def add_one(self, sent: Sent) -> None:
        if sent.arrives_empty:
            self.empty.append(sent.path)
        if sent.type is SentType.DIRECTORY:
            self.total.directories += 1
            return
        directory, slash, name = sent.path.rpartition("/")
        if self._top:
            self._keep_if_large((sent.size, -self.total.files, sent.path))
        self.total.files += 1
        self.total.content_bytes += sent.size
        self._add_in(directory + slash, 1, sent.size)
        self._add_extensions(_endings_of([name], [sent.size]))

    def add_files(self, run: PlainFiles) -> None:
        """What is sent just as it is, or not at all."""
        if run.judgement.sent:
            self.count(run)

    def count(self, run: PlainFiles) -> None:
        """All of *run*, sent or not."""
        self.total.directories += len(run.directories)
        if not run.names:
            return
        self._add_largest(run)
        self.total.files += len(run.sizes)
        self.total.content_bytes += run.content_bytes()
        for directory, count, size in run.sums():
            self._add_in(directory, count, size)
        endings: _Endings | None = run.facts.get(SentTally)
        if endings is None:
            endings = run.facts[SentTally] = _endings_of(run.names, run.sizes)
        self._add_extensions(endings)

    def _add_extensions(self, endings: _Endings) -> None:
        known = self._endings
        for ending, (files, content_bytes) in endings.items():
            alike = known.get(ending) if ending is not None else self._bare
            if alike is None:
                alike = known[ending or ""] = sum_for(self.extensions, f".{ending or ''}".lower())
            alike.content_bytes += content_bytes
            alike.files += files

    def _add_in(self, directory: str, count: int, size: int) -> None:
        known = self._in.get(directory)
        if known is not None:
            count, size = known[0] + count, known[1] + size
        self._in[directory] = count, size

    def _add_largest(self, run: PlainFiles) -> None:
        largest, top, sizes = self._largest, self._top, run.sizes
        too_small = largest[0][0] if len(largest) == top > 0 else -1
        if not top or max(sizes) <= too_small:
            return
        # All that can be among the largest, and little else: the rest is not worth a path.
        least = max(too_small + 1, sorted(sizes)[-top:][0])
        indexes = [index for index, size in enumerate(sizes) if size >= least]
        for index, path in zip(indexes, run.paths_at(indexes), strict=True):
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
        for directory, sums in later._in.items():
            if directory in self._in:
                self._add_in(directory, *sums)
            else:
                self._in[directory] = sums
        merge_all(self.extensions, later.extensions)

    def largest_files(self) -> tuple[Contributor, ...]:
        ordered = sorted(self._largest, key=lambda each: (-each[0], each[2]))
        return tuple(Contributor(path, 1, size) for size, _, path in ordered)

    def recursive_directories(self) -> dict[str, Contributor]:
        """Each directory with all that is below it; the context root, an empty name, is first."""
        found = {"": Contributor("", 0, 0)}
        # Those on the way, with what had been met before each: all since then is in it.
        opened = [("", 0, 0)]
        here, files, content_bytes = "", 0, 0

        def close() -> str:
            directory, files_before, bytes_before = opened.pop()
            name = directory[:-1]
            found[name] = Contributor(name, files - files_before, content_bytes - bytes_before)
            return opened[-1][0] if opened else ""

        for path in sorted(self._in):
            while not path.startswith(here):
                here = close()
            end = path.find("/", len(here)) + 1
            while end:
                here = path[:end]
                opened.append((here, files, content_bytes))
                end = path.find("/", end) + 1
            own_files, own_bytes = self._in[path]
            files += own_files
            content_bytes += own_bytes
        while opened:
            here = close()
        return found
