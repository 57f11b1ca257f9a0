"""What the system knows of paths -> entries, most of them in runs."""

from __future__ import annotations

import errno
import os
import stat
from operator import attrgetter
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.walk.xattrs import list_xattrs, read_xattrs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ctxscan.context.entry import Judgement
    from ctxscan.context.walk.columns import Columns, FileColumns
    from ctxscan.context.walk.listing import Listed
    from ctxscan.context.walk.several_names import SeveralNames

_TYPES = {
    stat.S_IFREG: EntryType.FILE,
    stat.S_IFDIR: EntryType.DIRECTORY,
    stat.S_IFLNK: EntryType.SYMLINK,
    stat.S_IFIFO: EntryType.FIFO,
    stat.S_IFSOCK: EntryType.SOCKET,
    stat.S_IFCHR: EntryType.CHARACTER_DEVICE,
    stat.S_IFBLK: EntryType.BLOCK_DEVICE,
}
_PATH = attrgetter("path")

_READABLE_BY_ALL = 0o444

_PLAIN_BITS = 0o170444
_PLAIN = 0o100444
"""A regular file that everybody may read."""

_ALL_PLAIN = {_PLAIN}


class EntryReader:
    """Looks at files as cheaply as the system allows: nearly all of them are plain."""

    def __init__(
        self,
        runs: Columns,
        on_error: Callable[[str, OSError, Judgement], None],
        several: SeveralNames | None = None,
    ) -> None:
        """What is found goes to *runs*; *on_error* gets what cannot be looked at.

        *several*: of files with several names, the few that are not plain; ``None``: all of them.
        """
        self._runs = runs
        self._on_error = on_error
        self._several = several
        self._without_xattrs: set[int] = set()
        """Devices whose file system knows no attributes."""

    def read_directory(self, path: str, found: Listed, judgement: Judgement) -> bool:
        """An entry that was a directory when it was found; False if it cannot be looked at."""
        try:
            info = found.stat(follow_symlinks=False)
            if not stat.S_ISDIR(info.st_mode):
                self._add_odd(read_entry(path, found, judgement))
                return True
            # Also of one that is not sent: it may be, for something below it.
            xattrs = read_xattrs(found.path)
            if judgement.sent and not xattrs:
                self._runs.add_directory(path, judgement, info.st_mode, info.st_mtime_ns)
            else:
                self._runs.add_odd(_directory(path, info, judgement, xattrs))
        except OSError as error:
            self._on_error(path, error, judgement)
            return False
        return True

    def read(self, directory: str, files: Sequence[Listed], judgement: Judgement) -> None:
        """Entries of *directory* (with a slash at its end) that are none themselves."""
        try:
            infos = [each.stat(follow_symlinks=False) for each in files]
        except OSError:
            files = [each for each in files if self._is_there(directory, each, judgement)]
            infos = [each.stat(follow_symlinks=False) for each in files]
        if not infos:
            return
        # All columns in one go: once for every file of every context.
        modes, inodes, devices, links, _, _, sizes, *_ = zip(*infos, strict=True)
        odd: set[int] = set()
        if {mode & _PLAIN_BITS for mode in set(modes)} != _ALL_PLAIN:
            odd = {index for index, mode in enumerate(modes) if mode & _PLAIN_BITS != _PLAIN}
        if max(links) != 1:
            odd |= self._apart(inodes, links)
        if judgement.sent:
            odd |= self._with_xattrs(files, devices, odd)
        names = [each.name for each in files]
        mtimes_ns = [info.st_mtime_ns for info in infos]
        ctimes_ns = [info.st_ctime_ns for info in infos]
        columns: FileColumns = names, sizes, modes, mtimes_ns, ctimes_ns
        if not odd:
            self._runs.add_files(directory, judgement, columns)
            return
        start = 0
        for index in (*sorted(odd), len(files)):
            if start < index:
                self._runs.add_files(directory, judgement, _rows(columns, start, index))
            if index < len(files):
                self._read_odd(directory, files[index], judgement)
            start = index + 1

    def _apart(self, inodes: Sequence[int], links: Sequence[int]) -> set[int]:
        """Positions of files that are not plain for having several names."""
        several = self._several
        if several is None:
            return {index for index, names in enumerate(links) if names != 1}
        linked = inodes
        if min(links) == 1:
            linked = [inode for inode, names in zip(inodes, links, strict=True) if names != 1]
        if several.apart.isdisjoint(linked):
            several.add(linked)
            return set()
        several.add([each for each in linked if each not in several.apart])
        return {index for index, inode in enumerate(inodes) if inode in several.apart}

    def _add_odd(self, entry: Entry) -> None:
        """What was a directory a moment ago."""
        several = self._several
        if several is not None and entry.inode is not None and entry.inode not in several.apart:
            several.add([entry.inode])
        self._runs.add_odd(entry)

    def _is_there(self, directory: str, found: Listed, judgement: Judgement) -> bool:
        try:
            found.stat(follow_symlinks=False)
        except OSError as error:
            self._on_error(directory + found.name, error, judgement)
            return False
        return True

    def _with_xattrs(
        self, files: Sequence[Listed], devices: Sequence[int], known: Collection[int]
    ) -> set[int]:
        """The positions of those with attributes, beside the *known* ones that are not asked."""
        found: set[int] = set()
        without = self._without_xattrs
        if not known and not without and _have_no_xattrs(files):
            return found
        asked: Iterable[int] = range(len(files))
        if known or without:
            asked = [each for each in asked if each not in known and devices[each] not in without]
        for index in asked:
            try:
                if list_xattrs(files[index].path):
                    found.add(index)
            except OSError as error:
                if error.errno == errno.ENOTSUP:
                    without.add(devices[index])
        return found

    def _read_odd(self, directory: str, found: Listed, judgement: Judgement) -> None:
        path = directory + found.name
        try:
            self._runs.add_odd(read_entry(path, found, judgement))
        except OSError as error:
            self._on_error(path, error, judgement)


