"""Bytes that come one behind the other: a part of them, and what they are unpacked."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

from ctxscan.errors import ImageError
from ctxscan.inspection.archives import DECOMPRESSION_ERRORS, decompressor_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.images.limits import Limits

_IN = 1 << 16
_OUT = 1 << 20
"""Bytes that are unpacked at once, at most."""

MAGIC_BYTES = 8
"""Of the beginning of a stream, that tell what it is."""


class Source(Protocol):
    """Where bytes come from, a piece at a time."""

    def piece(self) -> bytes:
        """What comes next, as much as comes at once; nothing at the end. Raises ImageError."""

    def skip(self, count: int, /) -> int:
        """How many of *count* bytes it passed over without reading them: fewer at its end."""


class Ahead(NamedTuple):
    """What of a stream is in memory."""

    data: bytes
    at: int
    """What comes next."""

    end: int
    """Behind the last byte that is the stream's."""


class Stream(Protocol):
    def read(self, count: int, /) -> bytes:
        """*count* bytes, or what is left. Raises ImageError where they cannot be had."""

    def skip(self, count: int, /) -> int:
        """How many of *count* bytes there were."""

    def ahead(self) -> Ahead:
        """What can be had without reading."""


class Cursor:
    """A place in a source, and what of it is in memory."""

    __slots__ = ("_at", "_data", "_source")

    def __init__(self, source: Source) -> None:
        self._source = source
        self._data, self._at = b"", 0

    def ahead(self) -> Ahead:
        return Ahead(self._data, self._at, len(self._data))

    def peek(self, count: int) -> bytes:
        """What ``read`` will give."""
        while len(self._data) - self._at < count and (piece := self._source.piece()):
            self._data = self._data[self._at :] + piece if self._at < len(self._data) else piece
            self._at = 0
        return self._data[self._at : self._at + count]

    def read(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        self._at += len(found)
        if len(found) == count:
            return found
        parts, missing = [found], count - len(found)
        while missing and self._fill():
            part = self._data[:missing]
            self._at = len(part)
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, count: int) -> int:
        passed = min(count, len(self._data) - self._at)
        self._at += passed
        if passed < count:
            passed += self._source.skip(count - passed)
        while passed < count and self._fill():
            self._at = min(count - passed, len(self._data))
            passed += self._at
        return passed

    def _fill(self) -> bool:
        """Whether there is more, where nothing is left in memory."""
        self._data, self._at = self._source.piece(), 0
        return bool(self._data)


class Window:
    """The next *size* bytes of a stream."""

    __slots__ = ("_name", "_stream", "left")

    def __init__(self, stream: Cursor | Window, size: int, name: str) -> None:
        """*name*: of what lies there, for errors."""
        self._stream, self._name = stream, name
        self.left = size
        """Bytes that are not read yet."""

    def ahead(self) -> Ahead:
        data, at, end = self._stream.ahead()
        return Ahead(data, at, min(end, at + self.left))

    def peek(self, count: int) -> bytes:
        """What ``read`` will give."""
        count = min(count, self.left)
        found = self._stream.peek(count)
        if len(found) < count:
            raise self._cut()
        return found

    def read(self, count: int) -> bytes:
        count = min(count, self.left)
        found = self._stream.read(count)
        if len(found) < count:
            raise self._cut()
        self.left -= count
        return found

    def skip(self, count: int) -> int:
        count = min(self.left, count)
        if count and self._stream.skip(count) < count:
            raise self._cut()
        self.left -= count
        return count

    def _cut(self) -> ImageError:
        return ImageError(f"it ends in the middle of {self._name}", hint="save the image again")


class Decompressor(Protocol):
    """As bz2 has it, and lzma, and zstd."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflate:
    """zlib's, in the manner of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


_MAGIC = {
    "gzip": b"\x1f\x8b\x08",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\x00",
    "zstd": b"\x28\xb5\x2f\xfd",
}


def compression_of(first: bytes) -> str:
    """``gzip``, ``zstd`` and so on; empty where *first* bytes are of no known compression."""
    return next((name for name, magic in _MAGIC.items() if first.startswith(magic)), "")


class Unpacked:
    """What a compressed stream unpacks to."""

    __slots__ = ("_ended", "_limits", "_make", "_name", "_now", "_stream", "_sums")

    def __init__(self, stream: Stream, compression: str, name: str, limits: Limits) -> None:
        """*name*: of what is compressed, for errors. Raises ImageError without zstd."""
        self._stream, self._name, self._limits = stream, name, limits
        self._make = _maker(compression, name)
        self._now = self._make()
        self._ended = False
        self._sums = [0, 0]
        """Compressed and unpacked bytes so far."""

    def piece(self) -> bytes:
        found = b""
        while not found and not self._ended:
            found = self._next()
        self._sums[1] += len(found)
        self._check_ratio()
        return found

    def skip(self, _count: int, /) -> int:
        return 0  # what follows cannot be unpacked without what was before it

    def _next(self) -> bytes:
        data = b""
        if self._now.eof:
            # Another stream may follow: an archive that can be read in pieces has one for each.
            data = self._now.unused_data or self._input()
            self._ended = not data.strip(b"\0")
            if self._ended:
                return b""
            self._now = self._make()
        elif self._now.needs_input:
            data = self._input()
        try:
            found = self._now.decompress(data, _OUT)
        except DECOMPRESSION_ERRORS as error:
            raise ImageError(f"{self._name} cannot be unpacked: {error}") from None
        if not found and not data and not self._now.eof:
            raise ImageError(f"{self._name} ends in the middle", hint="save the image again")
        return found

    def _input(self) -> bytes:
        data = self._stream.read(_IN)
        self._sums[0] += len(data)
        return data

    def _check_ratio(self) -> None:
        packed, unpacked = self._sums
        if unpacked > self._limits.unpacked and unpacked > packed * self._limits.ratio:
            raise ImageError(
                f"{self._name} unpacks to more than {self._limits.ratio} times its size, "
                f"{unpacked:,} bytes so far: a bomb, and no image"
            )


def _maker(compression: str, name: str) -> Callable[[], Decompressor]:
    if compression == "gzip":
        return _Inflate
    make: Callable[[], Decompressor] | None = decompressor_of(_MAGIC[compression])
    if make is None:
        hint = "install ctxscan[zstd], or use Python 3.14" if compression == "zstd" else None
        raise ImageError(
            f"{name} is compressed with {compression}, which this Python does not read", hint=hint
        )
    return make
