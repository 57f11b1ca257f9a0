"""What lies in a build context, and what a filter made of it."""

from __future__ import annotations

from bisect import bisect_right
from enum import StrEnum
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any, Protocol

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.ignore.verdict import Verdict


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
    """Whether the builder, having announced the file, agrees to open it (docs/semantics, D.9)."""

    ends_transfer: str | None = None
    """Why the builder stops here, without an error, as if this were all."""

    below_ignored: bool = False
    """Whether a directory above it was pruned, so that the builder never sees it."""

    @property
    def visited(self) -> bool:
        """Whether the builder comes there itself."""
        return not self.below_ignored

    def sends_like(self, other: Judgement) -> bool:
        """Whether both are sent alike, whatever rule may have settled that."""
        # All but the verdict.
        return self is other or (self.sent and other.sent and self[2:] == other[2:])


class ByRules(NamedTuple):
    """How names fare in a directory where the rules of the ignore file alone tell them apart."""

    matching: Callable[[str], int]
    """The rules that match a name, as a set of bits."""

    fate: Callable[[int], Judgement | None]
    """What ``judge`` says of the names that these rules match."""

    hitting: Callable[[Sequence[str]], Sequence[tuple[int, int]]]
    """The places of those of some names that rules match, and which: of most, none does."""

    standing: object
    """The same for directories in which that is the same."""


class Filter(Protocol):
    """One directory, as a builder's walk sees it."""

    @property
    def visited(self) -> bool:
        """Whether the builder itself looks into this directory."""

    def same_for_all_names(self) -> tuple[Judgement | None] | None:
        """What ``judge`` says of every name alike; ``None`` where it depends on the name."""

    def by_rules(self) -> ByRules | None:
        """Where the rules alone tell names apart, how; ``None`` where it takes more."""

    def judge(self, name: str) -> Judgement | None:
        """What becomes of anything but a directory; ``None`` for what nobody asked about."""

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        """What becomes of the directory *name*, and the filter for what is in it.

        No filter means: pruned, nobody looks into it.
        """


def common_fate(here: Filter, names: Sequence[str]) -> tuple[Judgement | None] | None:
    """What ``judge`` says of each of *names*; ``None`` where that is not the same, or not known."""
    alike = here.same_for_all_names()
    if alike is not None:
        return alike
    by_rules = here.by_rules()
    if by_rules is None or not names or by_rules.hitting(names):
        return None
    return (by_rules.fate(0),)


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


class PlainFiles(NamedTuple):
    """Plain files that fare alike, and the directories on the way, in the builder's order.

    Columns, and no object for each: what is known of nearly every entry of every context, and
    cheap to add up. The columns of the files belong together.
    """

    judgement: Judgement
    """Of all of them, but for those in ``differing``."""

    parts: list[tuple[str, int]]
    """Directories (with a slash at their ends; empty at the context root), and how many of the
    files lie in each."""

    names: list[str]
    sizes: list[int]
    modes: list[int]
    """As ``lstat`` has them, with the type."""

    mtimes_ns: list[int]

    ctimes_ns: list[int]
    """As the disk has them; empty for what comes from elsewhere."""

    directories: list[tuple[int, str, int, int]]
    """Those that are sent themselves: how many of the files come before, path, mode and time."""

    differing: dict[str, Judgement]
    """By path, where another rule settled the same."""

    facts: dict[object, Any]
    """What was worked out of the columns alone: done once, whoever judges these files."""

    def sums(self) -> list[tuple[str, int, int]]:
        """The same directories with the number and bytes of their files."""
        known: list[tuple[str, int, int]] | None = self.facts.get("sums")
        if known is None:
            known, start = [], 0
            for directory, count in self.parts:
                known.append((directory, count, sum(self.sizes[start : start + count])))
                start += count
            self.facts["sums"] = known
        return known

    def content_bytes(self) -> int:
        return sum(size for _, _, size in self.sums())

    def paths(self) -> Iterator[str]:
        """Of the files."""
        start = 0
        for directory, count in self.parts:
            yield from map(directory.__add__, self.names[start : start + count])
            start += count

    def paths_at(self, indexes: Sequence[int]) -> Iterator[str]:
        """Of the files at these places in the columns."""
        ends = [*accumulate(count for _, count in self.parts)] if indexes else []
        for index in indexes:
            directory, _ = self.parts[bisect_right(ends, index)]
            yield directory + self.names[index]

    def all_paths(self) -> Iterator[str]:
        """Of files and directories, in order."""
        files, taken = self.paths(), 0
        for before, path, _, _ in self.directories:
            yield from islice(files, before - taken)
            taken = before
            yield path
        yield from files

    def entries(self) -> Iterator[Entry]:
        """Each file and directory as an entry of its own."""
        files, taken = self._files(), 0
        for before, path, mode, mtime_ns in self.directories:
            yield from islice(files, before - taken)
            taken = before
            yield self.directory_entry(path, mode, mtime_ns)
        yield from files

    def directory_entry(self, path: str, mode: int, mtime_ns: int) -> Entry:
        return self._entry(EntryType.DIRECTORY, path, 0, mode, mtime_ns)

    def _files(self) -> Iterator[Entry]:
        columns = zip(self.paths(), self.sizes, self.modes, self.mtimes_ns, strict=True)
        for path, size, mode, mtime_ns in columns:
            yield self._entry(EntryType.FILE, path, size, mode, mtime_ns)

    def _entry(self, entry_type: EntryType, path: str, size: int, mode: int, time: int) -> Entry:
        return Entry(
            path=path,
            type=entry_type,
            judgement=self.differing.get(path, self.judgement),
            size=size,
            mode=mode & 0o7777,
            mtime_ns=time,
            inode=None,
            target="",
            device=(0, 0),
            xattrs=(),
            readable=True,
        )


Batch = Entry | PlainFiles
