"""Sizes as people read and write them."""

from __future__ import annotations

from ctxscan.errors import UsageError

_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")

LARGEST = (1 << 63) - 1
"""Bytes: no file system has a larger file."""

_LONGEST = 60
"""Characters of a size: Python refuses to make a number of 5,000 digits."""

_SIZE = r"(?i)\s*(\d+(?:\.\d+)?)\s*([kmgtpezy]?)(i?)(b?)\s*"


def human_size(size: int) -> str:
    """Bytes as the docker client prints them: ``3.072kB``, ``128B`` (go-units, HumanSize)."""
    return _scaled(size, 1000, _DECIMAL)


def iec_size(size: int) -> str:
    """Bytes in powers of 1024: ``3KiB``."""
    return _scaled(size, 1024, _BINARY)


def _scaled(size: int, step: int, units: tuple[str, ...]) -> str:
    value = float(size)
    for unit in units[:-1]:
        if value < step:
            return f"{value:.4g}{unit}"
        value /= step
    return f"{value:.4g}{units[-1]}"


def buildkit_size(size: int) -> str:
    """Bytes as BuildKit's progress prints them: ``2.13kB``.

    moby/buildkit, util/progress/progressui (tonistiigi/units, ``%.2f``).
    """
    value = float(size)
    for unit in _DECIMAL:
        if value < 1000 or unit == _DECIMAL[-1]:
            break
        value /= 1000
    return f"{size}B" if unit == "B" else f"{value:.2f}{unit}"


def plural(count: int, word: str) -> str:
    """``1 file``, ``2,000 files``."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def parse_size(text: str) -> int:
    """``50MB`` (decimal), ``50MiB`` (binary) or plain bytes, in any case -> bytes.

    Raises UsageError for anything else.
    """
    import re  # noqa: PLC0415 - few runs read a size, and all of them load this
    from decimal import Decimal  # noqa: PLC0415 - for a size that is read, which few runs do; all of them load this

    match = re.fullmatch(_SIZE, text)
    if match is None or (match[3] and not match[2]):
        raise UsageError(
            f"not a size: {text[:_LONGEST]!r}", hint="write 50MB, 50MiB or a number of bytes"
        )
    step = 1024 if match[3] else 1000
    power = "kmgtpezy".index(match[2].lower()) + 1 if match[2] else 0
    size = int(Decimal(match[1]) * step**power) if len(text) <= _LONGEST else LARGEST + 1
    if size > LARGEST:
        raise UsageError("larger than any file can be", hint="leave the limit out")
    return size
