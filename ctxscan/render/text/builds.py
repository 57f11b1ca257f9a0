"""The builds of a project for people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.sizes import size_format
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.api.builds import Builds
    from ctxscan.api.figures import BuildRow
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable

_COLUMNS = (("sent", "right"), ("files", "right"), ("build", "left"))
_MOST = 8
"""Names on one line."""

_OFTEN = {1: "once", 2: "twice"}


def builds_text(found: Builds, here: str) -> Group:
    """Paths are shown relative to the project, or to *here* where it is a command line."""
    base = _base(found, here)
    of = f" of {found.path}" if found.path is not None else ""
    parts: list[Drawable] = [Text(printable(f"{plural(len(found.rows), 'build')}{of}"), "bold")]
    files: dict[str, list[BuildRow]] = {}
    for each in found.rows:
        files.setdefault(each.declared.place.file, []).append(each)
    for file, builds in files.items():
        own = [each for each in builds if each.declared.tool != "dockerfile"]
        if own:
            parts += [Text(""), Text(printable(_shown(file, base)), "bold")]
            parts.append(Padding(_rows(own, base), 2))
    lying = [each for each in found.rows if each.declared.tool == "dockerfile"]
    if lying:
        parts += [Text(""), Text("Dockerfiles that no file declares", "bold")]
        parts.append(Padding(_rows(lying, base), 2))
    return Group(*parts, Text(""), *_remarks(found, base))


def _base(found: Builds, here: str) -> str:
    root = Path(here, found.path or "")
    return str(root if root.is_dir() else root.parent)


def _rows(builds: Sequence[BuildRow], base: str) -> Table:
    rows, size = table(*_COLUMNS, header=True), size_format(iec=False)
    for each in builds:
        sent = "?" if each.transfer_bytes is None else size(each.transfer_bytes)
        files = "?" if each.files is None else f"{each.files:,}"
        name = (printable(each.declared.name), "bold")
        rows.add_row(sent, files, Text.assemble(name, ("  " + _where(each, base), "dim")))
    return rows


def _where(row: BuildRow, base: str) -> str:
    """Dockerfile, target and context, as far as the name does not say them."""
    build = row.declared
    dockerfile = _shown(row.dockerfile, base) if row.dockerfile else "Dockerfile"
    parts = ["an inline Dockerfile" if build.dockerfile_inline is not None else dockerfile]
    if build.tool == "dockerfile" and dockerfile == build.name:
        parts = []
    if build.target is not None:
        parts.append(f"target {build.target}")
    context = _shown(build.context, base)
    own = row.dockerfile is not None and build.context == row.dockerfile.rpartition("/")[0]
    if build.tool == "dockerfile" and own and context != ".":
        parts.append("context: its own directory")
    elif context not in ("", "."):
        parts.append(f"context {context}")
    return printable(", ".join(parts))


def _remarks(found: Builds, base: str) -> Iterator[Drawable]:
    for each in found.rows:
        if each.failures:
            first, more = each.failures[0], len(each.failures) - 1
            line = f" line {first.line}:" if first.line is not None else ""
            rest = f" (and {plural(more, 'more failure')})" if more else ""
            message = f"{each.declared.name} fails:{line} {first.message}{rest}"
            yield Text(printable(message), "red")
    for shared in found.contexts:
        if len(shared.builds) > 1:
            file = shared.ignore_file
            ignore_file = _shown(file, base) if file else "no ignore file"
            who = f"{len(shared.builds)} builds read context {_shown(shared.path, base)}"
            often = _OFTEN.get(shared.transfers, f"{shared.transfers} times")
            sent = f"; one bake run of all sends it {often}" if shared.transfers else ""
            yield Text(printable(f"{who} with {ignore_file}: {_listed(shared.builds)}{sent}"))
    if found.inactive:
        yield Text(printable(f"not active: {_listed(found.inactive)}"))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    shown = ", ".join(names[:_MOST])
    return f"{shown} and {more} more" if more > 0 else shown


def _shown(path: str, here: str) -> str:
    if not path.startswith("/"):
        return path
    relative = os.path.relpath(path, here)
    return relative if len(relative) < len(path) else path
