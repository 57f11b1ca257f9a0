"""What an index has: read off its file, piece by piece.

Git, which takes longer to start than many a walk, is asked of a sparse index alone,
and no setting of the repository counts. Source: git, Documentation/gitformat-index.txt.
"""

from __future__ import annotations

import os
import struct
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from ctxscan.context.git.index import LARGEST, length_of_names
from ctxscan.context.git.tracked_files import Tracked
from ctxscan.context.reading import MIB, open_regular, read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_HEADER = struct.Struct(">4sII")
_STAT = 40
"""Bytes of an entry in front of the name of its content; its mode is at 24."""

_NAME = 0xFFF
_EXTENDED = 0x40
_SUBMODULE = 0o160000
_SHARED = b"link"
"""The extension of a split index: most entries are in another file (git, split-index.c)."""

_SPARSE = b"sdir"
"""The extension of a sparse index: a directory that is not checked out is one entry."""

_AT_ONCE = 1 << 20
_LONGEST = 1 << 17
"""Bytes of the index that are read at once, and more than any entry has: no path is so long."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes | None:
        """At most so many bytes; nothing at the end."""


def tracked_at(top: str, prefix: str) -> Tracked | None:
    """What lies below *prefix* in the repository at *top*; ``None``: it is not read here."""
    found = Tracked()
    return found if _read_into(found, top, prefix, "") else None


def _read_into(found: Tracked, top: str, prefix: str, below: str) -> bool:
    """Add what lies below *prefix* in the repository at *top*, as lying in *below*."""
    try:
        inner = _read_one(found, top, prefix, below)
    except (OSError, struct.error, IndexError, ValueError):
        return False
    for directory, name in inner:
        if os.path.lexists(os.path.join(directory, ".git")):
            _read_into(found, directory, "", name)
    return True


def _read_one(found: Tracked, top: str, prefix: str, below: str) -> list[tuple[str, str]]:
    """The same; the repositories in it are returned, with where each lies."""
    extensions: dict[bytes, bytes] = {}
    whole = Tracked()
    inner = _added(whole, _staged(top, extensions), top, prefix, below)
    if _SPARSE in extensions or _SHARED in extensions:  # known only now: they stand at the end
        whole = Tracked()
        inner = _added(whole, _staged_elsewhere(top, extensions), top, prefix, below)
    found.take(whole)
    return inner


def _added(
    found: Tracked, staged: Iterable[tuple[str, int, bytes]], top: str, prefix: str, below: str
) -> list[tuple[str, str]]:
    inner = []
    for path, mode, object_id in staged:
        if not path.startswith(prefix):
            continue
        name = below + path[len(prefix) :]
        if mode == _SUBMODULE:
            inner.append((os.path.join(top, path), f"{name}/"))
        else:
            found.add(name, mode, object_id)
    return inner


def _staged(top: str, extensions: dict[bytes, bytes]) -> Iterator[tuple[str, int, bytes]]:
    """Path, mode and name of the content; then all *extensions*.

    Raises OSError, and ValueError for what is not read.
    """
    git = _git_directory(top)
    if not os.path.exists(os.path.join(git, "HEAD")):
        raise ValueError
    path = os.path.join(git, "index")
    try:
        opened = open_regular(path)
    except FileNotFoundError:  # nothing was ever staged
        return
    with open(opened, "rb", buffering=0) as file:
        if os.fstat(opened).st_size > LARGEST:
            raise ValueError
        if os.fstat(opened).st_size:
            yield from entries(file, extensions)


def _staged_elsewhere(
    top: str, extensions: Mapping[bytes, bytes]
) -> Iterator[tuple[str, int, bytes]]:
    if _SPARSE in extensions:
        return _listed_by_git(top)
    git = _git_directory(top)
    own = read_regular(os.path.join(git, "index"), LARGEST)
    return _joined(git, entries(BytesIO(own)), extensions[_SHARED])


def _git_directory(top: str) -> str:
    git = os.path.join(top, ".git")
    if os.path.isfile(git):
        named = read_regular(git, MIB).removeprefix(b"gitdir:").strip()
        git = os.path.join(top, os.fsdecode(named))
    return git


def _joined(
    git: str, own: Iterable[tuple[str, int, bytes]], link: bytes
) -> Iterator[tuple[str, int, bytes]]:
    """The entries of a split index and of the one that it goes on from."""
    from ctxscan.context.git.ewah import read_bitmap  # noqa: PLC0415 - few indexes are split

    length = _length_of_link(git, link)
    shared = read_regular(os.path.join(git, f"sharedindex.{link[:length].hex()}"), LARGEST)
    deleted, at = read_bitmap(link, length)
    replaced, _ = read_bitmap(link, at)
    waiting = iter(own)
    for number, entry in enumerate(entries(BytesIO(shared))):
        if number in replaced:
            _, mode, object_id = next(waiting)  # its name is left out
            if number not in deleted:
                yield entry[0], mode, object_id
        elif number not in deleted:
            yield entry
    yield from waiting


def _length_of_link(git: str, link: bytes) -> int:
    for length in (20, 32):
        if os.path.exists(os.path.join(git, f"sharedindex.{link[:length].hex()}")):
            return length
    raise ValueError


def _listed_by_git(top: str) -> Iterator[tuple[str, int, bytes]]:
    """Of a sparse index, which leaves out what lies in the directories that it names."""
    from ctxscan.context.git.program import GitError, run_git  # noqa: PLC0415 - few indexes are sparse

    try:
        status, out, _ = run_git(top, ["ls-files", "-s", "-z"])
    except GitError:
        raise ValueError from None
    if status != 0:
        raise ValueError
    for row in out.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, object_id, _ = head.split()
        yield (
            path.decode("utf-8", "surrogateescape"),
            int(mode, 8),
            bytes.fromhex(object_id.decode()),
        )


def entries(
    file: Readable, extensions: dict[bytes, bytes] | None = None
) -> Iterator[tuple[str, int, bytes]]:
    """Path, mode and name of the content; then all *extensions* are filled in by their names.

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
    head = _STAT + length + 2
    at, before = _HEADER.size, b""
    for _ in range(count):
        if len(data) - at < _LONGEST and not all_read:
            data, all_read = _more(file, data[at:])
            at = 0
        object_id = data[at + _STAT : at + _STAT + length]
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
