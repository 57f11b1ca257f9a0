"""A context in memory, as it lies on the disk."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.everything import Everything
from ctxscan.context.folder import Folder
from ctxscan.context.tree import Tree
from ctxscan.context.walk.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.context.entry import PlainFiles


def read_tree(root: str, on_directory: Callable[[int], None] | None = None) -> Tree:
    """Walk the whole context, whatever its ignore file says.

    What became a link between two looks of the walk has nothing in it, though the walk went into
    it, as Docker's does. *on_directory* hears how many paths were looked at so far. Raises
    ContextError.
    """
    folders = {"": Folder()}
    for batch in Walk(root, Everything(), on_directory or (lambda _: None)).batches():
        if isinstance(batch, Entry):
            _add_entry(batch, folders)
        else:
            _add_run(batch, folders)
    return Tree(folders[""])


def _add_run(run: PlainFiles, folders: dict[str, Folder]) -> None:
    parts, start = iter(run.parts), 0
    for directory in (*run.directories, None):
        before = len(run.names) if directory is None else directory[0]
        while start < before:
            above, count = next(parts)
            some = slice(start, start + count)
            start += count
            folder = folders.get(above[:-1])
            if folder is None:
                continue
            # Many directories have the same names in them; one string does for all.
            names = [*map(intern, run.names[some])]
            folder.add_rows(
                map(above.__add__, names),
                names,
                run.sizes[some],
                run.modes[some],
                run.mtimes_ns[some],
            )
        if directory is not None:
            _, path, mode, mtime_ns = directory
            above, _, name = path.rpartition("/")
            folder = folders.get(above)
            if folder is not None:
                folder.add_directory(path, intern(name), mode, mtime_ns, _new(path, folders))


def _new(path: str, folders: dict[str, Folder]) -> Folder:
    folders[path] = Folder()
    return folders[path]


def _add_entry(entry: Entry, folders: dict[str, Folder]) -> None:
    above, _, name = entry.path.rpartition("/")
    folder = folders.get(above)
    if folder is not None:
        inside = _new(entry.path, folders) if entry.type is EntryType.DIRECTORY else None
        folder.add(entry, intern(name), inside)
