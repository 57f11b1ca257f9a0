"""Reads the files that declare builds: regular ones of a bounded size, and nothing that hangs."""

from __future__ import annotations

import os
import stat
import sys

from ctxscan.errors import ContextError, Place

LARGEST = 8 * 1024 * 1024
"""In bytes. Hand-written files are a thousand times smaller; the parsers' time grows with it."""


class ProjectFiles:
    """The disk, as ``ctxscan.project.reader.Reader`` asks it."""

    def __init__(self) -> None:
        self._stdin: bytes | None = None

    def read(self, path: str) -> bytes | None:
        """Raises ContextError for a directory, fifo or device, and for what is too large."""
        try:
            # A fifo would wait for its writer, and a device may never end.
            opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        try:
            return _content(path, opened)
        except OSError as error:
            raise _unreadable(path, error) from error
        finally:
            os.close(opened)

    def read_stdin(self) -> bytes:
        if self._stdin is None:
            data = sys.stdin.buffer.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise _too_large("-")
            self._stdin = data
        return self._stdin

    def exists(self, path: str) -> bool:
        return os.path.exists(path)

    def is_file(self, path: str) -> bool:
        return os.path.isfile(path)

    def is_dir(self, path: str) -> bool:
        return os.path.isdir(path)

    def resolve(self, path: str) -> str:
        try:
            return os.path.realpath(path, strict=True)
        except (OSError, ValueError):
            return path


def _content(path: str, opened: int) -> bytes:
    mode = os.fstat(opened).st_mode
    if not stat.S_ISREG(mode):
        kind = "a directory" if stat.S_ISDIR(mode) else "what is no regular file"
        raise ContextError(f"{kind} cannot be read as a file", place=Place(path))
    chunks = []
    size = 0
    while chunk := os.read(opened, 1024 * 1024):
        size += len(chunk)
        if size > LARGEST:
            raise _too_large(path)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(path: str) -> ContextError:
    limit = f"{LARGEST // 1024**2} MiB"
    return ContextError(f"larger than {limit}, which no such file is", place=Place(path))


def _unreadable(path: str, error: OSError | ValueError) -> ContextError:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return ContextError(f"cannot be read: {reason}", place=Place(path))
