"""A document as text, just as ``json.dumps(document, indent=2)`` has it.

The standard library indents in Python, value by value; here most of a document takes one step a
row, and a part of it may be text already.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_STEP = "  "


class WrittenRows:
    """The members of a list, written already with the margin that they have in the document."""

    __slots__ = ("pieces",)

    def __init__(self, pieces: Iterable[str]) -> None:
        """*pieces*: one or more members each, with ``row_break`` between them; or empty."""
        self.pieces: Sequence[str] = [piece for piece in pieces if piece]


def margin(depth: int) -> str:
    """What begins a line at *depth*, the line break before it too."""
    return "\n" + _STEP * depth


def row_break(depth: int) -> str:
    """What stands between two members at *depth*."""
    return "," + margin(depth)


def text_of(document: object) -> str:
    """ASCII only: anything else is escaped, a lone surrogate too.

    Raises TypeError for what is no JSON: anything but dicts, sequences, texts, numbers, ``None``.
    """
    written: list[str] = []
    _write(document, 0, written.append)
    return "".join(written)


def _write(value: Any, depth: int, write: Callable[[str], object]) -> None:
    plain = _plain(value)
    if plain is not None:
        write(plain)
    elif isinstance(value, dict):
        _write_members(value, depth, write)
    elif isinstance(value, WrittenRows):
        _write_rows(value.pieces, depth, write)
    elif isinstance(value, list | tuple):
        _write_list(value, depth, write)
    else:
        raise TypeError(f"{type(value).__name__} is no JSON")


def _plain(value: Any) -> str | None:
    """A text, a number or a constant; ``None`` for what has parts."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return int.__repr__(value)
    return float.__repr__(value) if isinstance(value, float) else None


def _write_members(members: dict[str, Any], depth: int, write: Callable[[str], object]) -> None:
    if not members:
        write("{}")
        return
    start, next_start = "{" + margin(depth + 1), row_break(depth + 1)
    for name, value in members.items():
        write(f"{start}{encode_basestring_ascii(name)}: ")
        start = next_start
        _write(value, depth + 1, write)
    write(margin(depth) + "}")


def _write_list(values: Sequence[Any], depth: int, write: Callable[[str], object]) -> None:
    if not values:
        write("[]")
        return
    start, next_start = "[" + margin(depth + 1), row_break(depth + 1)
    for value in values:
        write(start)
        start = next_start
        _write(value, depth + 1, write)
    write(margin(depth) + "]")


def _write_rows(pieces: Sequence[str], depth: int, write: Callable[[str], object]) -> None:
    if not pieces:
        write("[]")
        return
    start, next_start = "[" + margin(depth + 1), row_break(depth + 1)
    for piece in pieces:
        write(start + piece)
        start = next_start
    write(margin(depth) + "]")
