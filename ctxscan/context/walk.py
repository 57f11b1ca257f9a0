"""Directory -> entries, in the builder's order, pruned exactly where the builder prunes.

Both builders list a directory by the bytes of its names, parents before
children, and follow no symlink (Go's ``filepath.WalkDir``).
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType, Filter, Judgement
from ctxscan.context.xattrs import read_xattrs
from ctxscan.errors import ContextError
from ctxscan.ignore.matcher import is_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TYPES = {
    stat.S_IFREG: EntryType.FILE,
    stat.S_IFDIR: EntryType.DIRECTORY,
    stat.S_IFLNK: EntryType.SYMLINK,
    stat.S_IFIFO: EntryType.FIFO,
    stat.S_IFSOCK: EntryType.SOCKET,
    stat.S_IFCHR: EntryType.CHARACTER_DEVICE,
    stat.S_IFBLK: EntryType.BLOCK_DEVICE,
}
_TYPE_BITS = 0o170000
_READABLE_BY_ALL = 0o444
_OPEN_TO_ALL = 0o555


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something on disk that could not be read as it should."""

    path: str
    """Relative to the context root."""

    reason: str
    """What the system said."""

    is_directory: bool

    visited: bool
    """Whether the builder meets it too, or only ctxscan, measuring what is ignored."""


@dataclass(slots=True)
class Walk:
    """One walk over a context: iterate over it once, then read what it met."""

    root: str
    filter: Filter
    on_directory: Callable[[int], None] = lambda _: None
    """Called for each directory with the number of paths looked at so far."""

    looks_before_pruning: bool = False
    """Whether the builder reads even a directory that it prunes (SEMANTICS.md, C.3)."""

    troubles: list[Trouble] = field(default_factory=list)

    walked: int = 0
    """How many paths the builder itself has to look at."""

    seen: int = 0

    def __iter__(self) -> Iterator[Entry]:
        first = self._list("")
        if self.troubles:
            raise ContextError(
                f"cannot read the build context {self.root}: {self.troubles[0].reason}"
            )
        # A stack of our own: a context may be deeper than Python's.
        stack = [("", self.filter, iter(first))]
        while stack:
            directory, here, names = stack[-1]
            alike = here.for_all()
            for found in names:
                name = found.name
                if not found.is_dir(follow_symlinks=False):
                    judgement = alike[0] if alike else here.judge(name)
                    if judgement is not None:
                        entry = self._entry(directory + name, found, judgement)
                        if entry is not None:
                            yield entry
                    continue
                judgement, below = here.enter(name)
                if judgement is not None:
                    entry = self._entry(directory + name, found, judgement)
                    if entry is None:
                        continue
                    yield entry
                if below is not None:
                    path = f"{directory}{name}/"
                    stack.append((path, below, iter(self._list(path, below))))
                    break
                if self.looks_before_pruning and here.visited:
                    self._look_into(directory + name, found)
            else:
                stack.pop()

    def _list(self, directory: str, here: Filter | None = None) -> list[os.DirEntry[str]]:
        """What *directory* holds, in the order of the bytes of its names."""
        visited = here is None or here.visited
        try:
            with os.scandir(os.path.join(self.root, directory)) as scan:
                found = list(scan)
        except OSError as error:
            self._report(directory.rstrip("/"), error, is_directory=True, visited=visited)
            return []
        self.seen += len(found)
        self.walked += len(found) if visited else 0
        self.on_directory(self.seen)
        # The order of code points is the order of UTF-8 bytes, but not that of lone surrogates.
        plain = all(is_utf8(entry.name) for entry in found)
        found.sort(key=(lambda entry: entry.name) if plain else _bytes_of_name)
        return found

    def _entry(self, path: str, found: os.DirEntry[str], judgement: Judgement) -> Entry | None:
        try:
            return _read_entry(path, found, judgement)
        except OSError as error:
            visited = not judgement.below_ignored
            self._report(path, error, is_directory=False, visited=visited)
            return None

    def _look_into(self, path: str, found: os.DirEntry[str]) -> None:
        try:
            closed = found.stat(follow_symlinks=False).st_mode & _OPEN_TO_ALL != _OPEN_TO_ALL
            if closed:
                os.scandir(found.path).close()
        except OSError as error:
            self._report(path, error, is_directory=True, visited=True)

    def _report(self, path: str, error: OSError, *, is_directory: bool, visited: bool) -> None:
        reason = error.strerror or str(error)
        self.troubles.append(Trouble(path, reason, is_directory, visited))


def _bytes_of_name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)


def _read_entry(path: str, found: os.DirEntry[str], judgement: Judgement) -> Entry:
    info = found.stat(follow_symlinks=False)
    mode = info.st_mode
    entry_type = _TYPES.get(mode & _TYPE_BITS, EntryType.FILE)
    if entry_type is EntryType.FILE and info.st_nlink == 1:
        # Nearly every entry of every context.
        xattrs = read_xattrs(found.path) if judgement.sent else ()
        readable = mode & _READABLE_BY_ALL == _READABLE_BY_ALL or os.access(found.path, os.R_OK)
        plain = readable and not xattrs
        facts = (info.st_size, mode & 0o7777, info.st_mtime_ns)
        return Entry(path, entry_type, judgement, *facts, None, "", (0, 0), xattrs, readable, plain)
    is_directory = entry_type is EntryType.DIRECTORY
    device = getattr(info, "st_rdev", 0)
    return Entry(
        path=path,
        type=entry_type,
        judgement=judgement,
        size=info.st_size,
        mode=mode & 0o7777,
        mtime_ns=info.st_mtime_ns,
        inode=info.st_ino if info.st_nlink > 1 and not is_directory else None,
        target=os.readlink(found.path) if entry_type is EntryType.SYMLINK else "",
        device=(_major(device), _minor(device)),
        xattrs=read_xattrs(found.path) if judgement.sent or is_directory else (),
        readable=_is_readable(found.path, mode, entry_type),
        is_plain=False,
    )


def _is_readable(path: str, mode: int, entry_type: EntryType) -> bool:
    if entry_type is not EntryType.FILE or mode & _READABLE_BY_ALL == _READABLE_BY_ALL:
        return True
    return os.access(path, os.R_OK)


# As Docker cuts a device number in two, whatever the system makes of it
# (tonistiigi/fsutil, stat_unix.go).
def _major(device: int) -> int:
    return device >> 8 & 0xFFF


def _minor(device: int) -> int:
    return device & 0xFF | device >> 12 & 0xFFF00
