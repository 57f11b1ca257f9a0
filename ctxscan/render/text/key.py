"""Keys for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from ctxscan.render.names import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ctxscan.findings.key import Keys

_SHORT = 12
"""Digits of a digest that tell one step of a build from another."""


def key_text(keys: Keys) -> Group:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("line", justify="right")
    table.add_column("digest", no_wrap=True)
    table.add_column("step")
    for row in keys.steps:
        name = row.name
        text = f"{'LINK ' if name.link else ''}{name.instruction}"
        table.add_row(str(name.line), hexadecimal(row.digest)[:_SHORT], Text(printable(text)))
    parts: list[RenderableType] = [table] if keys.steps else []
    if keys.target is not None:
        parts.append(Text(f"\ntarget  {keys.target}"))
    if keys.unpinned:
        names = ", ".join(map(printable, keys.unpinned))
        parts.append(Text(f"by name alone, whatever it holds: {names}", style="yellow"))
    return Group(*parts)


def hexadecimal(digest: str) -> str:
    return digest.partition(":")[2]
