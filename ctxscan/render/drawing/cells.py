"""How many columns of a terminal a text takes, and where it is cut."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = regex(r"[ -~\u00a0-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u259f]*")
"""Characters of one column each; bars, the lines of a tree and accents among them."""

_ARGUMENT = r"(?:'[^']*'|[^\s']+)"
_COMMAND = (
    r"\(?ctxscan (?:rule [\w-]+"
    rf"|[a-z]+(?: (?:--?[\w-]+(?: (?!-){_ARGUMENT})?|'[^']*'|[\w./-]*[./][\w./-]*))*)\S*"
)
_WORD = regex(r"\s*\S+\s*")
_UNBROKEN = regex(rf"\s*(?:{_COMMAND}|--allow-secret {_ARGUMENT}|\S+)\s*")
"""A command is one word: whoever copies it gets all of it."""


def width_of(text: str) -> int:
    """In columns of a terminal."""
    return len(text) if _PLAIN.fullmatch(text) else _measured(text)


@cache
def _measured(text: str) -> int:
    from rich.cells import cell_len  # noqa: PLC0415 - rarely needed, and slow to import

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """As much of *text* as *width* columns hold, an ellipsis last where that is not all."""
    if width_of(text) <= width:
        return text
    return text[: _fitting(text, max(0, width - 1))] + ("…" if width > 0 else "")


def breaks(text: str, width: int) -> list[int]:
    """Offsets at which *text* goes on in a new line, so that each line fits in *width* columns.

    Between words; a word that no line holds goes on behind a slash, or wherever a line is full.
    """
    found: list[int] = []
    column = 0
    for start, end in _words(text, width):
        bare = width_of(text[start:end].rstrip())
        if column + bare > width and start:
            found.append(start)
            column = 0
        at = start
        while bare > width:
            full = max(1, _fitting(text[at:end], width))
            at = text.rfind("/", at + 1, at + full) + 1 or at + full
            found.append(at)
            bare = width_of(text[at:end].rstrip())
        column += width_of(text[at:end])
    return found


def _words(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; a command that a line holds is one."""
    for found in _UNBROKEN.finditer(text):
        if width_of(found.group().rstrip()) <= width:
            yield found.span()
        else:
            words = _WORD.finditer(text, found.start(), found.end())
            yield from (word.span() for word in words)


def _fitting(text: str, width: int) -> int:
    """The number of first characters that *width* columns hold."""
    if _PLAIN.fullmatch(text):
        return min(len(text), width)
    column = 0
    for index, character in enumerate(text):
        column += width_of(character)
        if column > width:
            return index
    return len(text)
