"""Elements of the image. Whatever a name holds is text in them: printable, and never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.html.parts import text

if TYPE_CHECKING:
    from ctxscan.render.svg.squarify import Box


def number(value: float) -> str:
    """To a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")


def rect(box: Box, own: str, title: str = "") -> str:
    """*own*: its class; *title*: what is said of it under a pointer."""
    x, y, w, h = map(number, box)
    tag = f'<rect class="{own}" x="{x}" y="{y}" width="{w}" height="{h}"'
    return f"{tag}><title>{text(title)}</title></rect>" if title else f"{tag}/>"


def shape(box: Box) -> str:
    """A rectangle as a piece of a path."""
    x, y, w, h = map(number, box)
    return f"M{x} {y}h{w}v{h}h-{w}z"


def text_element(x: float, y: float, said: str, own: str = "") -> str:
    name = f' class="{own}"' if own else ""
    return f'<text x="{number(x)}" y="{number(y)}"{name}>{text(said)}</text>'
