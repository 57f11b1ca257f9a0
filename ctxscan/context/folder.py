"""One directory of a context in memory: what is plain in columns, and no object for each file."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from copy import copy
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.golang.text import byte_order
from ctxscan.ignore.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableSequence, Sequence

NOTHING_SAID = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))

_PERMISSIONS = 0o7777


class Folder:
    """Its names in the builders' order, by bytes; the columns belong together.

    A million files take a fifth of what they would as objects, and every walk hands out the same
    strings: what is kept in sets holds no path a second time.
    """

    __slots__ = ("inside", "modes", "mtimes_ns", "names", "odd", "paths", "sizes")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.paths: list[str] = []
        self.sizes: array[int] = array("q")
        self.modes: array[int] = array("H")
        self.mtimes_ns: MutableSequence[int] = array("q")
        # Most hold neither: what is empty is one for all, and never put into.
        self.inside: dict[str, Folder] = _NO_FOLDERS
        """The directories among them."""
        self.odd: dict[str, Entry] = _NO_ENTRIES
        """What is no plain file, and no plain directory."""

    def add_rows(
        self,
        paths: Iterable[str],
        names: Sequence[str],
        sizes: Sequence[int],
        modes: Iterable[int],
        mtimes_ns: Sequence[int],
    ) -> None:
        """Plain files."""
        self.paths += paths
        self.names += names
        self.sizes.extend(sizes)
        self.modes.extend([mode & _PERMISSIONS for mode in modes])
        self._add_times(mtimes_ns)

    def add(self, entry: Entry, name: str, inside: Folder | None) -> None:
        """One of a name that is not there yet."""
        self.add_rows([entry.path], [name], [entry.size], [entry.mode], [entry.mtime_ns])
        if not is_plain(entry):
            self.odd = self.odd or {}
            self.odd[name] = entry
        if inside is not None:
            self.inside = self.inside or {}
            self.inside[name] = inside

    def add_directory(self, path: str, name: str, mode: int, mtime_ns: int, inside: Folder) -> None:
        """A plain one, of a name that is not there yet."""
        self.add_rows([path], [name], [0], [mode], [mtime_ns])
        self.inside = self.inside or {}
        self.inside[name] = inside

    def _add_times(self, mtimes_ns: Sequence[int]) -> None:
        try:
            self.mtimes_ns += array("q", mtimes_ns)
        except OverflowError:  # some file systems can tell of the year 2300
            self.mtimes_ns = [*self.mtimes_ns, *mtimes_ns]

    def sort(self) -> None:
        """Into the builders' order; most often it is that already."""
        order = sorted(range(len(self.names)), key=lambda at: byte_order(self.names[at]))
        if order != list(range(len(order))):
            self._choose(order)
            inside = self.inside
            self.inside = {name: inside[name] for name in self.names if name in inside}

    def _choose(self, rows: Sequence[int]) -> None:
        times = [self.mtimes_ns[at] for at in rows]
        self.names = [self.names[at] for at in rows]
        self.paths = [self.paths[at] for at in rows]
        self.sizes = array("q", [self.sizes[at] for at in rows])
        self.modes = array("H", [self.modes[at] for at in rows])
        self.mtimes_ns = array("q")
        self._add_times(times)

    def without(self, names: Iterable[str]) -> Folder:
        """Another, with neither these names nor what is below them."""
        gone = {*names}
        found = copy(self)
        found._choose([at for at, name in enumerate(self.names) if name not in gone])  # noqa: SLF001 - one of its own
        found.inside = {name: each for name, each in self.inside.items() if name not in gone}
        found.odd = {name: each for name, each in self.odd.items() if name not in gone}
        return found

    def with_entry(self, entry: Entry, name: str) -> Folder:
        """Another, with that in place of what has its name."""
        found = self.without([name])
        found.add(entry, name, None)
        found.sort()
        return found

    @property
    def directory(self) -> str:
        """Its path, with a slash at its end; empty for the root, and where nothing is in it."""
        return self.paths[0].removesuffix(self.names[0]) if self.paths else ""

    def file_paths(self) -> Iterable[str]:
        """Of all that is no directory."""
        if not self.inside:
            return self.paths
        names = zip(self.paths, self.names, strict=True)
        return (path for path, name in names if name not in self.inside)

    def place(self, name: str) -> int | None:
        """Its row."""
        at = bisect_left(self.names, byte_order(name), key=byte_order)
        return at if at < len(self.names) and self.names[at] == name else None

    def entry(self, at: int, judgement: Judgement = NOTHING_SAID) -> Entry:
        """What stands in a row."""
        name = self.names[at]
        odd = self.odd.get(name)
        if odd is not None:
            return odd._replace(judgement=judgement)
        kind = EntryType.DIRECTORY if name in self.inside else EntryType.FILE
        return Entry(
            *(self.paths[at], kind, judgement, self.sizes[at], self.modes[at], self.mtimes_ns[at]),
            *(None, "", (0, 0), (), True),
        )

    def type_of(self, name: str) -> EntryType:
        odd = self.odd.get(name)
        if odd is not None:
            return odd.type
        return EntryType.DIRECTORY if name in self.inside else EntryType.FILE


_NO_FOLDERS: dict[str, Folder] = {}
_NO_ENTRIES: dict[str, Entry] = {}


def is_plain(entry: Entry) -> bool:
    """Whether columns hold all that is known of it."""
    kind = entry.type
    plain = kind is EntryType.FILE or kind is EntryType.DIRECTORY
    return plain and entry.inode is None and not entry.xattrs and entry.readable
