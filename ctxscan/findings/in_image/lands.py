"""Where a path of the context lands in the image: read off the tree of the target."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.image import in_image
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.node import Directory
    from ctxscan.builders.stages.outcome import InImage


class LandsAt(NamedTuple):
    """One place where it lands, or what is in it where it is a directory or an archive."""

    path: str
    """Absolute in the image."""

    type: str
    """As in a listing; ``unpacked`` for an archive that ADD took apart."""

    origin: str | None
    """The path of the context that this place is of: the one asked about, or one in it."""

    files: int
    """Everything but directories."""

    content_bytes: int

    line: int | None
    """Of the instruction that took it from the context."""

    via: tuple[int, ...]
    """Of the ``COPY --from`` that carried it on."""

    certain: bool
    """Whether no RUN can have changed it, and no base image stands in the way."""


def lands(outcome: Outcome, path: str) -> tuple[LandsAt, ...]:
    """Nowhere, if the build fails: then there is no image."""
    if not outcome.builds or outcome.root is None:
        return ()
    return lands_in(outcome.root, path)


def lands_in(root: Directory, path: str) -> tuple[LandsAt, ...]:
    """The same in the tree of one stage, in the order of its paths."""
    found: dict[tuple[_Whole, int | None, tuple[int, ...]], list[InImage]] = {}
    for row in in_image(root, path):
        whole = _whole(row, path)
        if whole is not None:
            found.setdefault((whole, row.line, row.via), []).append(row)
    places = [_lands_at(whole, rows) for (whole, _, _), rows in found.items()]
    # Of directories that merely were created on the way, nobody asks where they land.
    return tuple(each for each in places if each.files or each.origin == path)


def summed(rows: Iterable[InImage]) -> tuple[int, int]:
    """Number and content bytes of everything but directories."""
    leaves = [row for row in rows if row.type != "directory"]
    return len(leaves), sum(row.size or 0 for row in leaves if row.type == "file")


class _Whole(NamedTuple):
    """What a row is a part of: the largest part of the context that landed as it is."""

    origin: str
    path: str
    is_archive: bool


def _whole(row: InImage, path: str) -> _Whole | None:
    """The part of *path* that *row* came from; ``None`` where it came from elsewhere."""
    origin = row.origin
    if origin is None or not origin.startswith(path):
        return None
    rest = origin[len(path) :]
    if rest.startswith("!"):
        return _Whole(path, row.path.removesuffix(f"/{rest[1:]}") or "/", is_archive=True)
    if rest and not rest.startswith("/"):
        return None
    above, place = origin, row.path
    while above != path and posixpath.basename(above) == posixpath.basename(place):
        above, place = posixpath.dirname(above), posixpath.dirname(place)
    return _Whole(above, place, is_archive=False)


def _lands_at(whole: _Whole, rows: list[InImage]) -> LandsAt:
    own = next((row.type for row in rows if row.path == whole.path), "directory")
    files, size = summed(rows)
    return LandsAt(
        whole.path,
        "unpacked" if whole.is_archive else own,
        whole.origin,
        files,
        size,
        rows[0].line,
        rows[0].via,
        all(row.certain for row in rows),
    )


def stages_with(outcome: Outcome, path: str, target: int) -> Iterator[tuple[int, LandsAt]]:
    """Where else it was put, in stages that are not the target."""
    for number, root in outcome.stages:
        if number != target:
            yield from ((number, each) for each in lands_in(root, path))
