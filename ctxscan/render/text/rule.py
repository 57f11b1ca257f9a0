"""The pages of codes for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.codes import Code
    from ctxscan.render.drawing.text import Drawable

_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}


def draw_index(found: Sequence[Code]) -> Drawable:
    """A line for each code."""
    index = table(("", "left"), ("", "left"), ("", "left"))
    for row in found:
        severity = Text(row.severity, _COLORS[row.severity])
        index.add_row(Text(row.code, "bold"), severity, Text(row.summary))
    return Group(
        index, Text(""), Text("ctxscan rule CODE shows why, what to do, and examples.", "dim")
    )


def draw_pages(found: Sequence[Code]) -> Drawable:
    parts: list[Drawable] = []
    for row in found:
        parts += [Text("")] if parts else []
        parts += _page(row)
    return Group(*parts)


def _page(row: Code) -> list[Drawable]:
    severity = (row.severity, _COLORS[row.severity])
    title = Text.assemble((row.code, "bold"), "  ", severity, f"  {', '.join(row.commands)}")
    fix = " ctxscan lint --fix can write it." if row.fixable else ""
    return [
        title,
        *_indented(Text(row.summary), Text("")),
        *_indented(Text(row.why), Text("")),
        *_indented(Text.assemble(("-> ", "green"), (row.remedy + fix, "green")), Text("")),
        *_example("Bad", row.bad),
        *_example("Good", row.good),
        *_indented(Text(row.source, "dim")),
    ]


def _example(title: str, tree: str) -> list[Drawable]:
    lines = [Padding(Text(printable(line)), 4) for line in tree.split("\n")]
    return [*_indented(Text(title, "bold")), *lines, Text("")]


def _indented(*parts: Text) -> list[Drawable]:
    return [Padding(part, 2) for part in parts]
