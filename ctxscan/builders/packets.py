"""The sizes of fsutil's packets, which are what BuildKit counts as ``transferring context``.

Source: tonistiigi/fsutil (types/wire.proto, send.go, receive.go), moby/buildkit
(source/local/source.go:newProgressHandler). SEMANTICS.md, D.8.
"""

from __future__ import annotations

from ctxscan.context.entry import Entry, EntryType

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


def varint_length(number: int) -> int:
    """Bytes of a protobuf varint; ten for a negative number."""
    return 10 if number < 0 else max(1, -(-number.bit_length() // 7))


def _number_field(number: int) -> int:
    return 1 + varint_length(number) if number else 0


def _bytes_field(length: int) -> int:
    """Bytes of a field of *length* bytes, with its tag."""
    return 1 + varint_length(length) + length


def _text_field(text: str) -> int:
    return _bytes_field(_utf8_length(text)) if text else 0


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def _go_mode(entry: Entry) -> int:
    special = sum(bit for unix, bit in _GO_SPECIAL_BITS.items() if entry.mode & unix)
    return entry.mode & 0o777 | special | _GO_TYPE_BITS[entry.type]


def stat_length(entry: Entry, first_name: str | None) -> int:
    """Bytes of the packet that announces *entry*; *first_name* is what a hard link points to."""
    length = _text_field(entry.path)
    length += _number_field(_go_mode(entry))
    length += _number_field(0 if entry.type is EntryType.DIRECTORY else entry.size)
    length += _number_field(entry.mtime_ns)
    length += _text_field(first_name or entry.target)
    length += _number_field(entry.device[0]) + _number_field(entry.device[1])
    for name, value in entry.xattrs:
        if not name.startswith("com.apple."):
            pair = _bytes_field(_utf8_length(name)) + _bytes_field(len(value))
            length += _bytes_field(pair)
    return _bytes_field(length)


def data_length(number: int, size: int) -> int:
    """Bytes of the packets with the *size* bytes of content of entry *number*, and of their end."""
    end = 2 + _number_field(number)
    full, rest = divmod(size, _CHUNK)
    length = full * (end + _bytes_field(_CHUNK))
    return length + (end + _bytes_field(rest) if rest else 0) + end
