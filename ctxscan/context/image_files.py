"""Archives of images as they lie on a disk or come through a pipe."""

from __future__ import annotations

import os
import stat
import sys
from typing import IO, TYPE_CHECKING

from ctxscan.context.reading import open_regular
from ctxscan.errors import ImageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20
_AHEAD = 1 << 14
"""Bytes that are read of a file behind a header: mostly nobody asks for them."""

_MOST_DEEP = 4
"""Directories: ``blobs/sha256`` is two."""

_MOST_NAMES = 50_000
"""Of one directory: Docker's archives have some hundred."""


class FileStream:
    """A file, or a pipe."""

    __slots__ = ("_file", "_size")

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = _size_of(file)

    @property
    def size(self) -> int:
        """In bytes; 0 of a pipe."""
        return self._size or 0

    def read(self, count: int) -> bytes:
        """*count* bytes, or what is left. Raises ImageError."""
        try:
            return self._file.read(count)
        except OSError as error:
            raise ImageError(f"cannot be read: {error.strerror}") from None

    def skip(self, count: int) -> int:
        """How many of *count* bytes there were; a file is not read for that."""
        if self._size is not None:
            passed = max(0, min(count, self._size - self._file.tell()))
            self._file.seek(passed, os.SEEK_CUR)
            return passed
        left = count
        while left and (piece := self.read(min(left, _PIECE))):
            left -= len(piece)
        return count - left

    def drain(self) -> None:
        """To the end: whoever writes into a pipe fails where nobody reads it."""
        if self._size is None:
            while self.read(_PIECE):
                pass


def _size_of(file: IO[bytes]) -> int | None:
    """Of a regular file, where parts of it can be passed over."""
    try:
        found = os.fstat(file.fileno())
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) and file.seekable() else None


def open_archive(path: str) -> IO[bytes]:
    """The file at *path*; ``-`` is stdin. Raises UsageError."""
    if path == "-":
        if sys.stdin.isatty():
            raise UsageError("nothing comes on stdin", hint="docker save app | ctxscan image -")
        return sys.stdin.buffer
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):
            return open(path, "rb", _PIECE)
        return os.fdopen(open_regular(path), "rb", _AHEAD)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = f"docker save {path} | ctxscan image -" if not os.path.lexists(path) else None
        raise UsageError(f"cannot read the archive {path}: {reason}", hint=hint) from None


def is_directory(path: str) -> bool:
    return os.path.isdir(path)


def files_of(directory: str) -> Iterator[tuple[str, str]]:
    """Regular files of a layout, by their names in it, with their paths; links are passed over.

    Raises UsageError.
    """
    waiting = [("", directory, 0)]
    while waiting:
        name, path, depth = waiting.pop()
        try:
            with os.scandir(path) as found:
                entries = [each for each, _ in zip(found, range(_MOST_NAMES), strict=False)]
        except OSError as error:
            raise UsageError(f"cannot read {path}: {error.strerror}") from None
        for entry in sorted(entries, key=lambda each: each.name):
            own = f"{name}{entry.name}"
            if entry.is_dir(follow_symlinks=False) and depth < _MOST_DEEP:
                waiting.append((f"{own}/", entry.path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield own, entry.path
