"""Tables without lines: columns that fit."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from ctxscan.render.drawing.cells import width_of
from ctxscan.render.drawing.text import Line, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = 2
"""Spaces from one column to the next."""

_LEAST = 8
"""Columns of the terminal that each one keeps, however narrow it is."""


class Column:
    __slots__ = ("is_right", "title", "width", "wraps")

    def __init__(self, title: str, *, is_right: bool, wraps: bool) -> None:
        """*wraps*: it gives way first where the table is too wide, and its cells go on below."""
        self.title, self.is_right, self.wraps = title, is_right, wraps
        self.width: int | None = None


class Table:
    __slots__ = ("caption", "columns", "has_header", "rows")

    def __init__(self, *columns: Column, has_header: bool) -> None:
        self.columns, self.has_header = columns, has_header
        self.rows: list[list[Text]] = []
        self.caption = ""
        """What stands below it."""

    def add_row(self, *cells: str | Text) -> None:
        self.rows.append([cell if isinstance(cell, Text) else Text(cell) for cell in cells])

    def lines(self, width: int) -> Iterator[Line]:
        titles = [[Text(column.title, "bold dim") for column in self.columns]]
        rows = (titles if self.has_header else []) + self.rows
        widths = self._widths(rows, width)
        for row in rows:
            cells = [
                list(cell.lines(wide, cuts=not column.wraps))
                for cell, wide, column in zip(row, widths, self.columns, strict=True)
            ]
            for parts in zip_longest(*cells, fillvalue=[]):
                yield self._line(parts, widths)
        if self.caption:
            yield from Text(self.caption, "dim").lines(width)

    def _widths(self, rows: list[list[Text]], width: int) -> list[int]:
        widths = [
            max(map(_width, cells), default=0) if column.width is None else column.width
            for column, cells in zip(self.columns, zip(*rows, strict=True), strict=True)
        ]
        excess = sum(widths) + _BETWEEN * (len(widths) - 1) - width
        for wraps in (True, False):
            own = [index for index, column in enumerate(self.columns) if column.wraps is wraps]
            excess = _narrow(widths, own, excess)
        return widths

    def _line(self, parts: tuple[Line, ...], widths: list[int]) -> Line:
        line: Line = []
        for column, part, wide in zip(self.columns, parts, widths, strict=True):
            room = " " * (wide - sum(width_of(text) for text, _ in part))
            line += [(room, ""), *part] if column.is_right else [*part, (room, "")]
            line.append((" " * _BETWEEN, ""))
        return line


def table(*columns: tuple[str, str], header: bool = False) -> Table:
    """Columns as title and ``left``, ``right`` or ``wrap``; the last one wraps in any case."""
    last = len(columns) - 1
    made = [
        Column(title, is_right=side == "right", wraps=side == "wrap" or index == last)
        for index, (title, side) in enumerate(columns)
    ]
    return Table(*made, has_header=header)


def one_line(text: str) -> Text:
    """*text* on one line, cut at the end where it is too long; it must be printable."""
    return Text(" ".join(text.split()), is_one_line=True)


def at_slashes(path: str, width: int) -> str:
    """*path* on several lines where it is longer than *width*, each ending behind a slash.

    No name is broken, however long it is.
    """
    lines = [""]
    for part in path.split("/"):
        if lines[-1] and len(lines[-1]) + len(part) + 1 > width:
            lines.append("")
        lines[-1] += f"{part}/"
    return "\n".join(lines)[:-1]


def _narrow(widths: list[int], of: list[int], excess: int) -> int:
    """Take *excess* from the widest columns of these, down to the next one; what is left of it."""
    while excess > 0 and of:
        most = max(widths[index] for index in of)
        widest = [index for index in of if widths[index] == most]
        next_most = max((widths[index] for index in of if widths[index] < most), default=0)
        if most <= _LEAST:
            break
        step = min(most - max(next_most, _LEAST), -(-excess // len(widest)))
        for index in widest:
            taken = min(step, max(excess, 0))
            widths[index] -= taken
            excess -= taken
    return excess


def _width(cell: Text) -> int:
    return max(map(width_of, cell.plain.split("\n")))
