"""The builds of a project for people."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.sizes import size_format
from ctxscan.render.words import listed
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.api.builds import Builds
    from ctxscan.api.figures import BuildRow
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable

_COLUMNS = (("sent", "right"), ("files", "right"), ("build", "left"))
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
    for title, some in _by_context(lying, base):
        parts += [Text(""), Text(title, "bold"), Padding(_rows(some, base), 2)]
    return Group(*parts, Text(""), *_remarks(found, base))


def _by_context(lying: Sequence[BuildRow], base: str) -> Iterator[tuple[str, Sequence[BuildRow]]]:
    """Dockerfiles that no file declares: those whose directory would be the context stand apart."""
    own = [each for each in lying if _is_in_own_directory(each, base)]
    others = [each for each in lying if each not in own]
    if others:
        yield "Dockerfiles that no file declares", others
    if own:
        yield "Dockerfiles that no file declares, the directory of each as its context", own


def _is_in_own_directory(row: BuildRow, base: str) -> bool:
    context = row.declared.context
    own = row.dockerfile is not None and context == row.dockerfile.rpartition("/")[0]
    return own and _shown(context, base) != "."


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
    of_its_directory = build.tool == "dockerfile" and _is_in_own_directory(row, base)
    if context not in ("", ".") and not of_its_directory:
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
            yield Text(f"{printable(f'{who} with {ignore_file}')}: {listed(shared.builds)}{sent}")
    if found.inactive:
        yield Text(f"not active: {listed(found.inactive)}")


def _shown(path: str, here: str) -> str:
    if not path.startswith("/"):
        return path
    relative = os.path.relpath(path, here)
    return relative if len(relative) < len(path) else path
