"""Random inputs, grown from the small ones in ``tests/data/corpus``."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent.parent / "data" / "corpus"

_ODD = [
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\n", b"\\", b"\\\n", b"`", b"*", b"**/", b"!"),
    *(b"${", b"}", b"$$", b"[", b"]", b"{", b"(", b")+", b"'", b'"', b"<<E\n", b"#", b"/", b"../"),
    *(b"\xed\xb2\x80", "é".encode(), "\u202e".encode(), b"9" * 30, b"-1", b"1e999", b"%00", b":-"),
    *(
        b"&a ",
        b"*a",
        b"<<: ",
        b"? ",
        b"!!binary ",
        b"function",
        b"=",
        b"[[",
        b"\t",
        b" ",
        b"|",
        b">",
    ),
]
_LONGEST = 4_000
_LONGER = {"image": 20_000}
"""Bytes: a saved image is an archive of archives."""


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    return tuple(each.read_bytes() for each in sorted((CORPUS / target).iterdir()))


def inputs(target: str, count: int, seed: int) -> Iterator[bytes]:
    """The seeds themselves, and then *count* inputs that are always the same for one *seed*."""
    yield from seeds(target)
    chance = random.Random(f"{target} {seed}")  # noqa: S311 - the same inputs every time
    for _ in range(count):
        data = chance.choice(seeds(target))
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
            data = _changed(data, target, chance)[: _LONGER.get(target, _LONGEST)]
        yield data


def _changed(data: bytes, target: str, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    end = min(len(data), at + chance.choice((1, 1, 2, 4, 16, 64)))
    cut = data[at:end]
    match chance.randint(0, 5):
        case 0:
            middle = chance.choice(_ODD) + cut
        case 1:
            middle = b""
        case 2:
            middle = cut * chance.choice((2, 3, 20, 100))
        case 3:
            middle = bytes([chance.randint(0, 255)])
        case 4:
            other = chance.choice(seeds(target))
            start = chance.randint(0, len(other))
            middle = other[start : start + chance.randint(1, 80)]
        case _:
            middle = chance.choice(_ODD) * chance.choice((2, 10, 300))
    return data[:at] + middle + data[end:]
