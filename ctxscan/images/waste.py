"""What is wasted, in few rows: what one layer took from another lies in few directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.images.overlay import How, Wasted

_MOST_ROWS = 4
"""For what one layer took from another."""


class WasteRow(NamedTuple):
    """Content of one layer that another one took."""

    path: str
    """A directory ends with a slash."""

    files: int
    size: int
    layer: int
    by: int
    how: How


def grouped(wasted: Sequence[Wasted]) -> tuple[WasteRow, ...]:
    """The largest first."""
    by_layers: dict[tuple[int, int, How], list[Wasted]] = {}
    for each in wasted:
        by_layers.setdefault((each.layer, each.by, each.how), []).append(each)
    rows = [row for key, group in by_layers.items() for row in _rows(key, group)]
    return tuple(sorted(rows, key=lambda row: (-row.size, row.path, row.layer)))


def _rows(key: tuple[int, int, How], group: Sequence[Wasted]) -> Iterator[WasteRow]:
    places: dict[str, list[Wasted]] = {}
    for each in group:
        places.setdefault(each.at, []).append(each)
    depth = max(place.count("/") for place in places)
    while len(places) > _MOST_ROWS and depth:
        places = _raised(places, depth)
        depth -= 1
    layer, by, how = key
    for place, inside in places.items():
        is_file = len(inside) == 1 and inside[0].path == place
        path = place if is_file else f"{place}/"
        yield WasteRow(path, len(inside), sum(e.size for e in inside), layer, by, how)


def _raised(places: dict[str, list[Wasted]], depth: int) -> dict[str, list[Wasted]]:
    """The deepest ones into the directories that they lie in."""
    found: dict[str, list[Wasted]] = {}
    for place, inside in places.items():
        above = place.rpartition("/")[0] if place.count("/") >= depth else place
        found.setdefault(above, []).extend(inside)
    return found
