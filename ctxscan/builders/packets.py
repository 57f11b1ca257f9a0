"""The sizes of fsutil's packets, which are what BuildKit counts as ``transferring context``.

Source: tonistiigi/fsutil (types/wire.proto, send.go, receive.go), moby/buildkit
(source/local/source.go:newProgressHandler). SEMANTICS.md, D.8.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.context.entry import Run

FIN = 2
"""Bytes of the last packet, of every transfer."""

_CHUNK = 32 * 1024
"""Content bytes of one DATA packet."""

_GO_TYPE_BITS = {
    EntryType.FILE: 0,
    EntryType.SOCKET: 0,  # fsutil clears the bit, so a socket looks like an empty file
    EntryType.DIRECTORY: 1 << 31,
    EntryType.SYMLINK: 1 << 27,
    EntryType.FIFO: 1 << 25,
    EntryType.CHARACTER_DEVICE: 1 << 26 | 1 << 21,
    EntryType.BLOCK_DEVICE: 1 << 26,
}
_GO_SPECIAL_BITS = {0o4000: 1 << 23, 0o2000: 1 << 22, 0o1000: 1 << 20}


VARINT_LENGTH = (1, *(-(-bits // 7) for bits in range(1, 65)))
"""Bytes of a protobuf varint, by the number of bits; a negative number takes ten."""


def varint_length(number: int) -> int:
    return 10 if number < 0 else VARINT_LENGTH[number.bit_length()]


def _number_field(number: int) -> int:
    return 1 + varint_length(number) if number else 0


def _bytes_field(length: int) -> int:
    """Bytes of a field of *length* bytes, with its tag."""
    return 1 + varint_length(length) + length


def _text_field(text: str) -> int:
    return _bytes_field(_utf8_length(text)) if text else 0


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


@cache
def mode_field(entry_type: EntryType, mode: int) -> int:
    special = sum(bit for unix, bit in _GO_SPECIAL_BITS.items() if mode & unix)
    return _number_field(mode & 0o777 | special | _GO_TYPE_BITS[entry_type])


def stat_length(entry: Entry, first_name: str | None) -> int:
    """Bytes of the packet that announces *entry*; *first_name* is what a hard link points to."""
    is_directory = entry.type is EntryType.DIRECTORY
    length = _text_field(entry.path) + mode_field(entry.type, entry.mode)
    length += _number_field(entry.mtime_ns) + (0 if is_directory else _number_field(entry.size))
    target = first_name or entry.target
    if target:
        length += _text_field(target)
    if entry.device != (0, 0):
        length += _number_field(entry.device[0]) + _number_field(entry.device[1])
    for name, value in entry.xattrs:
        if not name.startswith("com.apple."):
            pair = _bytes_field(_utf8_length(name)) + _bytes_field(len(value))
            length += _bytes_field(pair)
    return _bytes_field(length)


def run_lengths(number: int, run: Run) -> tuple[int, int]:
    """The sums of ``stat_length`` and of ``data_length`` over the files of *run*.

    *number* is that of its first entry.
    """
    size_fields = [_SIZE_FIELDS[size.bit_length()] for size in run.sizes]
    fixed, above = _fixed_length(run), len(run.directory)
    if fixed is None or above > _FAR or not (run.directory.isascii() and _are_ascii(run.names)):
        announced = sum(stat_length(entry, None) for entry in run.entries())
    else:
        announced = 0
        for name_length, size_field in zip(map(len, run.names), size_fields, strict=True):
            path = above + name_length
            length = fixed + size_field + (2 if path > _ONE_BYTE else 1) + path
            announced += (3 if length > _ONE_BYTE else 2) + length
    last = number + len(run.sizes) - 1
    if max(run.sizes) > _CHUNK or data_length(number, 0) != data_length(last, 0):
        return announced, sum(map(data_length, range(number, last + 1), run.sizes))
    ends = 2 * len(run.sizes) - run.sizes.count(0)
    return announced, ends * data_length(number, 0) + sum(size_fields) + sum(run.sizes)


_SIZE_FIELDS = (0, *(1 + length for length in VARINT_LENGTH[1:]))
"""Bytes of a field with a number that is not negative, by its bits."""

_ONE_BYTE = 127
"""The largest number that is a varint of one byte."""

_FAR = 15_000
"""Characters above which a path with a name behind it might need a varint of three bytes."""


def _fixed_length(run: Run) -> int | None:
    """What is the same in the announcements of all files of *run*; ``None`` if nothing is.

    The tag of the path, the mode and the time: in most contexts the same for nearly all files.
    """
    modes = {mode_field(EntryType.FILE, mode) for mode in set(run.modes)}
    first, last = min(run.mtimes_ns), max(run.mtimes_ns)
    time = VARINT_LENGTH[last.bit_length()]
    if len(modes) > 1 or first <= 0 or time != VARINT_LENGTH[first.bit_length()]:
        return None
    return 1 + modes.pop() + 1 + time


def _are_ascii(names: Iterable[str]) -> bool:
    return "".join(names).isascii()


def data_length(number: int, size: int) -> int:
    """Bytes of the packets with the *size* bytes of content of entry *number*, and of their end."""
    lengths = VARINT_LENGTH
    end = 3 + lengths[number.bit_length()] if number else 2
    if not size:
        return end
    if size <= _CHUNK:
        return 2 * end + 1 + lengths[size.bit_length()] + size
    full, rest = divmod(size, _CHUNK)
    length = full * (end + _bytes_field(_CHUNK))
    return length + (end + _bytes_field(rest) if rest else 0) + end
