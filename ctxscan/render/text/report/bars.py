"""Bars and percentages, for terminals that can draw blocks and for those that cannot."""

from __future__ import annotations

from typing import NamedTuple

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


def percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0.0
    return "<1%" if 0 < share < 1 else f"{share:.0f}%"
