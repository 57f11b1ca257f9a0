"""What a gate looks out for in what is sent: sources, links, files that are too large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import PlainFiles
from ctxscan.findings.accounting import Contributor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch


class Arrivals:
    """Which requests and paths something arrives for."""

    def __init__(self, sought: frozenset[str]) -> None:
        self._sought = sought
        self._directories = {path.rpartition("/")[0] for path in sought}
        self.is_first = True
        """Whether this is the first transfer: requests are numbered there."""

        self.requests = 0
        """Those for which something arrives, as a set of bits."""

        self.paths: set[str] = set()
        """Of those that are sought, what is sent."""

        self.links: set[str] = set()
        """Symlinks that are sent."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if batch is not None and self.is_first and batch.judgement.sent:
            self.requests |= batch.judgement.sources
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            self.paths.update(self._sought.intersection(self._near(batch)))
        for each in sent or ():
            if each.path in self._sought:
                self.paths.add(each.path)
            if each.type is SentType.SYMLINK:
                self.links.add(each.path)

    def _near(self, batch: PlainFiles) -> Iterator[str]:
        """The paths of *batch* in directories where something is sought."""
        start = 0
        for directory, count in batch.parts:
            if directory[:-1] in self._directories:
                yield from map(directory.__add__, batch.names[start : start + count])
            start += count
        yield from (path for _, path, _, _ in batch.directories)

    def fresh(self) -> Arrivals:
        other = Arrivals(self._sought)
        other.is_first = self.is_first
        return other

    def merge(self, part: Arrivals) -> None:
        self.requests |= part.requests
        self.paths |= part.paths
        self.links |= part.links


class LargeFiles:
    """Files of more than *most* bytes; of none where that is ``None``."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self.found: list[Contributor] = []

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        most = self._most
        if most is None:
            return
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            sizes = batch.sizes if max(batch.sizes, default=0) > most else ()
            self.found += [
                Contributor(path, 1, size)
                for path, size in zip(batch.paths(), sizes, strict=False)
                if size > most
            ]
        self.found += [
            Contributor(each.path, 1, each.size) for each in sent or () if each.size > most
        ]

    def fresh(self) -> LargeFiles:
        return LargeFiles(self._most)

    def merge(self, part: LargeFiles) -> None:
        self.found += part.found
