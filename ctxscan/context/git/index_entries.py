"""The file of an index -> its entries, and these in runs that lie in one directory.

Source: git, Documentation/gitformat-index.txt.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Protocol

from ctxscan.context.git.index import length_of_names
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    IndexEntry = tuple[bytes, bytes, bytes]
    """Path, mode (four bytes, the highest first) and the name of the content."""

SUBMODULE = (0o160000).to_bytes(4)
"""The mode of a directory with a repository of its own."""

_HEADER = struct.Struct(">4sII")
_MODE = 24
_STAT = 40
"""Bytes of an entry in front of the name of its content, with its mode among them."""

_NAME = 0xFFF
_EXTENDED = 0x40

_AT_ONCE = 1 << 20
_LONGEST = 1 << 17
"""Bytes of the index that are read at once, and more than any entry has: no path is so long."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes | None:
        """At most so many bytes; nothing at the end."""


class Run(NamedTuple):
    """Entries that lie in one directory and follow one another; a submodule is alone."""

    directory: bytes
    """With a slash at its end; empty at the top."""

    names: list[bytes]
    modes: list[bytes]
    object_ids: list[bytes]


def in_runs(entries: Iterable[IndexEntry]) -> Iterator[Run]:
    """All *entries*, in their order."""
    directory, end, alone = b"", 0, False
    names: list[bytes] = []
    modes: list[bytes] = []
    object_ids: list[bytes] = []
    for path, mode, object_id in entries:
        slash = path.rfind(b"/") + 1
        if slash != end or alone or mode == SUBMODULE or not path.startswith(directory):
            if names:
                yield Run(directory, names, modes, object_ids)
            directory, end, alone = path[:slash], slash, mode == SUBMODULE
            names, modes, object_ids = [], [], []
        names.append(path[slash:])
        modes.append(mode)
        object_ids.append(object_id)
    if names:
        yield Run(directory, names, modes, object_ids)


def read_entries(
    file: Readable, extensions: dict[bytes, bytes] | None = None
) -> Iterator[IndexEntry]:
    """All entries in order; then *extensions* are filled in by their names.

    Of an index of a million files, little is in memory at once. Raises ValueError for what is none.
    """
    data, all_read = _more(file, b"")
    magic, version, count = _HEADER.unpack_from(data)
    if magic != b"DIRC" or version not in (2, 3, 4):
        raise ValueError
    if version == 4:
        while not all_read:
            data, all_read = _more(file, data)
    length = length_of_names(data) if version < 4 and count else _length_by_checksum(data)
    flags = _STAT + length
    at, path = _HEADER.size, b""
    for _ in range(count):
        if len(data) - at < _LONGEST and not all_read:
            data, all_read = _more(file, data[at:])
            at = 0
        mode, object_id = data[at + _MODE : at + _MODE + 4], data[at + _STAT : at + flags]
        high, low = data[at + flags], data[at + flags + 1]
        start = at + flags + (4 if high & _EXTENDED else 2)
        if version == 4:
            dropped, start = _varint(data, start)
            end = data.index(0, start)
            path = path[: len(path) - dropped] + data[start:end]
            at = end + 1
        else:
            size = (high << 8 | low) & _NAME
            end = start + size if size < _NAME else data.index(0, start)
            path = data[start:end]
            at += (end - at + 8) // 8 * 8
        yield path, mode, object_id
    if extensions is not None:
        while not all_read:
            data, all_read = _more(file, data[at:])
            at = 0
        extensions.update(_extensions(data, at, length))


def _more(file: Readable, rest: bytes) -> tuple[bytes, bool]:
    """*rest* with what comes behind it, and whether that was all."""
    more = file.read(_AT_ONCE) or b""
    return rest + more, not more


def _length_by_checksum(data: bytes) -> int:
    """Of the names of objects, by the checksum at the end of the file."""
    import hashlib  # noqa: PLC0415 - few repositories have such an index

    return 32 if hashlib.sha256(data[:-32]).digest() == data[-32:] else 20


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as git packs offsets (varint.c: decode_varint), and where the next byte is."""
    byte = data[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = data[at]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, at + 1


def _extensions(data: bytes, at: int, length: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(data) - length:
        size = int.from_bytes(data[at + 4 : at + 8])
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size
