"""Tables without lines: columns that fit, names that never break a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text


def table(*columns: tuple[str, str], header: bool = False) -> Table:
    """Columns as title and ``left`` or ``right``; the last one takes what width is left."""
    made = Table(box=None, show_header=header, pad_edge=False, padding=(0, 2, 0, 0))
    for index, (title, justify) in enumerate(columns):
        made.add_column(
            title,
            justify="right" if justify == "right" else "left",
            no_wrap=index < len(columns) - 1,
            overflow="fold",
            header_style="dim",
        )
    return made


def one_line(text: str) -> Text:
    """*text* on one line, cut at the end where it is too long; it must be printable."""
    return Text(" ".join(text.split()), no_wrap=True, overflow="ellipsis")
