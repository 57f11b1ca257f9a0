"""Which files of a directory git tracks, and their contents' names: read off the index itself.

Git, which takes longer to start than many a walk, is asked of a sparse index alone,
and no setting of the repository counts. Source: git, Documentation/gitformat-index.txt.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context.git.index import LARGEST, length_of_names
from ctxscan.context.reading import MIB, read_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_HEADER = struct.Struct(">4sII")
_STAT = 40
"""Bytes of an entry in front of the name of its content; its mode is at 24."""

_NAME = 0xFFF
_EXTENDED = 0x40
_SUBMODULE = 0o160000
_FILES = (0o100644, 0o100755)
_SHARED = b"link"
"""The extension of a split index: most entries are in another file (git, split-index.c)."""

_SPARSE = b"sdir"
"""The extension of a sparse index: a directory that is not checked out is one entry."""

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
    inner = []
    try:
        for path, mode, object_id in _staged(top):
            if not path.startswith(prefix):
                continue
            name = below + path[len(prefix) :]
            if mode == _SUBMODULE:
                inner.append((os.path.join(top, path), f"{name}/"))
            else:
                found.object_ids[name] = object_id
                found.modes[name] = mode
    except (OSError, struct.error, IndexError, ValueError):
        return False
    for directory, name in inner:
        if os.path.lexists(os.path.join(directory, ".git")):
            _read_into(found, directory, "", name)
    return True


def _staged(top: str) -> Iterable[tuple[str, int, str]]:
    """Path, mode and name of the content. Raises OSError, and ValueError for what is not read."""
    git = _git_directory(top)
    if not os.path.exists(os.path.join(git, "HEAD")):
        raise ValueError
    try:
        data = read_regular(os.path.join(git, "index"), LARGEST)
    except FileNotFoundError:  # nothing was ever staged
        return ()
    if not data:
        return ()
    extensions: dict[bytes, bytes] = {}
    found = entries(data, extensions)
    if _SPARSE in data or _SHARED in data:
        found = iter([*found])  # the extensions stand behind the entries
        if _SPARSE in extensions:
            return _listed_by_git(top)
        if _SHARED in extensions:
            return _joined(git, found, extensions[_SHARED])
    return found


def _git_directory(top: str) -> str:
    git = os.path.join(top, ".git")
    if os.path.isfile(git):
        named = read_regular(git, MIB).removeprefix(b"gitdir:").strip()
        git = os.path.join(top, os.fsdecode(named))
    return git


def _joined(
    git: str, own: Iterable[tuple[str, int, str]], link: bytes
) -> Iterator[tuple[str, int, str]]:
    """The entries of a split index and of the one that it goes on from."""
    from ctxscan.context.git.ewah import read_bitmap  # noqa: PLC0415 - few indexes are split

    length = _length_of_link(git, link)
    shared = read_regular(os.path.join(git, f"sharedindex.{link[:length].hex()}"), LARGEST)
    deleted, at = read_bitmap(link, length)
    replaced, _ = read_bitmap(link, at)
    waiting = iter(own)
    for number, entry in enumerate(entries(shared)):
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


def _listed_by_git(top: str) -> Iterator[tuple[str, int, str]]:
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
        yield path.decode("utf-8", "surrogateescape"), int(mode, 8), object_id.decode()


def entries(
    data: bytes, extensions: dict[bytes, bytes] | None = None
) -> Iterator[tuple[str, int, str]]:
    """Path, mode and name of the content; then all *extensions* are filled in by their names.

    Raises ValueError for what is no index.
    """
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
    if extensions is not None:
        extensions.update(_extensions(data, at, length))


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
