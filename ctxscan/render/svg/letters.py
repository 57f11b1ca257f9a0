"""How wide a text is at most, where nobody can measure it: whoever looks has his own fonts."""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iljtfrI.,:;'|!()[]-/ ")
_SIZE = 11
"""Pixels of the letters that the widths below are of."""


def width_of(text: str, size: float = _SIZE) -> float:
    """In pixels, of a sans serif of *size* pixels; rather more than less."""
    return sum(map(_letter, text)) * size / _SIZE


def _letter(char: str) -> float:
    if char in _NARROW:
        return 4.6
    if not char.isascii():
        return 11.5 if unicodedata.east_asian_width(char) in "WF" else 8.5
    return 8.6 if char.isupper() or char in "mwMW@%" else 6.8


def cut(text: str, width: float, size: float = _SIZE) -> str:
    """As much of *text* as *width* pixels hold, an ellipsis last where that is not all."""
    if width_of(text, size) <= width:
        return text
    left = width - width_of("\u2026", size)
    for at, char in enumerate(text):
        left -= width_of(char, size)
        if left < 0:
            return f"{text[:at]}\u2026" if at > 1 else ""
    return text
