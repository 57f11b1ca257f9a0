"""The files of a stage, or of a context as it arrived, as a tree in memory.

A directory that is taken from one tree into another is not copied: it keeps the one that it was
taken from, and makes its own children once somebody looks. So a tree of 100,000 files goes
through five stages at the cost of one. What a step has finished is never changed again; a step
works on a tree of its own, taken from the one before.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.change import AS_IT_IS, Change, Stamp
from ctxscan.golang.text import byte_order

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence


def in_byte_order(names: Collection[str]) -> list[str]:
    """Sorted as Go sorts strings."""
    if "".join(names).isascii():
        return sorted(names)
    return sorted(names, key=byte_order)


class FileType(StrEnum):
    FILE = "file"
    SYMLINK = "symlink"
    FIFO = "fifo"
    DEVICE = "device"


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
        kind, size, _, target, _, origin, stamp = self
        return Leaf(kind, size, mode, target, inode, origin, change.stamp(stamp))

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

    contents: Sequence[str] = ()
    """Names for what they hold, where that is to be compared, and not known otherwise."""

    @property
    def files(self) -> int:
        return len(self.names)

    @property
    def content_bytes(self) -> int:
        return sum(self.sizes)

    def leaves(self) -> Iterator[tuple[str, Leaf]]:
        stamp, kind, prefix = Stamp(), FileType.FILE, self.prefix
        for name, size, mode in zip(self.names, self.sizes, self.modes, strict=True):
            yield name, Leaf(kind, size, mode & 0o7777, "", None, prefix + name, stamp)


class UnnamedFiles(NamedTuple):
    """Plain files of one directory, of which only the sums are known."""

    prefix: str
    """As above."""

    files: int
    content_bytes: int

    directory: str
    find: Callable[[str], Iterator[FileColumns]]
    """Looks for the names in a directory; what else it finds there is known already."""

    def leaves(self) -> Iterator[tuple[str, Leaf]]:
        for each in self.find(self.directory):
            yield from each._replace(prefix=self.prefix).leaves()


class Directory:
    """A directory, its children made when they are first asked for."""

    __slots__ = ("_change", "_children", "_plain", "_source", "mode", "open", "origin", "stamp")

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
        self._plain: tuple[FileColumns | UnnamedFiles, ...] = ()

    def add_files(self, files: FileColumns | UnnamedFiles) -> None:
        """Plain files that arrived in it; each becomes a node once somebody looks."""
        self._plain = (*self._plain, files)

    @property
    def children(self) -> dict[str, Node]:
        if self._plain:
            plain, self._plain = self._plain, ()
            assert self._children is not None  # noqa: S101 - files arrive in no other directory
            for each in plain:
                for name, leaf in each.leaves():
                    self._children.setdefault(name, leaf)
        if self._children is None:
            source, change = self._source, self._change
            assert source is not None  # noqa: S101 - it has children or it is taken from one that has
            self._children = {name: each.taken(change) for name, each in source.children.items()}
            self._source = None
        return self._children

    def apart(self) -> tuple[Sequence[FileColumns], Mapping[str, Node]]:
        """Plain files whose contents have names, as they arrived, and all else that is in it."""
        plain = [each for each in self._plain if isinstance(each, FileColumns) and each.contents]
        if self._children is None or len(plain) < len(self._plain):
            return (), self.children
        return plain, self._children

    def counted(self, changes: tuple[Change, ...] = ()) -> Counted:
        """What is in it, without a look at the names of plain files.

        *changes*, the earliest first, are those that it went through since; nothing of it is
        taken through them, so that a large tree costs little.
        """
        if self._children is None and self._source is not None:
            return self._source.counted((self._change, *changes))
        known = self._children or {}
        return Counted(
            self._plain,
            [each for each in known.values() if isinstance(each, Leaf)],
            [(name, each) for name, each in known.items() if isinstance(each, Directory)],
            changes,
        )

    def ordered(self) -> Iterator[tuple[str, Node]]:
        """Name and child, in the order of the bytes of the names."""
        children = self.children
        for name in in_byte_order(children):
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

    def take_children(self, source: Directory, change: Change) -> None:
        """All that is in *source*, into a directory in which nothing is."""
        self._children, self._source, self._change = None, source, change


class Counted(NamedTuple):
    """What is in a directory."""

    plain: Sequence[FileColumns | UnnamedFiles]
    """Files that nobody looked at by name."""

    leaves: list[Leaf]
    """All others."""

    directories: list[tuple[str, Directory]]

    changes: tuple[Change, ...]
    """What all of these went through since, the earliest first."""

    def stamp(self, before: Stamp) -> Stamp:
        """Of what had the stamp *before*."""
        for change in self.changes:
            before = change.stamp(before)
        return before

    def taken(self, leaf: Leaf) -> Leaf:
        for change in self.changes:
            leaf = leaf.taken(change)
        return leaf


Node = Leaf | Directory
