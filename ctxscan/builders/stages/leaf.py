"""What is no directory: one by one, or the plain files of a directory in columns."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Change, Stamp, mode_after, stamped
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence


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

    def taken(self, *changes: Change) -> Leaf:
        kind, size, mode, target, inode, origin, stamp = self
        if kind is not FileType.SYMLINK:
            mode = mode_after(mode, changes, is_directory=False)
        if inode is not None:
            for change in changes:
                inode = change.inode(inode)
        after = stamped(stamp, changes)
        if after is stamp and mode == self.mode and inode is self.inode:
            return self
        return Leaf(kind, size, mode, target, inode, origin, after)

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
