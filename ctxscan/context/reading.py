"""What the system knows of one path -> an entry."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.xattrs import read_xattrs

if TYPE_CHECKING:
    from ctxscan.context.entry import Judgement

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


def read_directory(path: str, found: os.DirEntry[str], judgement: Judgement) -> Entry:
    """An entry that was a directory when it was found. Raises OSError."""
    info = found.stat(follow_symlinks=False)
    if not stat.S_ISDIR(info.st_mode):
        return read_entry(path, found, judgement)
    # Also of one that is not sent: it may be, for something below it.
    xattrs = read_xattrs(found.path)
    facts = info.st_size, info.st_mode & 0o7777, info.st_mtime_ns
    return Entry(path, EntryType.DIRECTORY, judgement, *facts, None, "", (0, 0), xattrs, True)


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
