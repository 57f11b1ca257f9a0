"""The builds of a project for people."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from ctxscan.render.names import printable
from ctxscan.render.sizes import size_format
from ctxscan.render.text.tables import table
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ctxscan.api.builds import Builds
    from ctxscan.api.figures import BuildRow

_COLUMNS = (
    *(("build", "left"), ("files", "right"), ("sent", "right"), ("context", "left")),
    *(("ignore file", "left"), ("declared in", "left")),
)


def builds_text(found: Builds, here: str) -> Group:
    """Paths are shown relative to *here* where that is shorter."""
    rows = table(*_COLUMNS, header=True)
    for each in found.rows:
        rows.add_row(*_cells(each, here))
    parts: list[RenderableType] = [rows, Text("")]
    for each in found.rows:
        for failure in each.failures:
            line = f" line {failure.line}:" if failure.line is not None else ""
            message = f"{each.declared.name} fails:{line} {failure.message}"
            parts.append(Text(printable(message), "red"))
    for shared in found.contexts:
        if len(shared.builds) > 1:
            names = ", ".join(shared.builds)
            parts.append(Text(printable(f"{_shown(shared.path, here)} is shared by {names}")))
    if found.inactive:
        parts.append(Text(printable(f"not active: {', '.join(found.inactive)}")))
    return Group(*parts, Text(plural(len(found.rows), "build")))


def _cells(row: BuildRow, here: str) -> list[str]:
    build, size = row.declared, size_format(iec=False)
    place = f"{_shown(build.place.file, here)}"
    where = place if build.place.line is None else f"{place}:{build.place.line}"
    cells = [
        build.name,
        "?" if row.files is None else f"{row.files:,}",
        "?" if row.transfer_bytes is None else size(row.transfer_bytes),
        _shown(build.context, here),
        _shown(row.ignore_file, here) if row.ignore_file else "none",
        where,
    ]
    return [printable(each) for each in cells]


def _shown(path: str, here: str) -> str:
    if not path.startswith("/"):
        return path
    relative = os.path.relpath(path, here)
    return relative if len(relative) < len(path) else path
