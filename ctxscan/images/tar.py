"""Headers of a tar archive, one after the other, as Go's archive/tar reads them.

Source: Go, src/archive/tar/reader.go (Reader.next, readGNUSparsePAXHeaders, readOldGNUSparseMap).
Python's tarfile makes an object of thirty attributes of each, which takes five times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import ImageError
from ctxscan.images.header import (
    BLOCK,
    SHORTEST_LIMIT,
    Sums,
    is_header,
    octal,
    padded,
    plain_members,
    text_of,
)
from ctxscan.images.stream import Window
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container

    from ctxscan.images.header import Kind, Plain
    from ctxscan.images.limits import Limits
    from ctxscan.images.stream import Cursor

_LARGEST = (1 << 63) - 1
_KINDS: dict[bytes, Kind] = {
    b"0": "file",
    b"\0": "file",
    b"7": "file",
    b"S": "file",
    b"1": "hardlink",
    b"2": "symlink",
    b"3": "device",
    b"4": "device",
    b"5": "directory",
    b"6": "fifo",
}
_GNU = {b"L": "path", b"K": "linkpath"}
"""What the content of a member is that GNU tar writes before another one."""

_NO_CONTENT = frozenset([b"1", b"2", b"3", b"4", b"5", b"6"])


class Header(NamedTuple):
    """One member."""

    name: str
    """As it stands there; bytes that are not UTF-8 are surrogates."""

    kind: Kind

    size: int
    """In bytes, of the file that it becomes: holes of a sparse one count."""

    stored: int
    """Bytes that follow in the archive."""

    link: str

    @property
    def is_whole(self) -> bool:
        """Whether the content stands there as it is: no holes are left out."""
        return self.size == self.stored


class Tar:
    """The members of an archive. ``open`` gives the content of the one that came last."""

    def __init__(
        self, stream: Cursor | Window, name: str, limits: Limits, sums: Sums | None = None
    ) -> None:
        """*name*: of the archive, for errors. *sums*: of headers, as other archives have them."""
        self._stream, self._name, self._limits = stream, name, limits
        self._last = Header("", "file", 0, 0, "")
        self._left = self._padding = 0
        self._opened: Window | None = None
        self._sums = Sums() if sums is None else sums

    def plain(self, sizes: Container[int]) -> Plain:
        """The members that come next, as far as they are in memory, and plain: perhaps none.

        Files that have one of *sizes* get a digest.
        """
        self._pass_content()
        self._stream.peek(BLOCK)
        data, at, end = self._stream.ahead()
        end = end if self._limits.name >= SHORTEST_LIMIT else at
        found = plain_members(data, at, end, sizes, self._sums)
        if found.members:
            self._stream.skip(found.end - at)
            self._last = self._last._replace(name=found.last)
        return found

    def next(self) -> Header | None:
        """``None`` at the end. Raises ImageError."""
        self._pass_content()
        said: dict[str, str] = {}
        by_gnu: dict[str, str] = {}
        while (block := self._block()) is not None:
            kind, size = block[156:157], self._number(block[124:136])
            if kind in (b"x", b"X"):
                # The last one counts alone: all of them together would fill the memory.
                said = self._records(self._extended(size))
            elif kind in _GNU:
                by_gnu[_GNU[kind]] = text_of(self._extended(size))
            elif kind in _KINDS:
                names = {key: value for key, value in by_gnu.items() if value}
                return self._member(block, kind, size, {**said, **names})
            else:
                # Global headers, labels of volumes: engines pass over them.
                self._skip(padded(size))
                said, by_gnu = {}, {}
        return None

    def open(self) -> Window:
        self._opened = Window(self._stream, self._left, self._last.name)
        return self._opened

    def _member(self, block: bytes, kind: bytes, size: int, said: dict[str, str]) -> Header:
        name = link = ""
        if said:
            name = said.get("GNU.sparse.name") or said.get("path", "")
            link = said.get("linkpath", "")
            size = self._decimal(said["size"]) if "size" in said else size
        stored = 0 if kind in _NO_CONTENT else size
        name = name or _name(block)
        what = _KINDS[kind]
        if what == "file" and name.endswith("/"):
            what = "directory"  # as archives of before 1988 write one
        if not link and what in ("hardlink", "symlink"):
            link = text_of(block[157:257])
        self._check_name(name, link)
        real = self._real_size(block, kind, size, said) if said or kind == b"S" else size
        self._last = Header(name, what, real if what == "file" else 0, stored, link)
        self._left, self._padding = stored, padded(stored) - stored
        return self._last

    def _real_size(self, block: bytes, kind: bytes, size: int, said: dict[str, str]) -> int:
        for key in ("GNU.sparse.realsize", "GNU.sparse.size"):
            if key in said:
                return self._decimal(said[key])
        if kind != b"S":
            return size
        goes_on = block[482]
        while goes_on:
            goes_on = self._read(BLOCK)[504]
        return self._number(block[483:495])

    def _pass_content(self) -> None:
        left = self._left if self._opened is None else self._opened.left
        self._skip(left + self._padding)
        self._opened, self._padding, self._left = None, 0, 0

    def _block(self) -> bytes | None:
        """The next header, ``None`` at the end."""
        block = self._stream.read(BLOCK)
        if not block or not block.strip(b"\0"):
            return None
        if len(block) < BLOCK:
            raise self._cut()
        if not is_header(block):
            raise ImageError(f"{self._name} holds what is no header of a tar archive")
        return block

    def _extended(self, size: int) -> bytes:
        if size > self._limits.header:
            raise ImageError(f"{self._name} has a header of {size:,} bytes: a bomb, and no image")
        return self._read(padded(size))[:size]

    def _read(self, count: int) -> bytes:
        found = self._stream.read(count)
        if len(found) < count:
            raise self._cut()
        return found

    def _skip(self, count: int) -> None:
        if count and self._stream.skip(count) < count:
            raise self._cut()

    def _cut(self) -> ImageError:
        where = f" in the middle of {self._last.name}" if self._last.name else " too early"
        return ImageError(f"{self._name} ends{where}", hint="save the image again")

    def _check_name(self, name: str, link: str) -> None:
        longest = max(len(name), len(link))
        if longest > self._limits.name:
            raise ImageError(f"{self._name} has a name of {longest:,} characters, and no image has")

    def _number(self, field: bytes) -> int:
        """Octal, or the bytes of a number where the first bit is set."""
        if field[0] & 0x80:
            value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
            if field[0] & 0x40 or value > _LARGEST:
                raise self._no_size()
            return value
        plain = octal(field)
        if plain is None:
            raise self._no_size()
        return plain

    def _decimal(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST):
            raise self._no_size()
        return int(text)

    def _no_size(self) -> ImageError:
        return ImageError(f"{self._name} has a header without a size that can be")

    def _records(self, data: bytes) -> dict[str, str]:
        r"""``"30 path=name\n"``, one behind the other."""
        found: dict[str, str] = {}
        while data:
            digits, space, _ = data.partition(b" ")
            if not (space and digits.isdigit() and len(digits) < 8):
                raise self._no_records()
            length = int(digits)
            if not len(digits) + 2 <= length <= len(data):
                raise self._no_records()
            key, _, value = data[len(digits) + 1 : length - 1].partition(b"=")
            found[text_of(key)] = value.decode("utf-8", "surrogateescape")
            data = data[length:]
        return found

    def _no_records(self) -> ImageError:
        return ImageError(f"{self._name} has an extended header that nobody can read")


def _name(block: bytes) -> str:
    name = text_of(block[:100])
    # GNU's own form has other things there.
    if block[257:263] == b"ustar\0" and block[345]:
        return f"{text_of(block[345:500])}/{name}"
    return name
