"""An image as it is shown: its layers with their lines, and what of them is wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ctxscan.images.history import past_of
from ctxscan.images.overlay import Overlay
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.images.alignment import Chained
    from ctxscan.images.archive import Archive
    from ctxscan.images.history import Past
    from ctxscan.images.layers import Layer
    from ctxscan.images.manifest import Image
    from ctxscan.images.overlay import Wasted
    from ctxscan.images.provenance import Provenance

LinesFrom = Literal["provenance", "history"]


class Origin(NamedTuple):
    """Which instruction wrote a layer."""

    line: int | None
    """Of the Dockerfile; ``None`` where that is not known, as of a base image."""

    step: str | None
    """The instruction in words, as far as anything says it."""

    created_by: str | None
    """As it stands in the history of the image."""

    @property
    def is_own(self) -> bool:
        """Whether the Dockerfile wrote it: the line of a base image is that of its FROM."""
        keyword = (self.step or "").partition(" ")[0].upper()
        return self.line is not None and keyword != "FROM"


class LayerRow(NamedTuple):
    digest: str
    """Of the layer without compression, where the image says it."""

    layer: Layer
    origin: Origin
    size: int
    files: int
    wasted_bytes: int
    """Bytes that it holds and nobody can read."""


class Picture(NamedTuple):
    image: Image
    compressions: tuple[str, ...]
    """Of its layers: each once."""

    layers: tuple[LayerRow, ...]
    overlay: Overlay
    wasted: tuple[Wasted, ...]
    """The largest first."""

    lines_from: LinesFrom | None
    """What the lines were read off; ``None`` where none is known."""

    @property
    def dive_efficiency(self) -> float:
        """As ``dive.efficiency`` has it."""
        from ctxscan.images import dive  # noqa: PLC0415 - of an image that wastes nothing, the text does not say it

        return dive.efficiency(each.layer.entries for each in self.layers)

    @property
    def size(self) -> int:
        """Bytes of content in all layers."""
        return sum(each.size for each in self.layers)

    @property
    def wasted_bytes(self) -> int:
        return sum(each.size for each in self.wasted)

    @property
    def honest_efficiency(self) -> float:
        """Bytes that can be read, for each one that is there; 1 for none."""
        return 1 - self.wasted_bytes / self.size if self.size else 1.0

    def where(self, layer: int) -> str:
        """``line 12`` of the Dockerfile, else ``layer 3``."""
        line = self.layers[layer].origin.line
        return f"line {line}" if line else f"layer {layer + 1}"

    @property
    def base_layers(self) -> int:
        """How many of the lowest ones no line of the Dockerfile wrote; 0 where no line is known."""
        if not self.has_lines:
            return 0
        rows = enumerate(self.layers)
        return next((number for number, each in rows if each.origin.is_own), 0)

    @property
    def has_lines(self) -> bool:
        return any(each.origin.line for each in self.layers)


def picture_of(archive: Archive, image: Image, origins: Origins) -> Picture:
    """Raises ImageError where a layer is missing, or none."""
    layers = [archive.layer(name) for name in image.layers]
    overlay = Overlay()
    for layer in layers:
        overlay.add(layer.entries)
    wasted = sorted(overlay.wasted, key=lambda each: (-each.size, each.path, each.layer))
    lost = [0] * len(layers)
    for each in wasted:
        lost[each.layer] += each.size
    ids = image.diff_ids if len(image.diff_ids) == len(layers) else image.digests
    return Picture(
        image=image,
        compressions=tuple(sorted({each.compression for each in layers})),
        layers=tuple(
            LayerRow(
                ids[index] if index < len(ids) else image.layers[index],
                layer,
                origins.rows[index],
                layer.size,
                layer.files,
                lost[index],
            )
            for index, layer in enumerate(layers)
        ),
        overlay=overlay,
        wasted=tuple(wasted),
        lines_from=origins.lines_from,
    )


class Origins(NamedTuple):
    """Of all layers, the lowest first."""

    rows: tuple[Origin, ...]
    lines_from: LinesFrom | None


def origins_of(
    image: Image, provenance: Provenance | None, steps: Sequence[Chained] | None
) -> Origins:
    """*steps*: those of the Dockerfile, where there is one: see ``alignment.chain_of``."""
    count = len(image.layers)
    past = past_of(image.config, count)
    rows = [_remembered(each) for each in _of_layers(past, count)]
    if provenance is not None:
        said = zip(rows, provenance.lines, provenance.steps, strict=True)
        known = [Origin(line, step or row.step, row.created_by) for row, line, step in said]
        return Origins(tuple(known), "provenance")
    if steps is None or past is None:
        return Origins(tuple(rows), None)
    from ctxscan.images.alignment import lines_of  # noqa: PLC0415 - where a Dockerfile is given alone

    found = zip(rows, lines_of(past, steps, count), strict=True)
    aligned = [
        Origin(each.line, each.text, row.created_by) if each is not None else row
        for row, each in found
    ]
    return Origins(tuple(aligned), "history" if any(each.line for each in aligned) else None)


def _of_layers(past: tuple[Past, ...] | None, count: int) -> list[Past | None]:
    found: list[Past | None] = [None] * count
    for each in past or ():
        if each.layer is not None:
            found[each.layer] = each
    return found


def _remembered(past: Past | None) -> Origin:
    if past is None or not past.created_by:
        return Origin(None, None, None)
    return Origin(None, past.words, past.created_by)
