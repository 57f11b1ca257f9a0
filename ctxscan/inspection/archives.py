"""Archives of a context, read as ADD reads them: by their first bytes, header after header.

Sources: moby/go-archive, compression (DetectCompression, DecompressStream); Go, archive/tar
(Reader.Next). Nothing is kept but the headers.
"""

from __future__ import annotations

import bz2
import lzma
import os
import tarfile
import zlib
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from ctxscan.builders.stages.archive import Archive, Member, UnknownContent
from ctxscan.builders.stages.node import FileType
from ctxscan.context.below import open_below
from ctxscan.context.reading import open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_CHUNK = 1 << 16
_MOST_BYTES = 1 << 32
"""Unpacked. Nobody waits longer than that for a listing."""

_ZSTD = b"\x28\xb5\x2f\xfd"
_TYPES = {
    tarfile.REGTYPE: FileType.FILE,
    tarfile.AREGTYPE: FileType.FILE,
    tarfile.CONTTYPE: FileType.FILE,
    tarfile.GNUTYPE_SPARSE: FileType.FILE,
    tarfile.LNKTYPE: FileType.FILE,
    tarfile.SYMTYPE: FileType.SYMLINK,
    tarfile.FIFOTYPE: FileType.FIFO,
    tarfile.CHRTYPE: FileType.DEVICE,
    tarfile.BLKTYPE: FileType.DEVICE,
    tarfile.DIRTYPE: None,
}


class Decompressor(Protocol):
    """What the standard library has for each format."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def _gzip() -> Decompressor:
    return zlib.decompressobj(31)


_FORMATS: dict[bytes, Callable[[], Decompressor]] = {
    b"\x1f\x8b\x08": _gzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lzma.LZMADecompressor,
}


def _find_zstd() -> None:
    """Python has it since 3.14; the extra ``ctxscan[zstd]`` brings the same to older ones."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            _FORMATS[_ZSTD] = import_module(name).ZstdDecompressor
            return


_find_zstd()
READS_ZSTD = _ZSTD in _FORMATS


def zstd_decompressor() -> Any:
    """What makes one, or ``None`` where nothing here reads zstd."""
    return _FORMATS.get(_ZSTD)


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
    if first.startswith(_ZSTD) and not READS_ZSTD:
        why = "compressed with zstd, which Python 3.14 or ctxscan[zstd] can read"
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
        except _CorruptError as error:
            self.error = str(error)
            return b""


class _CorruptError(Exception):
    pass


def _decompressed(chunks: Iterator[bytes], make: Callable[[], Decompressor]) -> Iterator[bytes]:
    """Raises _CorruptError once there is no more to be had."""
    decompressor = make()
    for chunk in chunks:
        rest = chunk
        while rest:
            if decompressor.eof:
                decompressor = make()
            yield from _steps(decompressor, rest)
            rest = decompressor.unused_data if decompressor.eof else b""
    if not decompressor.eof:
        raise _CorruptError("unexpected end of the compressed data")


def _steps(decompressor: Decompressor, data: bytes) -> Iterator[bytes]:
    """Piece by piece, so that what comes before an error is had all the same."""
    try:
        for start in range(0, len(data), 512):
            if decompressor.eof:
                # What follows belongs to the next stream: the decompressor keeps what it was given.
                raise _CorruptError("data behind the end")
            if part := decompressor.decompress(data[start : start + 512]):
                yield part
    except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
        raise _CorruptError(str(error)) from None


def _members(stream: _Stream) -> Archive | UnknownContent | None:
    """``None`` where not even the first header can be read."""
    found: list[Member] = []
    reader = _Headers(stream)
    is_first = True
    while True:
        try:
            member = reader.next()
        except _CorruptError as error:
            return None if is_first else Archive(tuple(found), str(error))
        if member is None:
            return None if is_first else Archive(tuple(found))
        if stream.position > _MOST_BYTES:
            return UnknownContent("too large to be read")
        is_first = False
        found.append(member)


class _Headers:
    """Go's tar.Reader: header blocks, with what PAX and GNU headers say of the next one."""

    def __init__(self, stream: _Stream) -> None:
        self.stream = stream
        self.pending = 0
        """Bytes of the member read last, with their padding."""

        self.size = 0

    def next(self) -> Member | None:
        """``None`` at the end. Raises _CorruptError."""
        extended: dict[str, str] = {}
        while True:
            info = self._header()
            if info is None:
                return None
            if info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
                extended |= _records(self._content())
            elif info.type == tarfile.GNUTYPE_LONGNAME:
                extended["path"] = _text(self._content())
            elif info.type == tarfile.GNUTYPE_LONGLINK:
                extended["linkpath"] = _text(self._content())
            elif info.type == tarfile.XGLTYPE:
                self._content()
            else:
                return self._member(info, extended)

    def _header(self) -> tarfile.TarInfo | None:
        if not self.stream.skip(self.pending):
            raise _CorruptError(self.stream.error or "unexpected EOF")
        self.pending = 0
        block = self.stream.read(512)
        if not block and not self.stream.error:
            return None
        if len(block) < 512:
            raise _CorruptError(self.stream.error or "unexpected EOF")
        if not block.strip(b"\0"):
            if self.stream.read(512).strip(b"\0"):
                raise _CorruptError("invalid tar header")
            return None
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise _CorruptError(f"invalid tar header: {error}") from None
        self._expect(info.size if _has_content(info) else 0)
        return info

    def _expect(self, size: int) -> None:
        self.size = size
        self.pending = -(-size // 512) * 512

    def _content(self) -> bytes:
        if self.size > _CHUNK * 16:
            raise _CorruptError("a header of unbelievable length")
        data = self.stream.read(self.pending)[: self.size]
        self.pending = 0
        return data

    def _member(self, info: tarfile.TarInfo, extended: dict[str, str]) -> Member:
        size = int(extended.get("size", info.size))
        if _has_content(info):
            self._expect(size)
        if info.type not in _TYPES:
            raise _CorruptError(f"a header of unknown type {info.type!r}")
        target = extended.get("linkpath", info.linkname)
        is_link = info.type == tarfile.LNKTYPE
        return Member(
            name=extended.get("path", info.name),
            type=_TYPES[info.type],
            size=size,
            mode=info.mode & 0o7777,
            target="" if is_link else target,
            hard_link=target if is_link else "",
        )


_WITHOUT_CONTENT = frozenset(
    {tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE}
    | {tarfile.FIFOTYPE}
)


def _has_content(info: tarfile.TarInfo) -> bool:
    return info.type not in _WITHOUT_CONTENT


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "surrogateescape")


def _records(data: bytes) -> dict[str, str]:
    r"""``"30 path=name\n"``, one behind the other. Raises _CorruptError."""
    found: dict[str, str] = {}
    while data:
        digits, space, _ = data.partition(b" ")
        if not space or not digits.isdigit() or not 0 < int(digits) <= len(data):
            raise _CorruptError("invalid tar header")
        record, data = data[len(digits) + 1 : int(digits) - 1], data[int(digits) :]
        key, _, value = record.decode("utf-8", "surrogateescape").partition("=")
        found[key] = value
    return found
