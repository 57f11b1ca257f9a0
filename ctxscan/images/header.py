"""The header of a tar archive, and many of them at once where they are plain.

Nearly all are: a file, a directory or a link with an ASCII name, whose size is octal digits. Those
are read where they lie in memory, as ``tar.Tar`` reads any: what is not plain is left to it.
"""

from __future__ import annotations

from hashlib import sha256
from posixpath import normpath
from typing import TYPE_CHECKING, Literal
from zlib import adler32

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

Kind = Literal["file", "hardlink", "symlink", "directory", "fifo", "device"]

BLOCK = 512
SHORTEST_LIMIT = 1024
"""No name of a plain member is longer."""

_FILE, _HARDLINK, _SYMLINK, _DIRECTORY, _EXTENDED = b"012" + b"5x"
_TIMES = frozenset([b"mtime", b"atime", b"ctime"])
_OCTAL = frozenset(b"01234567")
_MOST_SUMS = 10_000

Member = tuple[str, Kind, int, str, str]
"""Path, kind, size, link and digest: an ``Entry`` of a layer."""


class Plain(NamedTuple):
    members: list[Member]
    starts: list[int]
    """Where the content of each begins in *data*."""

    data: bytes
    end: int
    """Where the first one that is not plain begins."""

    last: str
    """The name of the last member as it stands there."""


class Sums(dict[bytes, int]):
    """Which field goes with which sum over a block of ASCII: there are far fewer than blocks."""

    def __missing__(self, field: bytes) -> int:
        known = _sum_said(field)
        if len(self) < _MOST_SUMS:
            self[field] = known
        return known


def _sum_said(field: bytes) -> int:
    """What Adler's first sum over the block is; -1 where no number stands there.

    It is that of the bytes, and one, modulo 65,521: that of 512 bytes of ASCII stays below.
    """
    said = octal(field)
    return -1 if said is None else said + sum(field) - len(field) * ord(" ") + 1


def plain_members(  # noqa: C901, PLR0912, PLR0915 - a call for each member would take longer than what it does
    data: bytes, at: int, end: int, sizes: Container[int], sums: Sums
) -> Plain:
    """Of *data*, from *at* on; nothing of what does not lie before *end* as a whole.

    Files that have one of *sizes* get a digest.
    """
    members: list[Member] = []
    starts: list[int] = []
    last, said, first = "", _NOTHING, at
    while first + BLOCK <= end:
        block = data[first : first + BLOCK]
        digits = block[124:135]
        if not (digits.isdigit() and block.isascii() and block[135] in b"\0 "):
            break
        if adler32(block) & 0xFFFF != sums[block[148:156]] or b"8" in digits or b"9" in digits:
            break
        kind, content = block[156], first + BLOCK
        if kind == _EXTENDED:
            size = int(digits, 8)
            first = content + padded(size)
            read = _said(data[content : content + size]) if first <= end else None
            if read is None or said is not _NOTHING:
                break
            said = read
            continue
        stop = block.find(b"\0", 0, 100)
        name = block[: stop if stop >= 0 else 100].decode()
        if block[345] and block[257:263] == b"ustar\0":
            name = f"{text_of(block[345:500])}/{name}"
        link = ""
        if said is not _NOTHING:
            name, link, said = said[0] or name, said[1], _NOTHING
            if link and kind != _SYMLINK:
                break
        path = name.removeprefix("./")
        if not path or path[0] in "./" or "//" in path:
            break
        if "/." in path and normpath(path) != path.rstrip("/"):
            break
        if kind == _FILE:
            size = int(digits, 8)
            first = content + (size + 511 & -BLOCK)
            if first > end or path[-1] == "/":
                break
            digest = ""
            if size in sizes:
                digest = sha256(data[content : content + size]).hexdigest()
            members.append((path, "file", size, "", digest))
        elif kind == _DIRECTORY:
            first = content
            members.append((path.rstrip("/"), "directory", 0, "", ""))
        elif kind == _SYMLINK:
            first = content
            members.append((path.rstrip("/"), "symlink", 0, link or text_of(block[157:257]), ""))
        else:
            break
        starts.append(content)
        at, last = first, name
    return Plain(members, starts, data, at, last)


_NOTHING = ("", "")


def _said(data: bytes) -> tuple[str, str] | None:
    """The name and the link of an extended header; ``None`` where it says more than times."""
    name = link = ""
    if len(data) > BLOCK:
        return None
    for line in data[:-1].split(b"\n"):
        digits, _, record = line.partition(b" ")
        if not digits.isdigit() or len(digits) > 3 or int(digits) != len(line) + 1:
            return None
        key, _, value = record.partition(b"=")
        if key == b"path":
            name = value.decode("utf-8", "surrogateescape")
        elif key == b"linkpath":
            link = value.decode("utf-8", "surrogateescape")
        elif key not in _TIMES:
            return None
    return name, link


def octal(field: bytes) -> int | None:
    """A number in octal digits, 0 where there is none; ``None`` for anything else.

    Python takes signs, underscores and tabs, too, and Go does not (strconv.go, parseOctal): with a
    size below nothing, an archive would be read over and over.
    """
    digits = field.strip(b" \0").partition(b"\0")[0]
    if not digits:
        return 0
    return int(digits, 8) if _OCTAL.issuperset(digits) else None


def padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def text_of(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def is_header(block: bytes) -> bool:
    """Whether the sum over *block* is the one that stands in it; some sum up signed bytes."""
    said = octal(block[148:156])
    if said is None:
        return False
    total = sum(block) - sum(block[148:156]) + 256
    if total == said:
        return True
    signed = sum(byte - 256 for byte in block[:148] + block[156:] if byte > 127)
    plain = sum(byte for byte in block[:148] + block[156:] if byte <= 127)
    return signed + plain + 256 == said


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
