"""Takes every path of a walk, with what the builder makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch, Entry, Judgement


class Run(NamedTuple):
    """Plain files that fare alike, as the walk hands them out."""

    judgement: Judgement
    parts: list[tuple[str, int]]
    names: list[str]
    sizes: list[int]
    directories: list[str]
    differing: dict[str, Judgement]


class Single(NamedTuple):
    path: str
    type: EntryType
    judgement: Judgement

    size: int
    """Content bytes, once for all names of a file."""


class PathTally:
    """All paths of a context, sent or not."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.singles: list[Single] = []

        self.sent: dict[str, Sent] = {}
        """By path, what is sent for an entry on its own, or what nobody finds in the context."""

        self._places: dict[int, tuple[int, bool]] = {}
        """Of a file with several names, by its inode: the single that has its content, and whether
        that one is asked for."""

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        """*sent* is ``None`` for plain files: all of them, if judged so."""
        if isinstance(batch, PlainFiles):
            directories = [path for _, path, _, _ in batch.directories]
            self.runs.append(
                Run(
                    batch.judgement,
                    batch.parts,
                    batch.names,
                    batch.sizes,
                    directories,
                    batch.differing,
                )
            )
        elif batch is not None:
            size = self._content(batch)
            self.singles.append(Single(batch.path, batch.type, batch.judgement, size))
        for each in sent or ():
            self.sent.setdefault(each.path, each)

    def _content(self, entry: Entry) -> int:
        """Once for all names of a file, by the rule of ContextTally: where somebody asks for it."""
        if entry.type is not EntryType.FILE:
            return 0
        if entry.inode is None:
            return entry.size
        known, asks = self._places.get(entry.inode), bool(entry.judgement.sources)
        if known is not None:
            at, is_asked_for = known
            if is_asked_for or not asks:
                return 0
            self.singles[at] = self.singles[at]._replace(size=0)
        self._places[entry.inode] = len(self.singles), asks
        return entry.size

    def fresh(self) -> PathTally:
        """The same, with nothing added yet."""
        return PathTally()

    def merge(self, part: PathTally) -> None:
        """Add what was added up apart: of files with several names, nothing ever is."""
        self._places.update(
            {
                inode: (at + len(self.singles), asked)
                for inode, (at, asked) in part._places.items()
                if inode not in self._places
            }
        )
        self.runs += part.runs
        self.singles += part.singles
        for path, each in part.sent.items():
            self.sent.setdefault(path, each)
