"""What the system knows of a path -> an entry, or part of a run."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType, Run
from ctxscan.context.xattrs import list_xattrs, read_xattrs

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from ctxscan.context.entry import Batch, Judgement

_TYPES = {
    stat.S_IFREG: EntryType.FILE,
    stat.S_IFDIR: EntryType.DIRECTORY,
    stat.S_IFLNK: EntryType.SYMLINK,
    stat.S_IFIFO: EntryType.FIFO,
    stat.S_IFSOCK: EntryType.SOCKET,
    stat.S_IFCHR: EntryType.CHARACTER_DEVICE,
    stat.S_IFBLK: EntryType.BLOCK_DEVICE,
}
_READABLE_BY_ALL = 0o444
_NO_DEVICE = (0, 0)

_PLAIN_BITS = 0o170444
_PLAIN = 0o100444
"""A regular file that everybody may read."""

_ALL_PLAIN = {_PLAIN}


class Reader:
    """Looks at files as cheaply as the system allows: nearly all of them are plain."""

    def __init__(self, on_error: Callable[[str, OSError, Judgement], None]) -> None:
        """*on_error* is told of each path that cannot be looked at."""
        self._on_error = on_error
        self._without_xattrs: set[int] = set()
        """Devices whose file system knows no attributes."""

    def read(
        self, directory: str, files: Sequence[os.DirEntry[str]], judgement: Judgement
    ) -> list[Batch]:
        """Entries of *directory* that are none themselves: the plain files among them in runs."""
        try:
            infos = [each.stat(follow_symlinks=False) for each in files]
        except OSError:
            files = [each for each in files if self._is_there(directory, each, judgement)]
            infos = [each.stat(follow_symlinks=False) for each in files]
        if not infos:
            return []
        # All columns in one go: once for every file of every context.
        modes, _, devices, links, *_ = zip(*infos, strict=True)
        odd: set[int] = set()
        if max(links) != 1 or {mode & _PLAIN_BITS for mode in set(modes)} != _ALL_PLAIN:
            odd = {
                index
                for index, (mode, names) in enumerate(zip(modes, links, strict=True))
                if mode & _PLAIN_BITS != _PLAIN or names != 1
            }
        if judgement.sent:
            odd |= self._with_xattrs(files, devices, odd)
        if not odd:
            return [_run(directory, judgement, files, infos)]
        batches: list[Batch] = []
        start = 0
        for index in sorted(odd):
            if start < index:
                before = slice(start, index)
                batches.append(_run(directory, judgement, files[before], infos[before]))
            batches += self._entry(directory, files[index], judgement)
            start = index + 1
        if start < len(files):
            batches.append(_run(directory, judgement, files[start:], infos[start:]))
        return batches

    def _is_there(self, directory: str, found: os.DirEntry[str], judgement: Judgement) -> bool:
        try:
            found.stat(follow_symlinks=False)
        except OSError as error:
            self._on_error(directory + found.name, error, judgement)
            return False
        return True

    def _with_xattrs(
        self, files: Sequence[os.DirEntry[str]], devices: Sequence[int], known: Collection[int]
    ) -> set[int]:
        """The positions of those with attributes, beside the *known* ones that are not asked."""
        found = set()
        without = self._without_xattrs
        asked: Iterable[int] = range(len(files))
        if known or without:
            asked = [each for each in asked if each not in known and devices[each] not in without]
        for index in asked:
            try:
                if list_xattrs(files[index].path, follow_symlinks=False):
                    found.add(index)
            except OSError as error:
                if error.errno == errno.ENOTSUP:
                    without.add(devices[index])
        return found

    def _entry(
        self, directory: str, found: os.DirEntry[str], judgement: Judgement
    ) -> Iterator[Entry]:
        path = directory + found.name
        try:
            yield read_entry(path, found, judgement)
        except OSError as error:
            self._on_error(path, error, judgement)


def _run(
    directory: str,
    judgement: Judgement,
    files: Sequence[os.DirEntry[str]],
    infos: Sequence[os.stat_result],
) -> Run:
    return Run(
        directory,
        judgement,
        names=[each.name for each in files],
        sizes=[info.st_size for info in infos],
        modes=[info.st_mode & 0o7777 for info in infos],
        mtimes_ns=[info.st_mtime_ns for info in infos],
    )


def read_directory(path: str, found: os.DirEntry[str], judgement: Judgement) -> Entry:
    """An entry that was a directory when it was found. Raises OSError."""
    info = found.stat(follow_symlinks=False)
    if not stat.S_ISDIR(info.st_mode):
        return read_entry(path, found, judgement)
    return Entry(
        path,
        EntryType.DIRECTORY,
        judgement,
        info.st_size,
        info.st_mode & 0o7777,
        info.st_mtime_ns,
        None,
        "",
        _NO_DEVICE,
        read_xattrs(found.path),  # also of one that is not sent: it may be, for something below it
        True,
    )


def read_entry(path: str, found: os.DirEntry[str], judgement: Judgement) -> Entry:
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
