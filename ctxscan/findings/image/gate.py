"""A saved image against limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place, UsageError
from ctxscan.finding import Finding
from ctxscan.findings.check.growth import parse_growth
from ctxscan.images.waste import grouped
from ctxscan.sizes import human_size, parse_size
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.findings.check.growth import Growth
    from ctxscan.findings.image.secrets import LayerSecret
    from ctxscan.images.picture import Picture

IMAGE_CODES = ("image-too-large", "image-wasteful", "secret-in-layer")

_MOST_NAMED = 3


class ImageLimits(NamedTuple):
    max_size: int | None = None
    """Bytes of content in all layers."""

    max_waste: Growth | None = None
    """A part of that, or bytes."""

    secrets: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """What is looked for."""
        asked = (self.max_size is not None, self.max_waste is not None, self.secrets)
        return tuple(code for code, is_asked in zip(IMAGE_CODES, asked, strict=True) if is_asked)

    @property
    def words(self) -> str:
        parts = [] if self.max_size is None else [f"limit {human_size(self.max_size)}"]
        if self.max_waste is not None:
            parts.append(f"waste {self.max_waste} at most")
        return ", ".join(parts)


def image_limits(max_size: str | None, max_waste: str | None, *, secrets: bool) -> ImageLimits:
    """As they are written. Raises UsageError."""
    try:
        size = parse_size(max_size) if max_size is not None else None
    except UsageError as error:
        raise UsageError(f"--max-image-size: {error.message}", hint=error.hint) from None
    try:
        waste = parse_growth(max_waste) if max_waste is not None else None
    except UsageError:
        raise UsageError(
            f"--max-waste: neither a share nor a size: {max_waste!r}", hint="write 10% or 5MB"
        ) from None
    return ImageLimits(size, waste, secrets)


def image_findings(
    picture: Picture, secrets: Sequence[LayerSecret], limits: ImageLimits, dockerfile: str | None
) -> Iterator[Finding]:
    """*dockerfile*: the one that lines are of, as a user would name it, where it is at hand."""
    if limits.max_size is not None and picture.size > limits.max_size:
        yield _too_large(picture, limits.max_size)
    if limits.max_waste is not None:
        most = limits.max_waste.limit(picture.size) - picture.size
        if picture.wasted_bytes > most:
            yield _wasteful(picture, most)
    if limits.secrets:
        for each in secrets:
            yield _secret(picture, each, dockerfile)


def _too_large(picture: Picture, limit: int) -> Finding:
    largest = max(range(len(picture.layers)), key=lambda number: picture.layers[number].size)
    row = picture.layers[largest]
    step = f" ({row.origin.step})" if row.origin.step else ""
    return Finding(
        "image-too-large",
        f"the layers hold {human_size(picture.size)}, the limit is {human_size(limit)}",
        hint=f"{picture.where(largest)}{step} holds most of it: {human_size(row.size)}",
        severity="error",
        measured=picture.size,
        limit=limit,
    )


def _wasteful(picture: Picture, limit: int) -> Finding:
    rows = grouped(picture.wasted)
    named = [
        f"/{row.path} ({human_size(row.size)}, of {picture.where(row.layer)}, {row.how} by "
        f"{picture.where(row.by)})"
        for row in rows[:_MOST_NAMED]
    ]
    more = f" and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    return Finding(
        "image-wasteful",
        f"{human_size(picture.wasted_bytes)} are wasted, the limit is {human_size(limit)}: "
        f"{', '.join(named)}{more}",
        hint="delete it in the line that writes it, or copy what is needed from another stage",
        severity="error",
        measured=picture.wasted_bytes,
        limit=limit,
    )


def _secret(picture: Picture, each: LayerSecret, dockerfile: str | None) -> Finding:
    line = picture.layers[each.layer].origin.line
    end = "and the image shows it"
    if each.lost is not None:
        end = f"{picture.where(each.lost.by)} only hides it: the layer keeps it"
    return Finding(
        "secret-in-layer",
        f"/{each.path} came with {picture.where(each.layer)}, {end} ({each.reason})",
        Place(dockerfile, line) if dockerfile is not None and line is not None else None,
        hint="mount it where it is needed: RUN --mount=type=secret; and take it out of use",
        severity="error",
    )
