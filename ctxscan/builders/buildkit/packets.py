"""The sizes of fsutil's packets, which are what BuildKit counts as ``transferring context``.

Source: tonistiigi/fsutil (types/wire.proto, send.go, receive.go), moby/buildkit
(source/local/source.go:newProgressHandler). docs/semantics, D.8.
"""

from __future__ import annotations

from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.context.entry import PlainFiles

FIN = 2
"""Bytes of the last packet, of every transfer."""

_CHUNK = 32 * 1024
"""Content bytes of one DATA packet."""

_DATA = 2
"""Bytes of a DATA packet without content and number: its type."""

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


def number_field(number: int) -> int:
    """Bytes of a field with a number; a zero is left out."""
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
    return number_field(mode & 0o777 | special | _GO_TYPE_BITS[entry_type])


def stat_length(entry: Entry, first_name: str | None) -> int:
    """Bytes of the packet that announces *entry*; *first_name* is what a hard link points to."""
    is_directory = entry.type is EntryType.DIRECTORY
    length = _text_field(entry.path) + mode_field(entry.type, entry.mode)
    length += number_field(entry.mtime_ns) + (0 if is_directory else number_field(entry.size))
    target = first_name or entry.target
    if target:
        length += _text_field(target)
    if entry.device != (0, 0):
        length += number_field(entry.device[0]) + number_field(entry.device[1])
    for name, value in entry.xattrs:
        if not name.startswith("com.apple."):
            pair = _bytes_field(_utf8_length(name)) + _bytes_field(len(value))
            length += _bytes_field(pair)
    return _bytes_field(length)


class Lengths(NamedTuple):
    """The packets of some entries, in bytes, and what has yet to be added to them."""

    announced: int
    """Of the packets that announce them."""

    data: int
    """Of the DATA packets, without the number of the entry that each of them holds."""

    packets: int
    """How many DATA packets there are: the content's, and an empty one at its end."""


def run_lengths(run: PlainFiles) -> Lengths:
    """The sums over the files and directories of *run*."""
    known: Lengths | None = run.facts.get(Lengths)
    if known is None:
        known = run.facts[Lengths] = _run_lengths(run)
    return known


def _run_lengths(run: PlainFiles) -> Lengths:
    sizes = run.sizes
    size_fields = [_SIZE_FIELDS[size.bit_length()] for size in sizes]
    announced = _announced_files(run, size_fields) + _announced_directories(run)
    content = sum(sizes)
    if content > _CHUNK and max(sizes) > _CHUNK:
        data = sum(map(data_length, sizes))
        return Lengths(announced, data, sum(map(data_packets, sizes)))
    packets = 2 * len(sizes) - sizes.count(0)
    return Lengths(announced, _DATA * packets + sum(size_fields) + content, packets)


_SIZE_FIELDS = (0, *(1 + length for length in VARINT_LENGTH[1:]))
"""Bytes of a field with a number that is not negative, by its bits."""


def _announced_files(run: PlainFiles, size_fields: Sequence[int]) -> int:
    if not run.names:
        return 0
    name_lengths = _utf8_lengths(run.names)
    above = [(_utf8_length(directory), count) for directory, count in run.parts]
    of_mode = {mode: mode_field(EntryType.FILE, mode & 0o7777) for mode in set(run.modes)}
    mode_fields = map(of_mode.__getitem__, run.modes)
    longest = max(above)[0] + max(name_lengths) + max(of_mode.values()) + max(size_fields)
    if _USUAL_TIME_FIELD + longest <= _SHORT and _are_usual(run.mtimes_ns):
        directories = sum(length * count for length, count in above)
        content = sum(name_lengths) + sum(mode_fields) + sum(size_fields)
        return directories + content + _SHORT_EXTRA * len(run.names)
    lengths: list[int] = []
    start = 0
    for length, count in above:
        lengths += [length + name for name in name_lengths[start : start + count]]
        start += count
    return _announced(lengths, [*mode_fields], size_fields, run.mtimes_ns)


def _announced_directories(run: PlainFiles) -> int:
    if not run.directories:
        return 0
    _, paths, modes, mtimes_ns = zip(*run.directories, strict=True)
    of_mode = {mode: mode_field(EntryType.DIRECTORY, mode & 0o7777) for mode in set(modes)}
    mode_fields = [of_mode[mode] for mode in modes]
    return _announced(_utf8_lengths(paths), mode_fields, repeat(0, len(paths)), mtimes_ns)


def _announced(
    path_lengths: Sequence[int],
    mode_fields: Sequence[int],
    size_fields: Iterable[int],
    mtimes_ns: Sequence[int],
) -> int:
    """The same as the sum of ``stat_length``, for paths that are not empty."""
    # Without the tags and the lengths of the path and of the packet.
    fields = zip(path_lengths, mode_fields, size_fields, strict=True)
    lengths = [_USUAL_TIME_FIELD + path + mode + size for path, mode, size in fields]
    if not _are_usual(mtimes_ns):
        times = zip(lengths, mtimes_ns, strict=True)
        lengths = [length - _USUAL_TIME_FIELD + number_field(time) for length, time in times]
    if max(lengths) <= _SHORT:
        return sum(lengths) + (_SHORT_EXTRA - _USUAL_TIME_FIELD) * len(lengths)
    packets = (
        1 + varint_length(path) + length for path, length in zip(path_lengths, lengths, strict=True)
    )
    return sum(map(_bytes_field, packets))


def _are_usual(mtimes_ns: Sequence[int]) -> bool:
    return min(mtimes_ns) >= _USUAL_TIMES[0] and max(mtimes_ns) < _USUAL_TIMES[1]


_SHORT = 127 - 2
"""Bytes of the fields of an entry: up to here, the lengths of its path and of its packet, which has
a tag and a length more, are varints of one byte."""

_USUAL_TIMES = 2**56, 2**63
"""Nanoseconds, from 1972 to 2262, that make a varint of nine bytes."""

_USUAL_TIME_FIELD = 10

_SHORT_EXTRA = _USUAL_TIME_FIELD + 4
"""Of a short entry: with its time, and the tags and lengths of its path and of its packet."""


def _utf8_lengths(texts: Sequence[str]) -> list[int]:
    """Of each of them."""
    return list(map(len if "".join(texts).isascii() else _utf8_length, texts))


def data_length(size: int) -> int:
    """Bytes of the packets with *size* bytes of content, and of their end, without numbers."""
    if not size:
        return _DATA
    if size <= _CHUNK:
        return 2 * _DATA + _bytes_field(size)
    full, rest = divmod(size, _CHUNK)
    length = full * (_DATA + _bytes_field(_CHUNK))
    return length + (_DATA + _bytes_field(rest) if rest else 0) + _DATA


def data_packets(size: int) -> int:
    """How many packets that is."""
    return -(-size // _CHUNK) + 1