def _have_no_xattrs(files: Sequence[Listed]) -> bool:
    """Whether none of *files* has any: as of most, and asked without a line of Python for each."""
    try:
        return not any(map(list_xattrs, map(_PATH, files)))
    except OSError:
        return False  # each is asked on its own then


def _rows(columns: FileColumns, start: int, end: int) -> FileColumns:
    names, sizes, modes, mtimes_ns, ctimes_ns = columns
    rest = modes[start:end], mtimes_ns[start:end], ctimes_ns[start:end]
    return names[start:end], sizes[start:end], *rest


def _directory(
    path: str, info: os.stat_result, judgement: Judgement, xattrs: tuple[tuple[str, bytes], ...]
) -> Entry:
    facts = info.st_size, info.st_mode & 0o7777, info.st_mtime_ns
    return Entry(path, EntryType.DIRECTORY, judgement, *facts, None, "", (0, 0), xattrs, True)


def read_entry(path: str, found: Listed, judgement: Judgement) -> Entry:
    """An entry of any type but a directory, called *path* in its context. Raises OSError."""
    info = found.stat(follow_symlinks=False)
    mode = info.st_mode
    entry_type = _TYPES.get(stat.S_IFMT(mode), EntryType.FILE)
    facts = path, entry_type, judgement, info.st_size, mode & 0o7777, info.st_mtime_ns
    device = getattr(info, "st_rdev", 0)
    return Entry(
        *facts,
        inode=info.st_ino if info.st_nlink > 1 else None,
        target=os.readlink(found.path) if entry_type is EntryType.SYMLINK else "",
        device=(_major(device), _minor(device)),
        xattrs=read_xattrs(found.path) if judgement.sent else (),
        readable=_is_readable(found.path, mode, entry_type),
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
