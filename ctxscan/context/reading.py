"""Small files and stdin, read so that no file can hold the program up, or fill its memory.

A name in a checkout may lead to a fifo, which waits for a writer for ever; to a device, which may
never end, and may act upon being opened; or to a sparse file of a terabyte.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from ctxscan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024

LARGEST_DOCKERFILE = 16 * MIB
"""BuildKit refuses a larger one: "trying to send message larger than max" (gRPC's is 16 MiB)."""

LARGEST_IGNORE_FILE = 64 * MIB
"""Docker has no limit: it reads what the memory holds."""

LARGEST_GITIGNORE = 4 * MIB
"""Some 200,000 rules, each of which a suggestion has to prove; git leaves out what is larger than
100 MiB (dir.c, PATTERN_MAX_FILE_SIZE)."""

LARGEST_SETTINGS = 8 * MIB
LARGEST_DOCUMENT = 256 * MIB
"""Of what ctxscan itself wrote: baselines, the results of ``key``."""

LARGEST_TEXT = 8 * MIB
"""Of what steps run, such as a Makefile, that is looked through for words."""

LARGEST_STDIN = 1024 * MIB
"""Ten million paths of a hundred bytes."""

_KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a fifo",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_PIECE = MIB
_NOT_WAITING = (
    getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class UnfitFileError(OSError):
    """There, and no regular file, or one that is too large; ``strerror`` says which."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(errno.EINVAL, reason, path)


def read_regular(path: str, largest: int, *, follow: bool = True) -> bytes:
    """The content of a regular file of at most *largest* bytes.

    *follow*: also where its name is a symlink. Raises OSError: IsADirectoryError for a directory,
    UnfitFileError for what else is none, or too large.
    """
    return content_of(open_regular(path, follow=follow), path, largest)


def content_of(opened: int, path: str, largest: int) -> bytes:
    """All of what was opened, and is closed here. Raises OSError, as ``read_regular``."""
    try:
        return _content(path, opened, largest)
    finally:
        os.close(opened)


def open_regular(path: str, *, follow: bool = True, directory: int | None = None) -> int:
    """A descriptor of a regular file, for reading. Raises OSError, as ``read_regular``.

    *directory*: a descriptor of the one that *path* starts at, if not the current one.
    """
    try:
        # Looked at before it is opened: a watchdog restarts the machine.
        _check(path, os.stat(path, follow_symlinks=follow, dir_fd=directory).st_mode)
        flags = os.O_RDONLY | _NOT_WAITING | (0 if follow else _NO_LINK)
        opened = os.open(path, flags, dir_fd=directory)
    except ValueError:
        raise UnfitFileError(path, "its name holds a NUL") from None
    try:
        _check(path, os.fstat(opened).st_mode)
    except OSError:
        os.close(opened)
        raise
    return opened


def read_named(path: str, largest: int) -> bytes:
    """What the user named: also a fifo, such as the shell's ``<(...)``. Raises OSError."""
    try:
        mode = os.stat(path).st_mode
    except ValueError:
        raise UnfitFileError(path, "its name holds a NUL") from None
    if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        return read_regular(path, largest)
    with open(path, "rb", buffering=0) as file:
        return _all_of(lambda: file.read(_PIECE), path, largest)


def read_stdin(largest: int = LARGEST_STDIN) -> bytes:
    """All of it. Raises UsageError."""
    try:
        return _all_of(lambda: sys.stdin.buffer.read(_PIECE), "-", largest)
    except UnfitFileError as error:
        raise UsageError(f"stdin is {error.strerror}") from None
    except OSError as error:
        raise UsageError(f"cannot read stdin: {error.strerror}") from None


def _check(path: str, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise UnfitFileError(path, f"it is {kind}, and no regular file")


def _content(path: str, opened: int, largest: int) -> bytes:
    size = os.fstat(opened).st_size
    if size > largest:
        raise _too_large(path, largest)
    # In one piece, nearly always; a file of /proc has no size until it is read.
    first = os.read(opened, min(size, largest) + 1)
    if len(first) <= size and not os.read(opened, 1):
        return first
    os.lseek(opened, 0, os.SEEK_SET)
    return _all_of(lambda: os.read(opened, _PIECE), path, largest)


def _all_of(read: Callable[[], bytes | None], path: str, largest: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := read():
        size += len(piece)
        if size > largest:
            raise _too_large(path, largest)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(path: str, largest: int) -> UnfitFileError:
    return UnfitFileError(path, f"larger than {largest // MIB} MiB, which is the most that is read")
