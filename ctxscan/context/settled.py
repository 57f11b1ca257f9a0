"""Plain files that two states of a context have alike: nobody need look at them one by one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.folder import NOTHING_SAID
from ctxscan.context.runs import judged_as
from ctxscan.context.tree import SOME_DAY
from ctxscan.context.walk.columns import MOST, Columns
from ctxscan.golang.text import byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.entry import Batch, Filter
    from ctxscan.context.walk.columns import FileColumns


class SettledFiles(NamedTuple):
    """Files of one directory that are sent, the columns belonging together."""

    directory: str
    """With a slash at its end; empty at the context root."""

    names: Sequence[str]
    sizes: Sequence[int]
    modes: Sequence[int]
    object_ids: Sequence[str]
    """By which git knows the content."""

    def columns(self, start: int, end: int) -> FileColumns:
        """Of some of them, as of a walk."""
        names, sizes, modes = self.names[start:end], self.sizes[start:end], self.modes[start:end]
        return names, sizes, modes, [SOME_DAY] * len(names), ()

    def joined(self, more: SettledFiles) -> SettledFiles:
        """With those that come next in the same directory."""
        return SettledFiles(
            self.directory,
            [*self.names, *more.names],
            [*self.sizes, *more.sizes],
            [*self.modes, *more.modes],
            [*self.object_ids, *more.object_ids],
        )


class SettledTree(NamedTuple):
    """A context, of which the settled files are walked without a look at their names."""

    others: dict[str, dict[str, Entry]]
    """All others, and each directory, by name and the directory (with a slash) that holds it."""

    settled: dict[str, SettledFiles]
    """By directory."""

    @classmethod
    def of(cls, entries: Iterable[Entry], settled: Iterable[SettledFiles]) -> SettledTree:
        """*entries*: with every directory."""
        found = cls({}, {})
        for each in entries:
            above, slash, name = each.path.rpartition("/")
            found.others.setdefault(above + slash, {})[name] = each
        for files in settled:
            known = found.settled.get(files.directory)
            found.settled[files.directory] = files if known is None else known.joined(files)
        return found

    def batches(self, here: Filter) -> Iterator[Batch]:
        """What *here* has a judgement on, as of a walk over the disk."""
        columns = Columns()
        # A stack of our own: a context may be deeper than Python's.
        stack = [("", here, self._rows(""))]
        while stack:
            directory, here, rows = stack[-1]
            for row in rows:
                if not isinstance(row, Entry):
                    columns.add_files(directory, NOTHING_SAID, row)
                    continue
                below = _judged(here, row, row.path.removeprefix(directory), columns)
                if below is not None:
                    inside = f"{row.path}/"
                    stack.append((inside, below, self._rows(inside)))
                    break
            else:
                stack.pop()
            if columns.has_many:
                yield from columns.take()
        yield from columns.take()

    def _rows(self, directory: str) -> Iterator[Entry | FileColumns]:
        """All that is in *directory*, in the builder's order, settled files in columns."""
        others, settled = self.others.get(directory, {}), self.settled.get(directory)
        if settled is None:
            yield from (others[name] for name in sorted(others, key=byte_order))
            return
        names = settled.names if not others else sorted([*settled.names, *others], key=byte_order)
        start = 0
        for is_other, group in groupby(names, others.__contains__):
            found = list(group)
            if is_other:
                yield from map(others.__getitem__, found)
                continue
            end = start + len(found)
            yield from (
                settled.columns(first, min(first + MOST, end)) for first in range(start, end, MOST)
            )
            start = end


def _judged(here: Filter, entry: Entry, name: str, columns: Columns) -> Filter | None:
    """Hand on *entry* as it fares; the filter for what is in it, if that is looked at."""
    below = None
    if entry.type is not EntryType.DIRECTORY:
        judgement = here.judge(name)
    else:
        judgement, below = here.enter(name)
        if judgement is not None and judgement.sent:
            columns.add_directory(entry.path, judgement, entry.mode, entry.mtime_ns)
            return below
    if judgement is not None:
        columns.add_odd(judged_as(entry, judgement))
    return below
