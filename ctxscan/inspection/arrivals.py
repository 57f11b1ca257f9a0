"""The transfers of a build -> the trees that its steps take files from."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.leaf import FileColumns, FileType
from ctxscan.builders.stages.plain_directories import NO_MODE, PlainDirectories
from ctxscan.context.entry import Entry, EntryType, PlainFiles
from ctxscan.context.walk.several_names import SeveralNames
from ctxscan.dockerfile.steps import CopyStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.dockerfile.plan import BuildPlan, StagePlan
    from ctxscan.inspection.model import Transfer

    _Row = Arrived | FileColumns

_SENT = {
    SentType.FILE: FileType.FILE,
    SentType.HARDLINK: FileType.FILE,
    SentType.SYMLINK: FileType.SYMLINK,
    SentType.FIFO: FileType.FIFO,
    SentType.DEVICE: FileType.DEVICE,
    SentType.DIRECTORY: None,
}
_FOUND = {
    EntryType.FILE: FileType.FILE,
    EntryType.SOCKET: FileType.FILE,
    EntryType.DIRECTORY: None,
    EntryType.SYMLINK: FileType.SYMLINK,
    EntryType.FIFO: FileType.FIFO,
    EntryType.CHARACTER_DEVICE: FileType.DEVICE,
    EntryType.BLOCK_DEVICE: FileType.DEVICE,
}


STORED_MODES = frozenset({0o644, 0o755})
"""What a clone has by git, with the usual umask of 022."""


class Arrivals:
    """What a transfer brings, gathered while it is walked, also part by part."""

    def __init__(self, *, names: bool = True) -> None:
        self.has_names = names
        """Whether plain files are kept by name, or added up, to be looked for again: a step that
        takes whole directories need not know what is in them."""

        self._rows: list[_Row] = []
        self._plain: dict[str, tuple[int, int, int]] = {}
        """Directories that are plain or have plain files in them, with a slash at their ends:
        mode, number and bytes of these files (none of those that are kept by name)."""

        self._unusual: dict[str, int] = {}
        """Permission bits of plain files that are not as git stores them."""

    @classmethod
    def for_steps(cls, plan: BuildPlan | None) -> Arrivals:
        """For what the steps of *plan* do with it: most of them ask for few names."""
        return cls(names=plan is not None and any(map(_asks_for_all_names, plan.stages)))

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles):
            if batch.judgement.sent:
                self.add_files(batch)
            batch = None
        if sent:
            self._rows += [arrived_as(each, batch) for each in sent]

    def add_files(self, batch: PlainFiles) -> None:
        """Plain files and directories, sent or not."""
        if not self.has_names:
            for directory, count, size in batch.sums():
                self._add_plain(directory, NO_MODE, count, size)
        for _, path, mode, _ in batch.directories:
            self._add_plain(f"{path}/", mode, 0, 0)
        modes: set[int] | None = batch.facts.get("modes")
        if modes is None:
            # A set is made faster than its members are read, and most batches have none.
            modes = batch.facts["modes"] = set(batch.modes)
        if any(mode & 0o777 not in STORED_MODES for mode in modes):
            self._note_modes(batch)
        if self.has_names:
            self._rows += columns_of(batch)

    def add_entry(self, entry: Entry) -> None:
        """Something of the context as it lies there."""
        self._rows.append(found_as(entry))

    def first_name(self, path: str) -> str:
        """Of several names of one file, the one that stands for all of them as an origin."""
        several = [row for row in self._rows if isinstance(row, Arrived) and row.inode is not None]
        inode = next((row.inode for row in several if row.path == path), None)
        return next((row.path for row in several if row.inode == inode), path)

    def has_directory(self, path: str) -> bool:
        """Whether the directory *path* is sent, be it for what is below it."""
        mode, _, _ = self._plain.get(f"{path}/", (NO_MODE, 0, 0))
        return mode != NO_MODE or any(
            isinstance(row, Arrived) and row.type is None and row.path == path for row in self._rows
        )

    def unusual_modes(self) -> dict[str, int]:
        """Files by path whose permission bits git does not store, with these bits."""
        single = [row for row in self._rows if isinstance(row, Arrived)]
        odd = [row for row in single if row.type is FileType.FILE]
        found = {row.path: row.mode & 0o777 for row in odd if row.mode & 0o777 not in STORED_MODES}
        return {**self._unusual, **found}

    def _note_modes(self, batch: PlainFiles) -> None:
        for columns in columns_of(batch):
            for name, mode in zip(columns.names, columns.modes, strict=True):
                if mode & 0o777 not in STORED_MODES:
                    self._unusual[columns.prefix + name] = mode & 0o777

    def _add_plain(self, directory: str, mode: int, files: int, content_bytes: int) -> None:
        known = self._plain.get(directory)
        if known is not None:
            known_mode, known_files, known_bytes = known
            mode = known_mode if mode == NO_MODE else mode
            files, content_bytes = known_files + files, known_bytes + content_bytes
        self._plain[directory] = mode, files, content_bytes

    def fresh(self) -> Arrivals:
        return Arrivals(names=self.has_names)

    def merge(self, part: Arrivals) -> None:
        self._rows += part._rows
        self._unusual |= part._unusual
        for directory, row in part._plain.items():
            if directory in self._plain:
                self._add_plain(directory, *row)
            else:
                self._plain[directory] = row

    def tree(self, transfer: Transfer, prefix: str = "") -> ArrivingTree:
        """What *transfer* brought; *prefix*, before each origin: ``name:`` for a named context."""
        inodes = (row.inode for row in self._rows if isinstance(row, Arrived))
        apart = frozenset(inode for inode in inodes if inode is not None)
        find = partial(_found_again, transfer, apart)
        tree = ArrivingTree(prefix, PlainDirectories(self._plain, find, prefix).root())
        for row in self._rows:
            if isinstance(row, FileColumns):
                tree.add_files(row.prefix.removesuffix("/"), row)
            else:
                tree.add(row)
        return tree


class WholeContext(Arrivals):
    """All that lies in a context, ignored or not: for a builder that takes it where it lies."""

    def fresh(self) -> WholeContext:
        return WholeContext(names=self.has_names)

    def add(self, batch: Batch | None, _: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles):
            self.add_files(batch)
        elif batch is not None and batch.type is not EntryType.SOCKET:
            self.add_entry(batch)


def _asks_for_all_names(stage: StagePlan) -> bool:
    """Whether a step tries patterns on all that lies below its sources."""
    return any(
        isinstance(step, CopyStep) and (step.excludes or step.parents) for step in stage.steps
    )


def columns_of(batch: PlainFiles) -> Iterator[FileColumns]:
    """A batch, directory by directory."""
    start = 0
    for directory, count in batch.parts:
        end = start + count
        sizes, modes = array("q", batch.sizes[start:end]), array("I", batch.modes[start:end])
        yield FileColumns(directory, batch.names[start:end], sizes, modes)
        start = end


def _found_again(
    transfer: Transfer, apart: frozenset[int], directory: str
) -> Iterator[FileColumns]:
    """The plain files that *transfer* brings from one directory, a slash at its end.

    *apart*: inode numbers of files that are not plain, because the context has several of their
    names.
    """
    for batch in transfer.walk(Detail.SENT).anew(SeveralNames(apart)).files_of(directory):
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            yield from columns_of(batch)


def arrivals_of(transfer: Transfer, workers: int = 1) -> Arrivals:
    """What the builder has once *transfer* is done. Walks the context."""
    found = Arrivals()
    transfer.stream().add_up(found, workers)
    return found


def whole_context(transfer: Transfer) -> Arrivals:
    """All that lies in the context, ignored or not. Walks all of it."""
    found = WholeContext()
    for batch in transfer.walk(Detail.ALL).batches():
        found.add(batch, None)
    return found


def found_as(entry: Entry) -> Arrived:
    """What lies in a context, where it lies."""
    facts = entry.size, entry.mode, entry.target, entry.inode
    return Arrived(entry.path, _FOUND[entry.type], *facts)


def arrived_as(sent: Sent, entry: Entry | None) -> Arrived:
    """What the builder has of *sent*; *entry*: what was met on the walk, if it is that."""
    known = entry if entry is not None and entry.path == sent.path else None
    kind = _SENT[sent.type]
    if known is None:
        mode = 0o755 if kind is None else 0o644
        return Arrived(sent.path, kind, sent.size, mode, is_empty=sent.arrives_empty)
    return Arrived(
        sent.path,
        kind,
        known.size if kind is FileType.FILE else 0,
        known.mode & 0o7777,
        known.target,
        known.inode,
        is_empty=sent.arrives_empty or known.type is EntryType.SOCKET,
    )
