"""A bar for a path: how large it is, and how much of that is sent, never asked for, ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.findings.draft.places import Fates


class Glyphs(NamedTuple):
    """What a bar is drawn with; the shapes differ, for those who see no colour."""

    sent: str
    never: str
    ignored: str
    opened: str
    folded: str
    arrow: str


BLOCKS = Glyphs("█", "▒", "░", "▾", "▸", "→")
ASCII = Glyphs("#", "=", ".", "v", ">", "->")


def bar(fates: Fates, share: float, width: int, glyphs: Glyphs) -> list[tuple[str, str]]:
    """*width* columns, *share* of them filled: parts with the names of their styles."""
    filled = round(share * width)
    if not filled and share > 0:
        filled = 1
    by_bytes = fates.content_bytes
    parts = (
        (fates.sent_bytes, fates.never_bytes, fates.ignored_bytes)
        if by_bytes
        else (fates.sent, fates.never, fates.ignored)
    )
    whole = sum(parts)
    if not whole:
        return [(" " * width, "")]
    sent = round(filled * parts[0] / whole)
    never = round(filled * (parts[0] + parts[1]) / whole) - sent
    ignored = filled - sent - never
    return [
        (glyphs.sent * sent, "sent"),
        (glyphs.never * never, "never"),
        (glyphs.ignored * ignored, "ignored"),
        (" " * (width - filled), ""),
    ]
