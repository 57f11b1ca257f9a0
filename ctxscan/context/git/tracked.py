"""Which files of a directory git tracks, and their contents' names: read off the index itself.

Neither git nor GitPython is started, which takes longer than many a walk, and no setting of the
repository counts. Source: git, Documentation/gitformat-index.txt.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context.git.index import LARGEST, length_of_names
from ctxscan.context.reading import MIB, read_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_HEADER = struct.Struct(">4sII")
_STAT = 40
"""Bytes of an entry in front of the name of its content; its mode is at 24."""

_NAME = 0xFFF
_EXTENDED = 0x40
_SUBMODULE = 0o160000
_FILES = (0o100644, 0o100755)
_ELSEWHERE = (b"link", b"sdir")
"""Extensions that keep entries in another file, or whole directories as one entry."""

_LARGEST = 1_000_000
"""Bytes of a file that is compared with what git has of it."""


class Tracked(NamedTuple):
    """What the index has, by paths relative to a directory; submodules that are there included."""

    object_ids: dict[str, str]
    """The name of the content as it is staged."""

    modes: dict[str, int]

    def same(self, root: str, paths: Collection[str]) -> frozenset[str]:
        """Those of *paths* whose file below *root* holds what git has of it."""
        return frozenset(path for path in paths if self._is_same(root, path))

    def _is_same(self, root: str, path: str) -> bool:
        known = self.object_ids.get(path)
        if known is None or self.modes[path] not in _FILES:
            return known is not None
        from ctxscan.context.peek import peek  # noqa: PLC0415 - see below

        data = peek(root, path, _LARGEST + 1)
        if data is None or len(data) > _LARGEST:
            return True  # too large to be compared in passing
        from ctxscan.context.git.worktree import blob_name  # noqa: PLC0415 - imports hashlib, and most readers ask for names alone

        algorithm = "sha1" if len(known) == 40 else "sha256"
        unix = data.replace(b"\r\n", b"\n")
        return known in (blob_name(data, algorithm), blob_name(unix, algorithm))


def read_tracked(directory: str) -> Tracked | None:
    """``None`` outside of a repository, and where its index is of a kind that is not read here."""
    root = os.path.realpath(directory)
    top = root
    while not os.path.lexists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    prefix = os.path.relpath(root, top).replace(os.sep, "/")
    found = Tracked({}, {})
    inside = "" if prefix == "." else f"{prefix}/"
    return found if _read_into(found, top, inside, "") else None


def _read_into(found: Tracked, top: str, prefix: str, below: str) -> bool:
    """Add what lies below *prefix* in the repository at *top*, as lying in *below*."""
    data = _index_of(top)
    if data is None:
        return False
    inner = []
    try:
        for path, mode, object_id in entries(data):
            if not path.startswith(prefix):
                continue
            name = below + path[len(prefix) :]
            if mode == _SUBMODULE:
                inner.append((os.path.join(top, path), f"{name}/"))
            else:
                found.object_ids[name] = object_id
                found.modes[name] = mode
    except (struct.error, IndexError, ValueError):
        return False
    for directory, name in inner:
        if os.path.lexists(os.path.join(directory, ".git")):
            _read_into(found, directory, "", name)
    return True


def _index_of(top: str) -> bytes | None:
    """Empty where nothing was ever staged."""
    git = os.path.join(top, ".git")
    try:
        if os.path.isfile(git):
            named = read_regular(git, MIB).removeprefix(b"gitdir:").strip()
            git = os.path.join(top, os.fsdecode(named))
        if not os.path.exists(os.path.join(git, "HEAD")):
            return None
        return read_regular(os.path.join(git, "index"), LARGEST)
    except FileNotFoundError:
        return b""
    except OSError:
        return None


def entries(data: bytes) -> Iterator[tuple[str, int, str]]:
    """Path, mode and name of the content. Raises ValueError for what is not read here."""
    if not data:
        return
    magic, version, count = _HEADER.unpack_from(data)
    if magic != b"DIRC" or version not in (2, 3, 4):
        raise ValueError
    length = length_of_names(data) if version < 4 and count else _length_by_checksum(data)
    head = _STAT + length + 2
    at, before = _HEADER.size, b""
    for _ in range(count):
        object_id = data[at + _STAT : at + _STAT + length].hex()
        mode = int.from_bytes(data[at + 24 : at + 28])
        high, low = data[at + head - 2], data[at + head - 1]
        start = at + head + (2 if high & _EXTENDED else 0)
        if version == 4:
            dropped, start = _varint(data, start)
            end = data.index(0, start)
            path = before[: len(before) - dropped] + data[start:end]
            before, at = path, end + 1
        else:
            size = (high << 8 | low) & _NAME
            end = start + size if size < _NAME else data.index(0, start)
            path = data[start:end]
            at += (end - at + 8) // 8 * 8
        yield path.decode("utf-8", "surrogateescape"), mode, object_id
    if any(name in _ELSEWHERE for name in _extensions(data, at, length)):
        raise ValueError


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


def _extensions(data: bytes, at: int, length: int) -> Iterator[bytes]:
    while at + 8 <= len(data) - length:
        yield data[at : at + 4]
        at += 8 + int.from_bytes(data[at + 4 : at + 8])
