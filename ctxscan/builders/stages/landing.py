"""Where the bytes of the context end up in the image, added up, not listed."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Stamp, stamped
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator

    from ctxscan.builders.stages.change import Change
    from ctxscan.builders.stages.names import AllBelow
    from ctxscan.builders.stages.node import Counted, Directory


_UNSTAMPED = Stamp()
"""As things arrive."""


class Landing(NamedTuple):
    """What one instruction brought into the image, and what carried it on."""

    path: str
    """Absolute: the directory that all of it is in, or the one file that it is."""

    line: int | None
    """Of the instruction that took it from the context."""

    via: tuple[int, ...]
    """Of the ``COPY --from`` that carried it on."""

    files: int
    content_bytes: int
    certain: bool


class Landed(NamedTuple):
    """All that is in the image of the context."""

    files: int
    directories: int
    content_bytes: int
    landings: tuple[Landing, ...]
    """The largest first."""


class _Whole(NamedTuple):
    """All that is in a directory, which came there alike."""

    below: AllBelow
    changes: tuple[Change, ...]


class _Part(NamedTuple):
    """Files of one directory that came there alike."""

    path: str
    stamp: Stamp
    files: int
    content_bytes: int


def landed(root: Directory | None, named: Collection[str] = ()) -> Landed:
    """Add up what the steps took from the context. *named*: named contexts, which do not count."""
    prefixes = tuple(f"{name}:" for name in named)
    directories = 0
    found: dict[tuple[int | None, tuple[int, ...]], list[_Part]] = {}
    inodes: set[Hashable] = set()
    for path, directory, inside in _directories(root):
        directories += bool(path) and directory.origin is not None
        if isinstance(inside, _Whole):
            directories += inside.below.directories
            parts = _parts_of_whole(path, inside, prefixes)
        else:
            parts = _parts(path or "/", inside, prefixes, inodes)
        for part in parts:
            found.setdefault((part.stamp.line, part.stamp.via), []).append(part)
    landings = [_landing(parts) for parts in found.values()]
    landings.sort(key=lambda each: (-each.content_bytes, -each.files, each.path))
    return Landed(
        sum(each.files for each in landings),
        directories,
        sum(each.content_bytes for each in landings),
        tuple(landings),
    )


def _directories(
    root: Directory | None,
) -> Iterator[tuple[str, Directory, Counted | _Whole]]:
    """Directories with their paths, and what is in them; none below what is known as a whole."""
    waiting: list[tuple[str, Directory, tuple[Change, ...]]] = []
    waiting += [("", root, ())] if root is not None else []
    while waiting:
        path, directory, changes = waiting.pop()
        whole = directory.added_up(changes)
        if whole is not None:
            yield path, directory, _Whole(*whole)
            continue
        counted = directory.counted(changes)
        yield path, directory, counted
        below = counted.changes
        waiting += [(f"{path}/{name}", child, below) for name, child in counted.directories]


def _parts_of_whole(path: str, whole: _Whole, prefixes: tuple[str, ...]) -> Iterator[_Part]:
    below = whole.below
    if below.files and not below.prefix.startswith(prefixes):
        place = f"{path}/{below.place}" if below.place else path or "/"
        stamp = stamped(_UNSTAMPED, whole.changes)
        yield _Part(place, stamp, below.files, below.content_bytes)


def _parts(
    path: str, counted: Counted, prefixes: tuple[str, ...], inodes: set[Hashable]
) -> Iterator[_Part]:
    for plain in counted.plain:
        if not plain.prefix.startswith(prefixes):
            yield _Part(path, counted.stamp(_UNSTAMPED), plain.files, plain.content_bytes)
    for leaf in map(counted.taken, counted.leaves):
        origin = leaf.origin
        if origin is None or _is_line(origin) or origin.startswith(prefixes):
            continue
        is_new = leaf.inode is None or leaf.inode not in inodes
        inodes.add(leaf.inode)
        yield _Part(path, leaf.stamp, 1, _content(leaf) if is_new else 0)


def _content(leaf: Leaf) -> int:
    return (leaf.size or 0) if leaf.type is FileType.FILE else 0


def _is_line(origin: str) -> bool:
    """Whether it is a here-document of the Dockerfile."""
    return origin.startswith("line ") and origin[5:].isdecimal()


def _landing(parts: list[_Part]) -> Landing:
    stamp = parts[0].stamp
    # What begins the first and the last begins all; a slash keeps "a-b" from lying between.
    paths = [f"{part.path}/" for part in parts]
    return Landing(
        posixpath.commonpath([min(paths), max(paths)]),
        stamp.line,
        stamp.via,
        sum(part.files for part in parts),
        sum(part.content_bytes for part in parts),
        all(part.stamp.certain for part in parts),
    )
