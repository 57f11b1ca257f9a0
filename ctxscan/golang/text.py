"""Go's ideas of text, where they differ from Python's and a Dockerfile can tell."""

from __future__ import annotations

import unicodedata

from ctxscan.regex import regex

# unicode.IsSpace; Python's str.isspace() also takes \x1c-\x1f.
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501 - one table

_NOT_UTF8 = regex("[\ud800-\udfff]")
_BYTE = regex("[\udc80-\udcff]")


def is_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L")


def is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def decoded(text: str) -> str:
    """Replace what is not UTF-8 as Go does when it walks a string rune by rune."""
    return _NOT_UTF8.sub("\ufffd", text)


def to_bytes_view(text: str) -> str:
    """One character per byte, for the places where BuildKit takes bytes for runes."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def from_bytes_view(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


def byte_length(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def byte_order(text: str) -> bytes:
    """The key that sorts as Go sorts strings."""
    return text.encode("utf-8", "surrogateescape")


def nearest(word: str, options: tuple[str, ...]) -> str | None:
    """The option less than three edits away (buildkit, util/suggest), or ``None``."""
    near = (each for each in options if abs(len(each) - len(word)) < 3)
    distance, option = min(((_edits(word, option), option) for option in near), default=(3, ""))
    return option if 0 < distance < 3 else None


def _edits(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row = row, [i]
        for j, b in enumerate(right, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (a != b)))
    return row[-1]


def as_go_reads(text: str) -> str:
    """Go's decoder gives U+FFFD for each byte that is not UTF-8 (a lone surrogate here)."""
    return text if text.isascii() else _BYTE.sub("\ufffd", text)


_MOST_DIGITS = 4_000
"""Python itself reads no more than 4,300 of a number (sys.set_int_max_str_digits)."""


def whole_number(digits: str) -> int:
    """The number in decimal *digits*; of one longer than Python reads, another that is as huge."""
    return int((digits.lstrip("0") or "0")[:_MOST_DIGITS])
