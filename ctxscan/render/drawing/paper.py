"""What a text is drawn on: a terminal of some width, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.render.drawing.text import Drawable, Line

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
"""Select Graphic Rendition, ECMA-48, 8.3.117."""


class Paper(NamedTuple):
    width: int
    """Columns."""

    has_blocks: bool
    """Whether its encoding has the characters of bars and trees."""

    is_styled: bool = False
    has_colors: bool = False
    """Else its styles are only bold and dim."""

    def draw(self, drawable: Drawable) -> str:
        """Lines without spaces at their ends, and without a space to be seen as none."""
        return "".join([f"{self._line(line)}\n" for line in drawable.lines(self.width)])

    def _line(self, line: Line) -> str:
        plain = "".join([text for text, _ in line]).rstrip()
        if not self.is_styled:
            return plain
        styled: list[str] = []
        room = len(plain)
        for text, style in line:
            kept = text[:room]
            room -= len(kept)
            codes = self._codes(style) if kept else ""
            styled.append(f"\x1b[{codes}m{kept}\x1b[0m" if codes else kept)
        return "".join(styled)

    def _codes(self, style: str) -> str:
        words = style.split()
        if not self.has_colors:
            words = [word for word in words if word in ("bold", "dim")]
        return ";".join([_CODES[word] for word in words])
