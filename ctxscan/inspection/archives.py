"""Archives of a context, read as ADD reads them: by their first bytes, header after header.

Sources: moby/go-archive, compression (DetectCompression, DecompressStream); Go, archive/tar
(Reader.Next). Nothing is kept but the headers.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from ctxscan.builders.stages.archive import Archive, Member, UnknownContent
from ctxscan.context.below import open_below
from ctxscan.context.reading import open_regular
from ctxscan.inspection.tar_headers import CorruptError, Headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_CHUNK = 1 << 16
_MOST_BYTES = 1 << 32
"""Unpacked. Nobody waits longer than that for a listing."""

_ZSTD = b"\x28\xb5\x2f\xfd"


class Decompressor(Protocol):
    """What the standard library has for each format."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _gzip() -> Decompressor:
    return zlib.decompressobj(31)


_FORMATS: dict[bytes, Callable[[], Any]] = {b"\x1f\x8b\x08": _gzip}
_ERRORS: list[type[Exception]] = [zlib.error, OSError, EOFError, ValueError]
_MAYBE = (
    (b"BZh", ("bz2",), "BZ2Decompressor", None),
    (b"\xfd7zXZ\x00", ("lzma",), "LZMADecompressor", "LZMAError"),
    (_ZSTD, ("compression.zstd", "backports.zstd"), "ZstdDecompressor", "ZstdError"),
)
"""What a Python may lack: it is built without, or, of zstd, older than 3.14 and without the extra
``ctxscan[zstd]``."""

_WHY_UNREAD = {
    b"BZh": "compressed with bzip2, which this Python was built without",
    b"\xfd7zXZ\x00": "compressed with xz, which this Python was built without",
    _ZSTD: "compressed with zstd, which Python 3.14 or ctxscan[zstd] can read",
}


def _find() -> None:
    for magic, modules, decompressor, error in _MAYBE:
        for name in modules:
            with suppress(ImportError):
                module = import_module(name)
                _FORMATS[magic] = getattr(module, decompressor)
                if error is not None:
                    _ERRORS.append(getattr(module, error))
                break


_find()
READS_ZSTD = _ZSTD in _FORMATS
DECOMPRESSION_ERRORS = tuple(_ERRORS)


def decompressor_of(magic: bytes) -> Callable[[], Any] | None:
    """What makes one for what begins with *magic*; ``None`` where nothing here reads that."""
    return _FORMATS.get(magic)


class ArchiveReader:
    """The archives below one directory, each read once."""

    def __init__(self, root: str, *, zstd: bool = True) -> None:
        """*zstd*: whether the builder knows it; to one that does not, it is any other file."""
        self._root = root
        self._zstd = zstd
        self._known: dict[str, Archive | UnknownContent | None] = {}

    def __call__(self, path: str) -> Archive | UnknownContent | None:
        if path not in self._known:
            try:
                with os.fdopen(open_below(self._root, path), "rb") as file:
                    self._known[path] = archive_of(file, zstd=self._zstd)
            except OSError as error:
                self._known[path] = UnknownContent(str(error))
        return self._known[path]


def read_archive(path: str, *, zstd: bool = True) -> Archive | UnknownContent | None:
    """The archive that the file at *path* is; ``None`` for any other file. Raises OSError."""
    with os.fdopen(open_regular(path), "rb") as file:
        return archive_of(file, zstd=zstd)


def archive_of(file: BinaryIO, *, zstd: bool = True) -> Archive | UnknownContent | None:
    """As above. Raises OSError."""
    first = file.read(10)
    file.seek(0)
    if first.startswith(_ZSTD) and not zstd:
        return None
    for magic, why in _WHY_UNREAD.items():
        if first.startswith(magic) and magic not in _FORMATS:
            return UnknownContent(why)
    make = next((make for magic, make in _FORMATS.items() if first.startswith(magic)), None)
    stream = _Stream(iter(lambda: file.read(_CHUNK), b""), make)
    return _members(stream)


class _Stream:
    """The unpacked bytes, as far as they go."""

    def __init__(self, chunks: Iterator[bytes], make: Callable[[], Decompressor] | None) -> None:
        self._parts = _decompressed(chunks, make) if make else chunks
        self._buffer = b""
        self.error = ""
        """Why there is nothing more, if that is not the end."""

        self.position = 0

    def read(self, count: int) -> bytes:
        """*count* bytes, or what is left."""
        while len(self._buffer) < count and (part := self._next()):
            self._buffer += part
        found, self._buffer = self._buffer[:count], self._buffer[count:]
        self.position += len(found)
        return found

    def skip(self, count: int) -> bool:
        """Whether there were *count* bytes more."""
        while count > 0:
            found = len(self.read(min(count, _CHUNK)))
            if not found:
                return False
            count -= found
        return True

    def _next(self) -> bytes:
        try:
            return next(self._parts, b"")
        except CorruptError as error:
            self.error = str(error)
            return b""


def _decompressed(chunks: Iterator[bytes], make: Callable[[], Decompressor]) -> Iterator[bytes]:
    """Raises CorruptError once there is no more to be had."""
    decompressor = make()
    for chunk in chunks:
        rest = chunk
        while rest:
            if decompressor.eof:
                decompressor = make()
            yield from _steps(decompressor, rest)
            rest = decompressor.unused_data if decompressor.eof else b""
    if not decompressor.eof:
        raise CorruptError("unexpected end of the compressed data")


def _steps(decompressor: Decompressor, data: bytes) -> Iterator[bytes]:
    """Piece by piece, so that what comes before an error is had all the same."""
    try:
        for start in range(0, len(data), 512):
            if decompressor.eof:
                # What follows belongs to the next stream: the decompressor keeps what it was given.
                raise CorruptError("data behind the end")
            if part := decompressor.decompress(data[start : start + 512]):
                yield part
    except DECOMPRESSION_ERRORS as error:
        raise CorruptError(str(error)) from None


def _members(stream: _Stream) -> Archive | UnknownContent | None:
    """``None`` where not even the first header can be read."""
    found: list[Member] = []
    reader = Headers(stream)
    is_first = True
    while True:
        try:
            member = reader.next()
        except CorruptError as error:
            return None if is_first else Archive(tuple(found), str(error))
        if member is None:
            return None if is_first else Archive(tuple(found))
        if stream.position > _MOST_BYTES:
            return UnknownContent("too large to be read")
        is_first = False
        found.append(member)
