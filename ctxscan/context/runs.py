"""What a filter makes of a context in memory: entries, or runs of plain files, as of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, common_fate
from ctxscan.context.walk.columns import MOST, Columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.context.entry import Batch, Filter, Judgement
    from ctxscan.context.folder import Folder

_JUDGEMENT = Entry._fields.index("judgement")


def judged_as(entry: Entry, judgement: Judgement) -> Entry:
    return Entry._make((*entry[:_JUDGEMENT], judgement, *entry[_JUDGEMENT + 1 :]))


def judged_rows(top: Folder, here: Filter) -> Iterator[tuple[Folder, int, Judgement]]:
    """What *here* has a judgement on, in the builders' order: the folder, and the row in it."""
    # A stack of our own: a context may be deeper than Python's.
    stack = [(top, here, enumerate(top.names))]
    while stack:
        folder, here, rows = stack[-1]
        alike = here.same_for_all_names()
        for at, name in rows:
            if name not in folder.inside:
                judgement = alike[0] if alike else here.judge(name)
                if judgement is not None:
                    yield folder, at, judgement
                continue
            judgement, below = here.enter(name)
            if judgement is not None:
                yield folder, at, judgement
            if below is not None:
                inside = folder.inside[name]
                stack.append((inside, below, enumerate(inside.names)))
                break
        else:
            stack.pop()


def runs_of(top: Folder, here: Filter) -> Iterator[Batch]:
    """The same in batches."""
    columns = Columns()
    stack = [(top, "", here, _stretches(top))]
    while stack:
        folder, directory, here, stretches = stack[-1]
        for rows in stretches:
            if not isinstance(rows, int):
                _add_files(columns, folder, directory, here, rows)
                continue
            below = _add_other(columns, folder, here, rows)
            if below is not None:
                name = folder.names[rows]
                inside = folder.inside[name]
                stack.append((inside, f"{directory}{name}/", below, _stretches(inside)))
                break
        else:
            stack.pop()
        if columns.has_many:
            yield from columns.take()
    yield from columns.take()


def _stretches(folder: Folder) -> Iterator[range | int]:
    """Rows of plain files, some at a time, and between them each other row by itself."""
    start, end = 0, len(folder.names)
    if folder.inside or folder.odd:
        inside, odd = folder.inside, folder.odd
        for at, name in enumerate(folder.names):
            if name in inside or name in odd:
                yield from _parts(start, at)
                yield at
                start = at + 1
    yield from _parts(start, end)


def _parts(start: int, end: int) -> Iterator[range]:
    return (range(at, min(at + MOST, end)) for at in range(start, end, MOST))


def _add_files(columns: Columns, folder: Folder, directory: str, here: Filter, rows: range) -> None:
    alike = common_fate(here, folder.names[rows.start : rows.stop])
    if alike is not None:
        if alike[0] is not None:
            _add_rows(columns, folder, directory, alike[0], rows)
        return
    first, current = rows.start, None
    for at in rows:
        judgement = here.judge(folder.names[at])
        if judgement is not current:
            if current is not None:
                _add_rows(columns, folder, directory, current, range(first, at))
            first, current = at, judgement
    if current is not None:
        _add_rows(columns, folder, directory, current, range(first, rows.stop))


def _add_rows(
    columns: Columns, folder: Folder, directory: str, judgement: Judgement, rows: Sequence[int]
) -> None:
    some = slice(rows[0], rows[-1] + 1)
    times = folder.mtimes_ns[some]
    files = folder.names[some], folder.sizes[some], folder.modes[some], times, ()
    columns.add_files(directory, judgement, files)


def _add_other(columns: Columns, folder: Folder, here: Filter, at: int) -> Filter | None:
    """The filter for what is in it, if it is a directory that is looked into."""
    name, below = folder.names[at], None
    if name in folder.inside:
        judgement, below = here.enter(name)
    else:
        judgement = here.judge(name)
    if judgement is None:
        return below
    if name in folder.inside and name not in folder.odd and judgement.sent:
        times = folder.mtimes_ns
        columns.add_directory(folder.paths[at], judgement, folder.modes[at], times[at])
    else:
        columns.add_odd(folder.entry(at, judgement))
    return below
