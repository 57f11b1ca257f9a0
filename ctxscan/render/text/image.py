"""An image for people: its layers, and what of them is wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.image.manifest import familiar
from ctxscan.image.waste import grouped
from ctxscan.render.drawing.table import at_slashes, one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.image import Imaged
    from ctxscan.image.picture import Picture
    from ctxscan.image.waste import WasteRow
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.sizes import SizeFormat

_NOTHING = "-"
_PATH = 40
"""Columns of a path, from which on it goes on below."""

_LINES_FROM = {
    "provenance": "Lines: as the provenance in the archive has them",
    "history": "Lines: the history of the image beside the steps of the Dockerfile",
    None: "Lines: not known; name the context of the build with --context",
}


def image_text(found: Imaged, most: int, size: SizeFormat) -> Group:
    """*most*: rows of waste that are shown."""
    picture = found.picture
    parts: list[Drawable] = [Text(head_of(picture, size), "bold"), Text("")]
    parts += [_layers(picture, size), Text(_LINES_FROM[picture.lines_from], "dim")]
    parts += [*_outside(picture), *_wasted(picture, most, size)]
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
    return f"{'  '.join(about)}  {size(picture.size)} in {layers}{packed}"


def where(picture: Picture, layer: int) -> str:
    """``line 12`` of the Dockerfile, else ``layer 3``."""
    line = picture.layers[layer].origin.line
    return f"line {line}" if line else f"layer {layer + 1}"


def share(part: int, whole: int) -> str:
    """``12.5%``: of small parts more is said than that they are there."""
    return f"{100 * part / whole if whole else 0.0:.3g}%"


def _layers(picture: Picture, size: SizeFormat) -> Table:
    lined = picture.has_lines
    columns = [("layer", "right"), *([("line", "right")] if lined else [])]
    rows = table(
        *columns,
        ("size", "right"),
        ("wasted", "right"),
        ("files", "right"),
        ("step", "wrap"),
        header=True,
    )
    for number, row in enumerate(picture.layers, 1):
        line = [str(row.origin.line or _NOTHING)] if lined else []
        step = printable(" ".join((row.origin.step or "not said").split()))
        wasted = size(row.wasted_bytes) if row.wasted_bytes else _NOTHING
        rows.add_row(str(number), *line, size(row.size), wasted, f"{row.files:,}", one_line(step))
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
            f"\nEfficiency: {100 * picture.honest_efficiency:.4g}% of the bytes can be read; "
            f"as dive counts it, {100 * picture.dive_efficiency:.4g}%"
        ),
    ]


def _path(row: WasteRow) -> Text:
    path = at_slashes(f"/{printable(row.path)}", _PATH)
    return Text(f"{path}\n{plural(row.files, 'file')}" if row.path.endswith("/") else path)


def _fate(row: WasteRow, picture: Picture) -> str:
    written, taken = where(picture, row.layer), where(picture, row.by)
    if row.layer == row.by:
        return f"written twice by {written}"
    return f"written by {written}, {row.how} by {taken}"
