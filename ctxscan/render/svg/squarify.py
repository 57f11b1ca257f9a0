"""A squarified treemap (Bruls, Huizing, van Wijk): rectangles as near to squares as they get.

The same as that of the page: ``render/html/page/3-layout.js``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Box(NamedTuple):
    """In pixels."""

    x: float
    y: float
    w: float
    h: float


def squarify(values: Sequence[float], box: Box) -> Iterator[Box]:
    """A box for each of *values*, the largest first, for as long as they are above 0."""
    total = sum(values)
    if total <= 0 or box.w <= 0 or box.h <= 0:
        return
    scale = box.w * box.h / total
    row: list[float] = []
    for value in values:
        area = value * scale
        if area <= 0:
            break
        side = min(box.w, box.h)
        if row and _worst(row, side) < _worst([*row, area], side):
            placed, box = _laid(row, box)
            yield from placed
            row = []
        row.append(area)
    if row:
        yield from _laid(row, box)[0]


def _worst(row: Sequence[float], side: float) -> float:
    """How far the longest of these is from a square; their areas are in falling order."""
    square, edge = sum(row) ** 2, side * side
    if not square or not edge or not row[-1]:
        return float("inf")
    return max(edge * row[0] / square, square / (edge * row[-1]))


def _laid(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """Areas along the shorter side, and the box that is left."""
    thick = sum(row) / min(box.w, box.h) if min(box.w, box.h) else 0.0
    placed: list[Box] = []
    at = 0.0
    for area in row:
        long = area / thick if thick else 0.0
        if box.w >= box.h:
            placed.append(Box(box.x, box.y + at, thick, long))
        else:
            placed.append(Box(box.x + at, box.y, long, thick))
        at += long
    if box.w >= box.h:
        return placed, Box(box.x + thick, box.y, box.w - thick, box.h)
    return placed, Box(box.x, box.y + thick, box.w, box.h - thick)
