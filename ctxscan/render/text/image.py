"""An image for people: its layers, and what of them is wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.images.manifest import familiar
from ctxscan.images.waste import grouped
from ctxscan.render.drawing.table import at_slashes, one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.image import Imaged
    from ctxscan.images.compare import Compared
    from ctxscan.images.picture import Picture
    from ctxscan.images.waste import WasteRow
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.sizes import SizeFormat

_NOTHING = "-"
_PATH = 40
"""Columns of a path, from which on it goes on below."""


def image_text(found: Imaged, most: int, size: SizeFormat) -> Group:
    """*most*: rows of waste that are shown."""
    picture = found.picture
    parts: list[Drawable] = [Text(head_of(picture, size), "bold"), Text("")]
    parts += [_layers(found, size), Text(_lines_from(found), "dim")]
    parts += [*_outside(picture), *_wasted(picture, most, size)]
    parts += [*_context(found, most, size), *_secrets(found), *_against(found, most, size)]
    return Group(*parts)


def head_of(picture: Picture, size: SizeFormat) -> str:
    """Which image it is, and how large."""
    image = picture.image
    name = printable(familiar(image.names[0])) if image.names else "An image without a name"
    about = [name, printable(image.platform)] if image.platform else [name]
    layers = plural(len(picture.layers), "layer")
    compressed = " and ".join(each for each in picture.compressions if each)
    stored = sum(each.layer.stored for each in picture.layers)
    packed = f", {size(stored)} with {compressed}" if compressed else ""
    below = picture.layers[: picture.base_layers]
    base = f", {size(sum(each.size for each in below))} of it the base" if below else ""
    return f"{'  '.join(about)}  {size(picture.size)} in {layers}{base}{packed}"


def share(part: int, whole: int) -> str:
    """``12.5%``: of small parts more is said than that they are there."""
    return f"{100 * part / whole if whole else 0.0:.3g}%"


def _lines_from(found: Imaged) -> str:
    if found.picture.lines_from == "provenance":
        return "Lines: as the provenance in the archive has them"
    if found.picture.lines_from == "history":
        return "Lines: the history of the image beside the steps of the Dockerfile"
    if found.inspection is not None:
        return "Lines: not known; the history of the image has no step of this Dockerfile"
    return "Lines: not known; name the context of the build with --context"


def _layers(found: Imaged, size: SizeFormat) -> Table:
    """A column is there where something is known for it."""
    picture, traced = found.picture, found.traced
    rows = table(
        ("layer", "right"),
        *([("line", "right")] if picture.has_lines else []),
        ("size", "right"),
        ("wasted", "right"),
        *([("context", "right")] if traced else []),
        ("files", "right"),
        ("step", "wrap"),
        header=True,
    )
    for number, row in enumerate(picture.layers):
        cells = [str(row.origin.line or _NOTHING)] if picture.has_lines else []
        cells += [size(row.size), size(row.wasted_bytes) if row.wasted_bytes else _NOTHING]
        if traced:
            files, content = traced.of_layer(number)
            cells.append(size(content) if files else _NOTHING)
        step = printable(" ".join((row.origin.step or "not said").split()))
        rows.add_row(str(number + 1), *cells, f"{row.files:,}", one_line(step))
    return rows


def _outside(picture: Picture) -> Iterator[Text]:
    for number, row in enumerate(picture.layers, 1):
        for name in row.layer.outside[:1]:
            said = f"layer {number} has a name that leads out of the image: {printable(name)}"
            yield Text(f"\nWarning: {said}", "yellow")


def _wasted(picture: Picture, most: int, size: SizeFormat) -> list[Drawable]:
    if not picture.wasted:
        return [Text("\nNothing is wasted: every byte of the layers can be read.")]
    total, part = picture.size, picture.wasted_bytes
    groups = grouped(picture.wasted)
    rows = table(("size", "right"), ("path", "wrap"), ("what became of it", "wrap"))
    for row in groups[:most]:
        rows.add_row(size(row.size), _path(row), Text(_fate(row, picture)))
    more = len(groups) - most
    said = [Text(f"... and {more:,} more")] if more > 0 else []
    return [
        Text(f"\nWasted: {size(part)}, {share(part, total)} of the image", "bold"),
        rows,
        *said,
        Text(
            f"\nEfficiency: {_nearly(picture.honest_efficiency)} of the bytes can be read; "
            f"as dive counts it, {_nearly(picture.dive_efficiency)}"
        ),
    ]


def _nearly(part: float) -> str:
    """``99.93%``; what is not all of it is not said to be."""
    said = f"{100 * part:.4g}%"
    return "more than 99.99%" if part < 1 and said == "100%" else said


def _context(found: Imaged, most: int, size: SizeFormat) -> Iterator[Drawable]:
    traced, inspection = found.traced, found.inspection
    if traced is None or inspection is None:
        return
    unused = traced.sent_bytes - traced.used_bytes
    name = printable(inspection.location.shown)
    yield Text(
        f"\nContext {name}: {size(traced.sent_bytes)} sent, {size(traced.used_bytes)} of it in "
        f"the image, {size(unused)} in no layer",
        "bold",
    )
    if unused:
        rows = table(("size", "right"), ("path", "wrap"))
        for path, content in traced.unused[:most]:
            rows.add_row(size(content), Text(at_slashes(printable(path), _PATH)))
        yield rows
        more = len(traced.unused) - most
        yield from [Text(f"... and {plural(more, 'more file')}")] if more > 0 else []


def _secrets(found: Imaged) -> Iterator[Text]:
    for each in found.secrets:
        path, layer = printable(f"/{each.path}"), found.picture.where(each.layer)
        came = f" from {printable(each.origin)} of the context" if each.origin else ""
        said = "the image shows it"
        if each.lost is not None:
            word = "deletes it" if each.lost.how == "deleted" else "writes it again"
            said = f"{found.picture.where(each.lost.by)} {word}, and the layer keeps it"
        yield Text(f"\nSecret: {path} came with {layer}{came}; {said} ({each.reason})", "red")


def _against(found: Imaged, most: int, size: SizeFormat) -> Iterator[Drawable]:
    compared = found.compared
    if compared is None:
        return
    before, after = compared.before, compared.after
    yield Text(f"\nAgainst {printable(found.against or '')}", "bold")
    sums = table(("", "left"), ("before", "right"), ("after", "right"), ("", "right"), header=True)
    for word, old, new in (
        ("size", before.size, after.size),
        ("wasted", before.wasted_bytes, after.wasted_bytes),
    ):
        sums.add_row(word, size(old), size(new), _grew(new - old, size))
    old, new = len(before.layers), len(after.layers)
    sums.add_row("layers", f"{old:,}", f"{new:,}", f"{compared.shared:,} the same")
    yield sums
    yield from _steps(compared, size)
    if compared.directories:
        yield Text("\nWhat can be read, by directory", "bold")
        rows = _changes("path")
        for row in compared.directories[:most]:
            cells = [size(each) if each else _NOTHING for each in (row.before, row.after)]
            path = at_slashes(f"/{printable(row.path)}", _PATH)
            rows.add_row(*cells, _grew(row.grew, size), Text(path))
        yield rows
        more = len(compared.directories) - most
        yield from [Text(f"... and {more:,} more")] if more > 0 else []


def _steps(compared: Compared, size: SizeFormat) -> Iterator[Drawable]:
    yield Text("\nLayers, by step", "bold")
    rows = _changes("step")
    for each in compared.steps:
        cells = [size(row.size) if row else _NOTHING for row in (each.before, each.after)]
        rows.add_row(*cells, _grew(each.grew, size), one_line(printable(each.words)))
    yield rows


def _changes(of: str) -> Table:
    columns = (("before", "right"), ("after", "right"), ("change", "right"), (of, "wrap"))
    return table(*columns, header=True)


def _grew(change: int, size: SizeFormat) -> str:
    if not change:
        return "="
    return f"{'+' if change > 0 else '-'}{size(abs(change))}"


def _path(row: WasteRow) -> Text:
    path = at_slashes(f"/{printable(row.path)}", _PATH)
    return Text(f"{path}\n{plural(row.files, 'file')}" if row.path.endswith("/") else path)


def _fate(row: WasteRow, picture: Picture) -> str:
    written, taken = picture.where(row.layer), picture.where(row.by)
    if row.layer == row.by:
        return f"written twice by {written}"
    return f"written by {written}, {row.how} by {taken}"
