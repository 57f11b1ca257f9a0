"""The map as an image: for a README or a pull request. No script, no address, the same each time.

Colours are those of the page, light or dark as whoever looks prefers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.html.parts import text
from ctxscan.render.names import printable
from ctxscan.render.svg.elements import text_element
from ctxscan.render.svg.letters import cut
from ctxscan.render.svg.panel import HEIGHT, INNER, MARGIN, WIDTH
from ctxscan.render.svg.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.render.svg.panel import Panel

MOST_BYTES = 100_000
"""Of the image of a build: what is small is drawn closed, or not at all, until it is no larger."""

_LEAST = 3.0
"""Pixels of a side of what is drawn open, at first."""

_LINE = 20


def image(panels: Sequence[Panel], refused: Sequence[str] = ()) -> str:
    """One image of all *panels*, below one another; *refused*: a line on each build without one."""
    lines = [printable(f"No map of {each}") for each in refused]
    below = HEIGHT * len(panels)
    height = below + _LINE * len(lines) + (MARGIN if lines else 4)
    size = f'width="{WIDTH}" height="{height}"'
    said = " ".join([*(each.description for each in panels), *lines])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {size} role="img"',
        ' aria-labelledby="title desc">',
        f'<title id="title">{text("; ".join([each.title for each in panels] + lines))}</title>',
        f'<desc id="desc">{text(said)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" {size} rx="8"/>',
    ]
    for at, each in enumerate(panels):
        drawn = _small_enough(each)
        parts += [f'<g transform="translate(0 {HEIGHT * at})">', drawn, "</g>"]
    for at, line in enumerate(lines):
        y = below + _LINE * at + MARGIN
        parts.append(text_element(MARGIN, y, cut(line, INNER), "soft"))
    return "\n".join([*parts, "</svg>", ""])


_AROUND = 5_000
"""Bytes at most of what stands around the panels."""


def _small_enough(panel: Panel) -> str:
    least = _LEAST
    while True:
        drawn = "\n".join(panel.drawn(least))
        if len(drawn.encode()) <= MOST_BYTES - _AROUND or least > WIDTH:
            return drawn
        least *= 1.25
