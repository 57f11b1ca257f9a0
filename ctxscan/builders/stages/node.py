"""The files of a stage, or of a context as it arrived, as a tree in memory.

A directory that is taken from one tree into another is not copied: it keeps the one that it was
taken from, and makes its own children once somebody looks. So a tree of 100,000 files goes
through five stages at the cost of one. What a step has finished is never changed again; a step
works on a tree of its own, taken from the one before.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.golang.text import byte_order

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence


class FileType(StrEnum):
    FILE = "file"
    SYMLINK = "symlink"
    FIFO = "fifo"
    DEVICE = "device"


class Stamp(NamedTuple):
    """How a node came to where it is."""

    line: int | None = None
    """Of the instruction that took it from a context, or made it."""

    via: tuple[int, ...] = ()
    """Of the ``COPY --from`` that carried it on."""

    certain: bool = True
    """Whether it is there for sure: a RUN may have changed it, or a base image lies in the way."""


class Change(NamedTuple):
    """What becomes of the nodes of a tree that is taken into another one."""

    line: int | None = None
    """Of the instruction that takes them."""

    copy: Hashable = None
    """Two names of one file stay one only where the same copy takes both."""

    chmod: Callable[[int, bool], int] | None = None
    """Mode and whether it is a directory -> the new mode."""

    doubt: bool = False
    """Nothing of it is certain any more."""

    opened: bool = False
    """Anything may lie beside it."""

    def stamp(self, old: Stamp) -> Stamp:
        line, via = old.line, old.via
        if self.line is not None:
            line, via = (self.line, via) if line is None else (line, (*via, self.line))
        return Stamp(line, via, old.certain and not self.doubt)


AS_IT_IS = Change()


class Leaf(NamedTuple):
    """Anything but a directory."""

    type: FileType

    size: int | None
    """In bytes; ``None`` where it is not known."""

    mode: int = 0o644
    target: str = ""
    """Where a symlink leads, as stored."""

    inode: Hashable = None
    """Equal for all names of one file; ``None`` where it has one name."""

    origin: str | None = None
    """The path in the context (``name:path`` in a named one), the member of an archive, or a line
    of the Dockerfile."""

    stamp: Stamp = Stamp()

    def taken(self, change: Change) -> Leaf:
        if change is AS_IT_IS:
            return self
        mode, inode = self.mode, self.inode
        if change.chmod and self.type is not FileType.SYMLINK:
            mode = change.chmod(mode, False)
        if inode is not None and change.copy is not None:
            inode = (change.copy, inode)
        return self._replace(mode=mode, inode=inode, stamp=change.stamp(self.stamp))

    @property
    def is_link(self) -> bool:
        return self.type is FileType.SYMLINK


class FileColumns(NamedTuple):
    """Plain files of one directory as they arrived, and no object for each."""

    prefix: str
    """What stands before a name in its origin: the directory, with a slash at its end."""

    names: Sequence[str]
    sizes: Sequence[int]
    modes: Sequence[int]

    def leaves(self) -> Iterator[tuple[str, Leaf]]:
        stamp, kind, prefix = Stamp(), FileType.FILE, self.prefix
        for name, size, mode in zip(self.names, self.sizes, self.modes, strict=True):
            yield name, Leaf(kind, size, mode & 0o7777, "", None, prefix + name, stamp)


class Directory:
    """A directory, its children made when they are first asked for."""

    __slots__ = ("_change", "_children", "_columns", "_source", "mode", "open", "origin", "stamp")

    def __init__(
        self, stamp: Stamp, *, mode: int = 0o755, origin: str | None = None, is_open: bool = False
    ) -> None:
        self.stamp = stamp
        self.mode = mode
        self.origin = origin
        self.open = is_open
        """Whether there may be more in it than is known: a base image, what a RUN made."""
        self._children: dict[str, Node] | None = {}
        self._source: Directory | None = None
        self._change = AS_IT_IS
        self._columns: list[FileColumns] = []

    def add_files(self, columns: FileColumns) -> None:
        """Plain files that arrived in it; each becomes a node once somebody looks."""
        self._columns.append(columns)

    @property
    def children(self) -> dict[str, Node]:
        if self._columns:
            columns, self._columns = self._columns, []
            assert self._children is not None  # noqa: S101 - files arrive in no other directory
            self._children.update(leaf for each in columns for leaf in each.leaves())
        if self._children is None:
            source, change = self._source, self._change
            assert source is not None  # noqa: S101 - it has children or it is taken from one that has
            self._children = {name: each.taken(change) for name, each in source.children.items()}
            self._source = None
        return self._children

    def counted(self) -> tuple[int, int, list[Leaf], list[tuple[str, Directory]]]:
        """Number and bytes of plain files that nobody looked at; other leaves; directories."""
        if self._children is None and self._source is not None:
            return self._source.counted()
        known = self._children or {}
        return (
            sum(len(each.names) for each in self._columns),
            sum(sum(each.sizes) for each in self._columns),
            [each for each in known.values() if isinstance(each, Leaf)],
            [(name, each) for name, each in known.items() if isinstance(each, Directory)],
        )

    def ordered(self) -> Iterator[tuple[str, Node]]:
        """Name and child, in the order of the bytes of the names."""
        children = self.children
        for name in sorted(children, key=byte_order):
            yield name, children[name]

    def taken(self, change: Change) -> Directory:
        """The same for another tree; changing one leaves the other as it is."""
        new = Directory(
            change.stamp(self.stamp),
            mode=change.chmod(self.mode, True) if change.chmod else self.mode,
            origin=self.origin,
            is_open=self.open or change.opened,
        )
        new._children = None
        if self._children is None and change is AS_IT_IS:
            new._source, new._change = self._source, self._change
        else:
            new._source, new._change = self, change
        return new


Node = Leaf | Directory
