"""What a path of the image came from: read off the tree of the target."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.resolve import LinkLoopError, resolve
from ctxscan.findings.in_image.lands import LandsAt, summed
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import InImage, Overwritten

_MOST_NEAR = 3


class CameFrom(NamedTuple):
    """One path of the image."""

    path: str
    """Absolute, as it was asked for."""

    leads_to: str
    """The same once the symlinks of the image on the way are followed."""

    row: InImage | None
    """``None``: no step writes it."""

    below: tuple[LandsAt, ...] = ()
    """Of a directory: what is in it, by the instructions that brought it."""

    replaced: tuple[Overwritten, ...] = ()
    """What lay there before."""

    is_open: bool = False
    """Whether a base image or a RUN may have put it there, where no step writes it."""

    nearest: tuple[str, ...] = ()
    """Where no step writes it: paths that one does."""


def came_from(outcome: Outcome, rows: Mapping[str, InImage], given: str) -> CameFrom:
    """*rows*: all that steps wrote into the target's image, by path."""
    path = posixpath.normpath(f"/{given.lstrip('/')}")
    root = outcome.root
    if root is None:
        return CameFrom(path, path, None)
    above, name = posixpath.split(path)
    try:
        found = resolve(root, above)
    except LinkLoopError:
        return CameFrom(path, path, None)
    leads_to = f"{found.path.rstrip('/')}/{name}" if name else "/"
    row = rows.get(leads_to)
    if row is None and name:
        return CameFrom(path, leads_to, None, is_open=found.doubt, nearest=_nearest(rows, leads_to))
    is_directory = row is None or row.type == "directory"
    return CameFrom(
        path,
        leads_to,
        row,
        _below(rows, leads_to) if is_directory else (),
        () if row is None else _replaced(outcome, row),
        is_open=row is None and root.open,
    )


def _below(rows: Mapping[str, InImage], directory: str) -> tuple[LandsAt, ...]:
    prefix = f"{directory.rstrip('/')}/"
    groups: dict[tuple[int | None, tuple[int, ...]], list[InImage]] = {}
    for row in rows.values():
        if row.path.startswith(prefix) and row.type != "directory":
            groups.setdefault((row.line, row.via), []).append(row)
    found = [_brought(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda each: (-each.content_bytes, each.line or 0)))


def _brought(group: Sequence[InImage]) -> LandsAt:
    where = posixpath.commonpath([row.path for row in group])
    files, size = summed(group)
    first = group[0]
    kind = first.type if len(group) == 1 else "directory"
    certain = all(row.certain for row in group)
    return LandsAt(where, kind, _one_origin(group), files, size, first.line, first.via, certain)


def _one_origin(group: Sequence[InImage]) -> str | None:
    """The directory of the context that all of it came from, or the one file."""
    origins = [row.origin for row in group if row.origin is not None]
    if len(origins) < len(group) or any(":" in each or each.startswith("/") for each in origins):
        return origins[0] if len(group) == 1 and origins else None
    return posixpath.commonpath(origins) or "."


def _replaced(outcome: Outcome, row: InImage) -> tuple[Overwritten, ...]:
    return tuple(
        each for each in outcome.overwritten if (each.path, each.origin) == (row.path, row.origin)
    )


def _nearest(rows: Mapping[str, InImage], path: str) -> tuple[str, ...]:
    """Names beside it that are spelled alike, the same name elsewhere, the directory above."""
    above, name = posixpath.split(path)
    beside = {posixpath.basename(each): each for each in rows if posixpath.dirname(each) == above}
    by_folded = {each.casefold(): each for each in beside}
    import difflib  # noqa: PLC0415 - for a path that is not in the image alone

    alike = difflib.get_close_matches(name.casefold(), by_folded, _MOST_NEAR)
    near = [beside[by_folded[each]] for each in alike]
    near += [each for each in rows if posixpath.basename(each) == name]
    while not near and above not in ("/", ""):
        near += [above] if above in rows else []
        above = posixpath.dirname(above)
    return tuple(dict.fromkeys(near))[:_MOST_NEAR]
