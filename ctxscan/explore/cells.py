"""How many columns of a terminal a text takes."""

from __future__ import annotations

from unicodedata import combining, east_asian_width


def width_of(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def cut(text: str, width: int) -> str:
    """As much of *text* as fits into *width* columns; ``~`` stands for the rest."""
    if width_of(text) <= width:
        return text
    found, left = [], width - 1
    for char in text:
        left -= _columns(char)
        if left < 0:
            break
        found.append(char)
    return ("".join(found) + "~")[: max(width, 0)]


def wrapped(text: str, width: int) -> list[str]:
    """*text* on lines of at most *width* columns, broken at blanks where there are any."""
    found: list[str] = []
    width = max(width, 2)  # for a character that takes two
    while width_of(text) > width:
        end = len(cut(text, width)) - 1
        blank = text.rfind(" ", end // 2, end)
        end = blank if blank > 0 else max(end, 1)
        found.append(text[:end])
        text = text[end:].removeprefix(" ")
    return [*found, text]
