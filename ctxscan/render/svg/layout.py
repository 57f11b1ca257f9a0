"""Which rectangles somebody can see, and where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.svg.squarify import Box, squarify
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.render.svg.sums import Sums

HEADER = 17
"""Pixels for the name of a directory."""


class Placed(NamedTuple):
    node: int
    box: Box

    head: int
    """Of a directory that is drawn open: the height of its header; -1 of all else."""


def layout(sums: Sums, box: Box, least: float) -> Iterator[Placed]:
    """Each directory before what is in it; *least*: pixels of a side, below which one is closed.

    What takes less than a pixel is left out: its directory has the place.
    """
    waiting = [(0, box, 0)]
    while waiting:
        node, own, level = waiting.pop()
        opened = _opened(own, level, least) if sums.nodes[node].children > 0 else None
        if opened is None:
            yield Placed(node, own, -1)
            continue
        head, inner = opened
        yield Placed(node, own, head)
        inside = sums.inside(node)
        boxes = list(squarify([sums.value[each] for each in inside], inner))
        seen = [
            (each, place, level + 1)
            for each, place in zip(inside, boxes, strict=False)
            if place.w * place.h >= 1
        ]
        waiting += reversed(seen)


def _opened(box: Box, level: int, least: float) -> tuple[int, Box] | None:
    """The height of its header, and the place for what is in it; ``None``: no room for that."""
    if min(box.w, box.h) < 3 * least:
        return None
    if level == 0:
        return 0, box
    head = HEADER if box.w > 44 and box.h > 2 * HEADER else 2
    edge = 2 if box.w > 24 and box.h > 24 else 1
    inner = Box(box.x + edge, box.y + head, box.w - 2 * edge, box.h - head - edge)
    return (head, inner) if min(inner.w, inner.h) >= least else None
