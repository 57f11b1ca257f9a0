"""The index of a repository: which files of the work tree are as they were staged.

Read from its own file, so that git is never asked about the work tree. Source: git,
Documentation/gitformat-index.txt; read-cache.c (ie_match_stat, is_racy_timestamp).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context.reading import MIB, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.git.repository import Repository

_HEADER = struct.Struct(">4sII")
LARGEST = 1024 * MIB
"""Of ten million files."""

_STAT = struct.Struct(">10I")
_NAME = 0xFFF
_EXTENDED = 0x4000
_STAGE = 0x3000
_TRUSTED_BLINDLY = 0x8000
"""Assume-unchanged: the index may say what is not so."""


class Staged(NamedTuple):
    ctime_ns: int
    mtime_ns: int
    size: int
    object_id: str


class Index:
    """What was staged, from the top of the repository."""

    def __init__(self, staged: dict[str, Staged], written_ns: int) -> None:
        self._staged = staged
        self._written_ns = written_ns

    def unchanged(self, path: str, full: str) -> str | None:
        """The name of the content of *path*, if its file is as it was when it was staged.

        *full*: where it lies on disk.
        """
        known = self._staged.get(path)
        if known is None:
            return None
        try:
            info = os.lstat(full)
        except OSError:
            return None
        seen = info.st_ctime_ns, info.st_mtime_ns, info.st_size & 0xFFFFFFFF
        # What was written within the tick in which the index was may have been written again.
        if seen != known[:3] or info.st_mtime_ns >= self._written_ns:
            return None
        return known.object_id


EMPTY = Index({}, 0)


def read_index(repository: Repository) -> Index:
    """Empty where there is none, or where it is of a version that is not read here."""
    out = repository.ask(["rev-parse", "--git-path", "index"])
    path = os.path.join(repository.root, os.fsdecode(out[:-1]))
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            written = os.fstat(file.fileno()).st_mtime_ns
            data = file.read(LARGEST)
        return Index(dict(_entries(data)), written)
    except (OSError, struct.error, IndexError, ValueError):
        return EMPTY


def _entries(data: bytes) -> Iterator[tuple[str, Staged]]:
    magic, version, count = _HEADER.unpack_from(data)
    if magic != b"DIRC" or version not in (2, 3):
        return
    length = length_of_names(data)
    at = _HEADER.size
    for _ in range(count):
        stat = _STAT.unpack_from(data, at)
        start = at + _STAT.size
        flags = int.from_bytes(data[start + length : start + length + 2])
        name = start + length + (4 if flags & _EXTENDED else 2)
        end = name + (flags & _NAME) if flags & _NAME < _NAME else data.index(b"\0", name)
        if not flags & (_STAGE | _TRUSTED_BLINDLY):
            object_id = data[start : start + length].hex()
            path = data[name:end].decode("utf-8", "surrogateescape")
            yield path, Staged(_time(stat, 0), _time(stat, 2), stat[9], object_id)
        at += (end - at + 8) // 8 * 8


def _time(stat: tuple[int, ...], at: int) -> int:
    return stat[at] * 10**9 + stat[at + 1]


def length_of_names(data: bytes) -> int:
    """Of an object, in bytes: the first entry fits only one of the two."""
    for length in (20, 32):
        start = _HEADER.size + _STAT.size + length
        flags = int.from_bytes(data[start : start + 2])
        name = start + (4 if flags & _EXTENDED else 2)
        end = name + (flags & _NAME)
        if flags & _NAME < _NAME and data[end : end + 1] == b"\0" and b"\0" not in data[name:end]:
            return length
    return 20
