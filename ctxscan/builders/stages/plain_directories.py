"""Directories as most of them arrive, in a table: a node for each only once somebody looks."""

from __future__ import annotations

from bisect import bisect_left
from functools import partial
from itertools import islice
from posixpath import commonpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.leaf import FileColumns, UnnamedFiles
from ctxscan.builders.stages.names import AllBelow, UnlistedNames
from ctxscan.builders.stages.node import Directory, Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Row = tuple[int, int, int]


NO_MODE = -1
"""Of a directory that did not arrive itself: something in it took it along."""

_TAKEN_ALONG = NO_MODE, 0, 0

_ARRIVED = Stamp()


class PlainDirectories:
    """Directories, each with its mode and with the number and bytes of the plain files in it."""

    def __init__(
        self,
        rows: dict[str, Row],
        find: Callable[[str], Iterator[FileColumns]],
        prefix: str = "",
    ) -> None:
        """*rows*: by path, with a slash at its end (the root: empty); those above are filled in.

        *find* gives the names of the files of one; *prefix* stands before each origin.
        """
        self._rows = rows
        self._find = find
        self._prefix = prefix
        self._paths = _with_those_above(rows)
        """Sorted: what is below a directory follows it at once."""

    def origin(self, path: str) -> str:
        """Of what arrived as *path*."""
        return self._prefix + path

    def root(self) -> Directory:
        names = _FoldedNames(self, "", 0, len(self._paths))
        return Directory(_ARRIVED, origin=self._prefix or None, names=names)

    def files(self, path: str) -> tuple[UnnamedFiles, ...]:
        """The plain files of one directory."""
        _, files, content_bytes = self._rows.get(path, _TAKEN_ALONG)
        if not files:
            return ()
        return (UnnamedFiles(self.origin(path), files, content_bytes, path, self._find),)

    def children(self, path: str, start: int, end: int) -> dict[str, Node]:
        """The directories in that at *path*; it and all below it stand from *start* to *end*."""
        children: dict[str, Node] = {}
        paths, rows, above = self._paths, self._rows, len(path)
        at = bisect_left(paths, path + "\0", start, end)  # behind the directory itself
        while at < end:
            child = paths[at]
            ends = bisect_left(paths, f"{child[:-1]}{_BEHIND_SLASH}", at, end)
            mode = rows[child][0]
            children[child[above:-1]] = Directory(
                _ARRIVED,
                mode=0o755 if mode == NO_MODE else mode,
                origin=self.origin(child[:-1]),
                names=_FoldedNames(self, child, at, ends),
            )
            at = ends
        return children

    def added_up(self, path: str, start: int, end: int) -> AllBelow:
        """All from *start* to *end*, which is the directory at *path* and what is below it."""
        rows = self._rows
        directories = files = content_bytes = 0
        first = last = path
        for each in islice(self._paths, start, end):
            _, own_files, own_bytes = rows[each]
            directories += each != path
            if own_files:
                first = first if files else each
                last = each
                files += own_files
                content_bytes += own_bytes
        # What the first and the last of sorted paths lie in, all between them do.
        place = commonpath([first, last])[len(path) :]
        return AllBelow(directories, files, content_bytes, place, self.origin(path))


_BEHIND_SLASH = chr(ord("/") + 1)


class _FoldedNames(UnlistedNames[Node, "FileColumns | UnnamedFiles"]):
    """What is in one of the directories of a table."""

    __slots__ = ("_below",)

    def __init__(self, table: PlainDirectories, path: str, start: int, end: int) -> None:
        super().__init__(table.origin(path[:-1]), partial(table.children, path, start, end))
        self._below = table, path, start, end

    def look(self) -> None:
        if not self.is_listed:
            table, path, _, _ = self._below
            self.plain = table.files(path)
        super().look()

    def added_up(self) -> AllBelow | None:
        table, path, start, end = self._below
        return None if self.is_listed else table.added_up(path, start, end)


def _with_those_above(rows: dict[str, Row]) -> list[str]:
    """The paths of *rows*, sorted, once the directories that these lie in are among them."""
    before = ""
    for path in sorted(rows):
        above = _above(path)
        # Whatever the one before lies in is there already.
        while not before.startswith(above) and above not in rows:
            rows[above] = _TAKEN_ALONG
            above = _above(above)
        before = path
    return sorted(rows)


def _above(path: str) -> str:
    return path[: path.rfind("/", 0, -1) + 1]
