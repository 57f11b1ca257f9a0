"""Reads the files that declare builds: regular ones of a bounded size, and nothing that hangs."""

from __future__ import annotations

import os

from ctxscan.context.reading import MIB, read_regular, read_stdin
from ctxscan.errors import ContextError, Place

LARGEST = 8 * MIB
"""Hand-written files are a thousand times smaller; the parsers' time grows with it."""


class ProjectFiles:
    """The disk, as ``ctxscan.project.reader.Reader`` asks it."""

    def __init__(self) -> None:
        self._stdin: bytes | None = None

    def read(self, path: str) -> bytes | None:
        """Raises ContextError for a directory, fifo or device, and for what is too large."""
        try:
            return read_regular(path, LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ContextError(f"cannot be read: {error.strerror}", place=Place(path)) from error

    def read_stdin(self) -> bytes:
        if self._stdin is None:
            self._stdin = read_stdin(LARGEST)
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
