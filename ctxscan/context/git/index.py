"""The index of a repository: which files of the work tree are as they were staged.

Read from its own file, so that git is never asked about the work tree. Source: git,
Documentation/gitformat-index.txt; read-cache.c (ie_match_stat, is_racy_timestamp).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from ctxscan.context.git.side import Side
from ctxscan.context.reading import MIB, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.context.git.repository import Repository

_HEADER = struct.Struct(">4sII")
LARGEST = 1024 * MIB
"""Of ten million files."""

_STAT = 40
"""Bytes of an entry before the name of its object."""

_SECOND = 10**9
_NAME = 0xFFF
_EXTENDED = 0x4000
_STAGE = 0x3000
_UNTRUSTED = _STAGE | 0x8000
"""Not merged, or assumed to be unchanged: the index may say what is not so."""

_INTENDED = 0x2000
"""Of the flags of an extended entry: it is to be added, and nothing is staged yet."""

_EMPTY_BLOBS = (
    bytes.fromhex("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
    bytes.fromhex("473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"),
)

_ELSEWHERE = (b"link", b"sdir")
"""Extensions that keep entries in another file, or whole directories as one entry: what is left
says nothing of the rest."""

_FILE = 0x81
"""The second byte from the end of a regular file's mode: 0100644 or 0100755."""


class Index:
    """What was staged, from the top of the repository."""

    def __init__(self, data: bytes, written_ns: int, length: int) -> None:
        """*length*: of the name of an object, in bytes. Raises what a damaged file leads to."""
        self._data = data
        self._read = struct.Struct(f">4I8xI8xI{length}sH").unpack_from
        self._written_ns = written_ns
        self.directories: dict[str, dict[str, int]] = {}
        """Names by directory (with a slash at its end), and where the entry of each begins."""
        self.odd: dict[str, int] = {}
        """What is no regular file, by path, with its mode."""
        self.is_merged = True
        """Whether each path is there once, so that it tells all that was staged."""
        self._fill(_STAT + length)

    def _fill(self, fixed: int) -> None:
        """*fixed*: bytes of an entry before its flags."""
        data = self._data
        above, names = b"", self.directories.setdefault("", {})
        for at, path in _paths(data, fixed):
            directory, slash, name = path.rpartition(b"/")
            if directory != above:
                above = directory
                names = self.directories.setdefault(_text(directory + slash), {})
            names[name.decode("utf-8", "surrogateescape")] = at
            if data[at + 26] != _FILE:
                self.odd[_text(path)] = int.from_bytes(data[at + 24 : at + 28])
            if data[at + fixed] & _STAGE >> 8:
                self.is_merged = False

    def side(self, path: str) -> Side:
        """What lies at *path*, which is staged."""
        directory, slash, name = path.rpartition("/")
        found = self._read(self._data, self.directories[directory + slash][name])
        return Side(f"{found[4]:06o}", found[6].hex())

    def kept(self, at: int, size: int, mtime_ns: int, ctime_ns: int) -> tuple[int, bytes] | None:
        """Mode and object of the entry that begins there, if a file like this is as was staged."""
        ctime, ctime_rest, mtime, mtime_rest, mode, known_size, object_id, flags = self._read(
            self._data, at
        )
        is_known = (
            mtime * _SECOND + mtime_rest == mtime_ns
            and ctime * _SECOND + ctime_rest == ctime_ns
            and known_size == size & 0xFFFFFFFF
            # What was written within the tick in which the index was may have been written again.
            and mtime_ns < self._written_ns
            and not flags & _UNTRUSTED
            # Git writes no size of what it may not trust by its times alone (ie_modified).
            and (known_size or object_id in _EMPTY_BLOBS)
        )
        return (mode, object_id) if is_known else None

    def unchanged(self, path: str, full: str) -> str | None:
        """The name of the content of *path*, if its file is as it was when it was staged.

        *full*: where it lies on disk.
        """
        directory, slash, name = path.rpartition("/")
        at = self.directories.get(directory + slash, _NONE).get(name)
        if at is None:
            return None
        try:
            info = os.lstat(full)
        except OSError:
            return None
        found = self.kept(at, info.st_size, info.st_mtime_ns, info.st_ctime_ns)
        return None if found is None else found[1].hex()


_NONE: Mapping[str, int] = {}
_LENGTHS = {"sha1": 20, "sha256": 32}


def _empty() -> Index:
    return Index(_HEADER.pack(b"DIRC", 2, 0), 0, _LENGTHS["sha1"])


def read_index(repository: Repository) -> Index:
    """Empty where there is none; one that says nothing where it is of a kind not read here."""
    out = repository.ask(["rev-parse", "--show-object-format", "--git-path", "index"])
    algorithm, _, place = out[:-1].partition(b"\n")
    path = os.path.join(repository.root, os.fsdecode(place))
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            written = os.fstat(file.fileno()).st_mtime_ns
            data = file.read(LARGEST)
        return Index(data, written, _LENGTHS[algorithm.decode()])
    except FileNotFoundError:
        return _empty()
    except (OSError, struct.error, LookupError, ValueError):
        unknown = _empty()
        unknown.is_merged = False
        return unknown


def _paths(data: bytes, fixed: int) -> Iterator[tuple[int, bytes]]:
    """Where each entry begins, and its path; what is only to be added is left out.

    Raises ValueError for what is not read here, a split or sparse index among it.
    """
    magic, version, count = _HEADER.unpack_from(data)
    if magic != b"DIRC" or version not in (2, 3, 4):
        raise ValueError
    at, fixed_and_flags, path = _HEADER.size, fixed + 2, b""
    for _ in range(count):
        name, intended = at + fixed_and_flags, False
        if data[at + fixed] & _EXTENDED >> 8:
            intended = bool(data[name] & _INTENDED >> 8)
            name += 2
        start = at
        if version == 4:
            cut, name = _varint(data, name)
            end = data.index(b"\0", name)
            path = path[: len(path) - cut] + data[name:end]
            at = end + 1
        else:
            end = data.index(b"\0", name)
            path = data[name:end]
            # Entries are filled up to eight bytes, with one zero at least.
            at = end + 8 - (end - at) % 8
        if not intended:
            yield start, path
    if any(name in _ELSEWHERE for name in _extensions(data, at, fixed - _STAT)):
        raise ValueError


def _extensions(data: bytes, at: int, length: int) -> Iterator[bytes]:
    """Their names; *length*: of the checksum behind them."""
    while at + 8 <= len(data) - length:
        yield data[at : at + 4]
        at += 8 + int.from_bytes(data[at + 4 : at + 8])


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as it stands in a pack (git, varint.c: decode_varint), and where it ends."""
    value = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        value = (value + 1 << 7) + (data[at] & 0x7F)
    return value, at + 1


def length_of_names(data: bytes) -> int:
    """Of an object, in bytes: the first entry fits only one of the two."""
    for length in (20, 32):
        start = _HEADER.size + _STAT + length
        flags = int.from_bytes(data[start : start + 2])
        name = start + (4 if flags & _EXTENDED else 2)
        end = name + (flags & _NAME)
        if flags & _NAME < _NAME and data[end : end + 1] == b"\0" and b"\0" not in data[name:end]:
            return length
    return 20
