"""Keys for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from ctxscan.findings.key import Keys
    from ctxscan.render.drawing.text import Drawable

_SHORT = 12
"""Digits of a digest that tell one step of a build from another."""


def key_text(keys: Keys) -> Group:
    rows = table(("line", "right"), ("digest", "left"), ("step", "wrap"), header=True)
    for row in keys.steps:
        name = row.name
        text = printable(f"{'LINK ' if name.link else ''}{name.instruction}")
        rows.add_row(str(name.line), hexadecimal(row.digest)[:_SHORT], one_line(text))
    parts: list[Drawable] = [rows] if keys.steps else []
    if keys.target is not None:
        parts.append(Text(f"\ntarget  {keys.target}"))
    if keys.unpinned:
        names = ", ".join(map(printable, keys.unpinned))
        parts.append(Text(f"by name alone, whatever it holds: {names}", style="yellow"))
    return Group(*parts)


def hexadecimal(digest: str) -> str:
    return digest.partition(":")[2]
