"""What lies in a build context, and what a filter made of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.ignore.matcher import Verdict


class EntryType(StrEnum):
    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    FIFO = "fifo"
    SOCKET = "socket"
    CHARACTER_DEVICE = "character device"
    BLOCK_DEVICE = "block device"


class Judgement(NamedTuple):
    """What a builder makes of one path. Shared by all paths that fare alike."""

    sent: bool

    verdict: Verdict
    """What the ignore file says; for BuildKit, a path may be eligible and yet not sent."""

    sources: int = 0
    """The sources that ask for it: bit *i* stands for the source at index *i*."""

    opens: bool = True
    """Whether the builder, having announced the file, agrees to open it (SEMANTICS.md, D.9)."""

    ends_transfer: str | None = None
    """Why the builder stops here, without an error, as if this were all."""

    below_ignored: bool = False
    """Whether a directory above it was pruned, so that the builder never sees it."""


class Filter(Protocol):
    """One directory, as a builder's walk sees it."""

    @property
    def visited(self) -> bool:
        """Whether the builder itself looks into this directory."""

    def for_all(self) -> tuple[Judgement | None] | None:
        """What ``judge`` says of every name alike; ``None`` where it depends on the name."""

    def judge(self, name: str) -> Judgement | None:
        """What becomes of anything but a directory; ``None`` for what nobody asked about."""

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        """What becomes of the directory *name*, and the filter for what is in it.

        No filter means: pruned, nobody looks into it.
        """


class Entry(NamedTuple):
    """One file, directory, symlink, hard link, fifo, socket or device of a build context."""

    path: str
    """Relative to the context root, ``/``-separated; undecodable bytes are surrogates."""

    type: EntryType
    judgement: Judgement

    size: int
    """Bytes, as ``lstat`` has it: for a symlink, the length of its target."""

    mode: int
    """Permission bits with setuid, setgid and sticky."""

    mtime_ns: int

    inode: int | None
    """Its inode number where it has several names, else ``None``."""

    target: str
    """Where a symlink points, as stored; empty for anything else."""

    device: tuple[int, int]
    """Major and minor number of a device; zeros for anything else."""

    xattrs: tuple[tuple[str, bytes], ...]

    readable: bool


class Run(NamedTuple):
    """Plain files of one directory that fare alike, one after another in the builder's order.

    The columns belong together: what is known of nearly every entry of every context, and cheap
    to add up without an object for each.
    """

    directory: str
    """With a slash at its end; empty at the context root."""

    judgement: Judgement
    names: list[str]
    sizes: list[int]
    modes: list[int]
    mtimes_ns: list[int]

    def entries(self) -> Iterator[Entry]:
        """Each file as an entry of its own."""
        columns = zip(self.names, self.sizes, self.modes, self.mtimes_ns, strict=True)
        for name, size, mode, mtime_ns in columns:
            yield Entry(
                path=self.directory + name,
                type=EntryType.FILE,
                judgement=self.judgement,
                size=size,
                mode=mode,
                mtime_ns=mtime_ns,
                inode=None,
                target="",
                device=(0, 0),
                xattrs=(),
                readable=True,
            )


Batch = Entry | Run
