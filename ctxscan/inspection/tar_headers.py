"""The headers of a tar, one behind the other, as Go reads them (archive/tar, Reader.Next)."""

from __future__ import annotations

import tarfile
from typing import Protocol

from ctxscan.builders.stages.archive import Member
from ctxscan.builders.stages.leaf import FileType

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

_LONGEST = 1 << 20
"""Bytes of a header that says more of the next one."""

_MOST_DIGITS = 19
"""Of a size: 2^63 bytes."""


class Stream(Protocol):
    """The unpacked bytes, as far as they go."""

    error: str

    def read(self, count: int) -> bytes: ...

    def skip(self, count: int) -> bool: ...


class CorruptError(Exception):
    pass


class Headers:
    """Go's tar.Reader: header blocks, with what PAX and GNU headers say of the next one."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.pending = 0
        """Bytes of the member read last, with their padding."""

        self.size = 0

    def next(self) -> Member | None:
        """``None`` at the end. Raises CorruptError."""
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
            raise CorruptError(self.stream.error or "unexpected EOF")
        self.pending = 0
        block = self.stream.read(512)
        if not block and not self.stream.error:
            return None
        if len(block) < 512:
            raise CorruptError(self.stream.error or "unexpected EOF")
        if not block.strip(b"\0"):
            if self.stream.read(512).strip(b"\0"):
                raise CorruptError("invalid tar header")
            return None
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError as error:
            raise CorruptError(f"invalid tar header: {error}") from None
        self._expect(info.size if _has_content(info) else 0)
        return info

    def _expect(self, size: int) -> None:
        self.size = size
        self.pending = -(-size // 512) * 512

    def _content(self) -> bytes:
        if self.size > _LONGEST:
            raise CorruptError("a header of unbelievable length")
        data = self.stream.read(self.pending)[: self.size]
        self.pending = 0
        return data

    def _member(self, info: tarfile.TarInfo, extended: dict[str, str]) -> Member:
        size = _number(extended["size"]) if "size" in extended else info.size
        if _has_content(info):
            self._expect(size)
        if info.type not in _TYPES:
            raise CorruptError(f"a header of unknown type {info.type!r}")
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


def _number(digits: str) -> int:
    """Raises CorruptError, also for more digits than Go's 64 bits hold."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise CorruptError("invalid tar header")
    return int(digits)


def _records(data: bytes) -> dict[str, str]:
    r"""``"30 path=name\n"``, one behind the other. Raises CorruptError."""
    found: dict[str, str] = {}
    while data:
        digits, space, _ = data.partition(b" ")
        length = _number(digits.decode("latin-1"))
        if not space or not len(digits) < length <= len(data):
            raise CorruptError("invalid tar header")
        record, data = data[len(digits) + 1 : length - 1], data[length:]
        key, _, value = record.decode("utf-8", "surrogateescape").partition("=")
        found[key] = value
    return found
