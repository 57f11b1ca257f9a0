"""All that lies in a context, directory by directory, as it is walked: no rule has a say here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.errors import ContextError
from ctxscan.ignore.scope import is_utf8
from ctxscan.inspection.trial import OneTree
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.entry import Batch, Entry
    from ctxscan.inspection.arrivals import Arrivals

DEEPEST = 300
"""Levels of directories: what is weighed here calls itself for each of them."""


class Linked(NamedTuple):
    """One of several names of a file."""

    inode: int
    size: int


class Folder:
    """A directory of the context; the root has the empty path.

    What is counted includes all that is below it. The content of a file with several names is
    counted nowhere: where it belongs hangs on the rules.
    """

    __slots__ = (
        *("content_bytes", "directories", "entry", "files", "folders", "has_odd_names"),
        *("is_odd", "items", "links", "name", "names", "parent", "path"),
    )

    def __init__(self, path: str, entry: Entry | None, parent: Folder | None) -> None:
        self.path = path
        self.name = path.rpartition("/")[2]
        self.entry = entry
        """``None`` for the root."""

        self.parent = parent
        self.items: list[PlainFiles | Entry | Folder] = []
        """In the builders' order: by the bytes of the names."""

        self.folders: dict[str, Folder] = {}
        self.names: set[str] = set()
        """Of all that lies in it itself, directories too."""

        self.has_odd_names = False
        """Whether any of them is not UTF-8."""

        self.files = 0
        self.directories = 0
        self.content_bytes = 0
        self.links: list[Linked] = []
        """Of all below, in order."""

        self.is_odd = "\n" in path or not is_utf8(path)
        """Whether rules are tried on whole paths here, and not on names."""

    def above(self) -> Iterator[Folder]:
        """This one, and those that it lies in."""
        here: Folder | None = self
        while here is not None:
            yield here
            here = here.parent

    def count(self, files: int, directories: int, content_bytes: int) -> None:
        for here in self.above():
            here.files += files
            here.directories += directories
            here.content_bytes += content_bytes


class Planted:
    """A context in memory that grows while it is walked."""

    def __init__(self) -> None:
        self.root = Folder("", None, None)
        self._folders = {"": self.root}
        self.names: set[str] = set()
        """All that something has here, each once."""

    @cached_property
    def whole(self) -> Arrivals:
        """All of it, as a builder has it that takes a context where it lies.

        Not to be asked for before all is added.
        """
        found = OneTree()
        waiting = [iter(self.root.items)]
        while waiting:
            item = next(waiting[-1], None)
            if item is None:
                waiting.pop()
            elif isinstance(item, PlainFiles):
                found.add_files(item)
            elif isinstance(item, Folder):
                waiting.append(iter(item.items))
                if item.entry is not None:
                    found.add_entry(item.entry)
            elif item.type is not EntryType.SOCKET:
                found.add_entry(item)
        return found

    def __getitem__(self, path: str) -> Folder:
        """The directory of that path. Raises KeyError."""
        return self._folders[path]

    def __contains__(self, path: str) -> bool:
        return path in self._folders

    def add(self, batch: Batch) -> None:
        """What comes next in a walk without rules. Raises ContextError where it is too deep."""
        if not isinstance(batch, PlainFiles):
            self._add_entry(batch)
            return
        start, taken = 0, iter(batch.directories)
        coming = next(taken, None)
        for directory, count in batch.parts:
            end = start + count
            while coming is not None and coming[0] <= start:
                self._add_entry(batch.directory_entry(*coming[1:]))
                coming = next(taken, None)
            self._add_run(directory[:-1], batch, start, end)
            start = end
        while coming is not None:
            self._add_entry(batch.directory_entry(*coming[1:]))
            coming = next(taken, None)

    def _add_run(self, directory: str, batch: PlainFiles, start: int, end: int) -> None:
        folder = self._folders[directory]
        run = cut(batch, directory, start, end)
        folder.items.append(run)
        folder.count(end - start, 0, run.content_bytes())
        self._note(folder, run.names)

    def _add_entry(self, entry: Entry) -> None:
        above, _, name = entry.path.rpartition("/")
        folder = self._folders[above]
        self._note(folder, [name])
        if entry.type is EntryType.DIRECTORY:
            if entry.path.count("/") >= DEEPEST:
                raise ContextError(
                    f"the context is more than {DEEPEST} directories deep",
                    hint="ctxscan report and ctxscan suggest take any depth",
                )
            inside = Folder(entry.path, entry, folder)
            folder.items.append(inside)
            folder.folders[name] = self._folders[entry.path] = inside
            folder.count(0, 1, 0)
            return
        folder.items.append(entry)
        is_file = entry.type is EntryType.FILE
        has_several = is_file and entry.inode is not None
        folder.count(1, 0, entry.size if is_file and not has_several else 0)
        if has_several and entry.inode is not None:
            for here in folder.above():
                here.links.append(Linked(entry.inode, entry.size))

    def _note(self, folder: Folder, names: list[str]) -> None:
        folder.names.update(names)
        self.names.update(names)
        text = "".join(names)
        folder.has_odd_names |= not (text.isascii() or is_utf8(text))


def cut(run: PlainFiles, directory: str, start: int, end: int) -> PlainFiles:
    """Some files of a run, which lie in *directory*."""
    here = f"{directory}/" if directory else ""
    return run._replace(
        parts=[(here, end - start)],
        names=run.names[start:end],
        sizes=run.sizes[start:end],
        modes=run.modes[start:end],
        mtimes_ns=run.mtimes_ns[start:end],
        ctimes_ns=run.ctimes_ns[start:end],
        directories=[],
        differing={},
        facts={},
    )
