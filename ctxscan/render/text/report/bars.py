"""Bars and percentages, for terminals that can draw blocks and for those that cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.render.drawing.paper import Paper

_LEAST = 6
"""Characters of a bar that still says something."""

_WIDE = 120
"""Columns of a terminal on which bars may be twice as long."""

_BLOCKS = " ▏▎▍▌▋▊▉█"


class Bars(NamedTuple):
    width: int
    """In characters."""

    blocks: bool
    """Whether the terminal's encoding has block characters."""

    def draw(self, part: int, whole: int) -> str:
        """*part* of *whole*; something is shown for every part that is not nothing."""
        share = part / whole if whole else 0.0
        if not self.blocks:
            return "#" * (round(share * self.width) or int(part > 0))
        eighths = round(share * self.width * 8) or int(part > 0)
        full, rest = divmod(eighths, 8)
        return _BLOCKS[-1] * full + (_BLOCKS[rest] if rest else "")

    def draw_two(self, part: int, more: int, whole: int) -> tuple[str, str]:
        """*part* as always, and what *more* is beside it in a paler sign."""
        own, pale = self.draw(part, whole), "\u2591" if self.blocks else "."
        length = round((part + more) / whole * self.width) if whole else 0
        return own, pale * max(length - len(own), int(more > 0))


def beside(columns: int, paper: Paper) -> Bars | None:
    """Bars in a table that needs so many *columns* without them; ``None``: no room for any."""
    width = min(20 if paper.width >= _WIDE else 10, paper.width - columns - 2)
    return Bars(width, paper.has_blocks) if width >= _LEAST else None


def percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0.0
    return "<1%" if 0 < share < 1 else f"{share:.0f}%"
