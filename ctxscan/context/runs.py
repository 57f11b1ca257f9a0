"""Entries one by one -> runs of plain files, as a walk over the disk has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType, PlainFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.context.entry import Batch, Judgement

_JUDGEMENT = Entry._fields.index("judgement")


def judged_as(entry: Entry, judgement: Judgement) -> Entry:
    return Entry._make((*entry[:_JUDGEMENT], judgement, *entry[_JUDGEMENT + 1 :]))


def in_runs(judged: Iterable[tuple[Entry, Judgement]]) -> Iterator[Batch]:
    """Plain files and directories that are sent alike as columns, the others as they are."""
    run: PlainFiles | None = None
    for entry, judgement in judged:
        if not (judgement.sent and _is_plain(entry)):
            if run is not None:
                yield run
            run = None
            yield judged_as(entry, judgement)
            continue
        if run is None or run.judgement is not judgement:
            if run is not None:
                yield run
            run = PlainFiles(judgement, [], [], [], [], [], [], [], {}, {})
        _add(run, entry)
    if run is not None:
        yield run


def _is_plain(entry: Entry) -> bool:
    kind = entry.type
    plain = kind is EntryType.FILE or kind is EntryType.DIRECTORY
    return plain and entry.inode is None and not entry.xattrs and entry.readable


def _add(run: PlainFiles, entry: Entry) -> None:
    if entry.type is EntryType.DIRECTORY:
        place = len(run.names), entry.path, entry.mode, entry.mtime_ns
        run.directories.append(place)
        return
    above, slash, name = entry.path.rpartition("/")
    directory = above + slash
    if run.parts and run.parts[-1][0] == directory:
        run.parts[-1] = directory, run.parts[-1][1] + 1
    else:
        run.parts.append((directory, 1))
    run.names.append(name)
    run.sizes.append(entry.size)
    run.modes.append(entry.mode)
    run.mtimes_ns.append(entry.mtime_ns)
