"""Archives of images as they lie on a disk or come through a pipe."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from ctxscan.context.reading import open_regular
from ctxscan.errors import ImageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 20
_PASSED = 1 << 18
"""Bytes of a pipe that are passed over at once: they stay in the processor's own memory."""

_AT_ONCE = 1 << 19
"""Bytes that are read at once: as many as stay in the processor's own memory."""

_MOST_DEEP = 4
"""Directories: ``blobs/sha256`` is two."""

_MOST_NAMES = 50_000
"""Of one directory: Docker's archives have some hundred."""


_OF_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".oci")


class FileStream:
    """A file, or a pipe."""

    __slots__ = ("_at", "_file", "_passed", "_size")

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = _size_of(file)
        self._at = 0 if self._size is None else file.tell()
        self._passed = memoryview(bytearray(_PASSED if self._size is None else 0))
        """Where content lands that nobody asks for: new memory for each piece takes longer."""

        if self._size is None:
            _widen(file)

    @property
    def size(self) -> int:
        """In bytes; 0 of a pipe."""
        return self._size or 0

    def piece(self) -> bytes:
        """What comes next; nothing at the end. Raises ImageError."""
        try:
            found: bytes = self._file.read1(_AT_ONCE)  # type: ignore[attr-defined] # of a BufferedReader, which both are
        except OSError as error:
            raise ImageError(f"cannot be read: {error.strerror}") from None
        self._at += len(found)
        return found

    def skip(self, count: int) -> int:
        """How many of *count* bytes there were; a file is not read for that."""
        if self._size is not None:
            passed = max(0, min(count, self._size - self._at))
            self._file.seek(passed, os.SEEK_CUR)
            self._at += passed
            return passed
        left = count
        try:
            while left and (passed := self._file.readinto(self._passed[:left])):  # type: ignore[attr-defined] # of a BufferedReader, which both are
                left -= passed
        except OSError as error:
            raise ImageError(f"cannot be read: {error.strerror}") from None
        return count - left

    def drain(self) -> None:
        """To the end: whoever writes into a pipe fails where nobody reads it."""
        if self._size is None:
            while self.skip(_PIECE):
                pass


def _widen(file: IO[bytes]) -> None:
    """Let a pipe hold more: whoever writes is woken up less often. Linux alone has it."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - for pipes alone

        with suppress(OSError, ValueError):  # no pipe, or more than a user may have
            fcntl.fcntl(file, fcntl.F_SETPIPE_SZ, _PIECE)


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
        return os.fdopen(open_regular(path), "rb", _AT_ONCE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        hint = None if os.path.lexists(path) else _saved_to(path)
        raise UsageError(f"cannot read the archive {path}: {reason}", hint=hint) from None


def _saved_to(path: str) -> str:
    """How such an archive comes about: *path* is the name of one, or of an image."""
    if path.endswith(_OF_ARCHIVES) or os.path.dirname(path) in (".", "..") or os.path.isabs(path):
        return f"docker save -o {path} NAME writes one"
    return f"docker save {path} | ctxscan image -"


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
