"""The length of a tar entry as Go writes it, from its header alone.

Source: Go's archive/tar (Header.allowedFormats, Writer.WriteHeader, splitUSTARPath), driven by
moby/go-archive (FileInfoHeader): USTAR wherever it can hold all, else a PAX header before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxscan.context.entry import PlainFiles

BLOCK = 512
"""Bytes of a header, and what everything is padded to."""

TRAILER = 2 * BLOCK
"""The two empty blocks at the end of an archive."""

_LONGEST_NAME = 100
_LONGEST_PREFIX = 155
_LARGEST_OCTAL = 8**11 - 1
"""What fits in the eleven digits that USTAR has for a size and for a time."""


_LATEST = _LARGEST_OCTAL * 10**9
"""A modification time in nanoseconds that surely fits."""


def padded(size: int) -> int:
    """*size* bytes, rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def header_length(
    name: str, *, target: str = "", size: int = 0, mtime: int = 0, capability: bytes | None = None
) -> int:
    """Bytes of everything before an entry's content.

    *name* ends in a slash for a directory; *target* is the other name of a link;
    *mtime* is in whole seconds.
    """
    long_path = _needs_record(name)
    records = {}
    if long_path:
        records[b"path"] = _raw(name)
    if _needs_record(target):
        records[b"linkpath"] = _raw(target)
    if size > _LARGEST_OCTAL:
        records[b"size"] = str(size).encode()
    if not 0 <= mtime <= _LARGEST_OCTAL:
        records[b"mtime"] = str(mtime).encode()
    if capability is not None:
        records[b"SCHILY.xattr.security.capability"] = capability
    if not records or (list(records) == [b"path"] and _is_splittable(_raw(name))):
        return BLOCK
    length = sum(_record_length(key, value) for key, value in records.items())
    return BLOCK + padded(length) + BLOCK


def run_length(run: PlainFiles) -> int:
    """Bytes of the headers and the padded contents of files, and of the headers of directories."""
    total = 0
    for path, size, mtime_ns in zip(run.paths(), run.sizes, run.mtimes_ns, strict=True):
        total += _usual_header_length(path, size, mtime_ns) + padded(size)
    for _, path, _, mtime_ns in run.directories:
        total += _usual_header_length(f"{path}/", 0, mtime_ns)
    return total


def _usual_header_length(name: str, size: int, mtime_ns: int) -> int:
    short = len(name) <= _LONGEST_NAME and name.isascii()
    if short and size <= _LARGEST_OCTAL and 0 <= mtime_ns <= _LATEST:
        return BLOCK
    return header_length(name, size=size, mtime=mtime_ns // 10**9)


def _needs_record(text: str) -> bool:
    return not text.isascii() or len(text) > _LONGEST_NAME


def _is_splittable(name: bytes) -> bool:
    """Whether USTAR can hold a long *name* as a prefix and a name."""
    if not name.isascii():
        return False
    longest = min(len(name), _LONGEST_PREFIX + 1)
    if len(name) <= _LONGEST_PREFIX + 1 and name.endswith(b"/"):
        longest = len(name) - 1
    cut = name.rfind(b"/", 0, longest)
    return 0 < cut <= _LONGEST_PREFIX and 0 < len(name) - cut - 1 <= _LONGEST_NAME


def _record_length(key: bytes, value: bytes) -> int:
    r"""Bytes of ``"<length> <key>=<value>\n"``, where the length counts its own digits."""
    rest = len(key) + len(value) + 3
    length = rest + len(str(rest))
    return rest + len(str(length))


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
