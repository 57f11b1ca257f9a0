"""Directory -> entries, in the builder's order, pruned exactly where the builder prunes.

Both builders list a directory by the bytes of its names, parents before
children, and follow no symlink (Go's ``filepath.WalkDir``).
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.context import sharing
from ctxscan.context.entry import Batch, Entry, Filter, Run
from ctxscan.context.reading import read_directory, read_entry
from ctxscan.context.xattrs import list_xattrs
from ctxscan.errors import ContextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.entry import Judgement

_PLAIN_BITS = 0o170444
_PLAIN = 0o100444
"""A regular file that everybody may read."""

_OPEN_TO_ALL = 0o555

_AT_ONCE = 1000
"""Files of one directory: each holds half a kilobyte while the system's answers are kept."""

_NAME = attrgetter("name")


class Trouble(NamedTuple):
    """Something on disk that could not be read as it should."""

    path: str
    """Relative to the context root."""

    reason: str
    """What the system said."""

    is_directory: bool

    visited: bool
    """Whether the builder meets it too, or only ctxscan, measuring what is ignored."""


class Level(NamedTuple):
    """A directory on the way, and what of it is still to come."""

    directory: str
    """With a slash at its end; empty at the context root."""

    filter: Filter
    coming: Iterator[os.DirEntry[str]]


@dataclass(slots=True)
class Walk:
    """One walk over a context: iterate over it once, then read what it met."""

    root: str
    filter: Filter
    on_directory: Callable[[int], None] = lambda _: None
    """Called for each directory with the number of paths looked at so far."""

    looks_before_pruning: bool = False
    """Whether the builder reads even a directory that it prunes (SEMANTICS.md, C.3)."""

    troubles: list[Trouble] = field(default_factory=list)

    walked: int = 0
    """How many paths the builder itself has to look at."""

    seen: int = 0

    _without_xattrs: set[int] = field(default_factory=set)
    """Devices whose file system knows no attributes."""

    _base: str = field(init=False)
    """The root, with a slash at its end."""

    def __post_init__(self) -> None:
        self._base = os.path.join(self.root, "")

    def __iter__(self) -> Iterator[Entry]:
        for batch in self.batches():
            if isinstance(batch, Entry):
                yield batch
            else:
                yield from batch.entries()

    def batches(self) -> Iterator[Batch]:
        """The same, with plain files in runs, for those who only add them up."""
        first = self._list("")
        if self.troubles:
            raise ContextError(
                f"cannot read the build context {self.root}: {self.troubles[0].reason}"
            )
        # A stack of our own: a context may be deeper than Python's.
        stack = [Level("", self.filter, _let_go(first))]
        shares = sharing.may_share()
        while stack:
            if shares and self.seen >= sharing.WORTH_SHARING:
                yield from sharing.shared(self, stack)
                return
            yield from self.step(stack)

    def step(self, stack: list[Level]) -> list[Batch]:
        """Go on a little in the uppermost directory of *stack*, or into one below it, or out."""
        level = stack[-1]
        batches: list[Batch] = []
        files: list[os.DirEntry[str]] = []
        for found in level.coming:
            if not found.is_dir(follow_symlinks=False):
                files.append(found)
                if len(files) == _AT_ONCE:
                    return [*batches, *self._read_files(level, files)]
                continue
            if files:
                batches += self._read_files(level, files)
                files = []
            entry, below = self._enter(level, found)
            if entry is not None:
                batches.append(entry)
            if below is not None:
                path = f"{level.directory}{found.name}/"
                stack.append(Level(path, below, self._listed(path, below)))
                return batches
        if files:
            batches += self._read_files(level, files)
        stack.pop()
        return batches

    def _read_files(self, level: Level, files: Sequence[os.DirEntry[str]]) -> list[Batch]:
        """All that has a judgement, and is there; the plain ones in runs."""
        batches: list[Batch] = []
        run: Run | None = None
        directory, here, without_xattrs = level.directory, level.filter, self._without_xattrs
        alike = here.for_all()
        judgement = alike[0] if alike else None
        for found in files:
            # Once for every file of every context: a call for each step would take half as long
            # again.
            if alike is None:
                judgement = here.judge(found.name)
            if judgement is None:
                continue
            try:
                info = found.stat(follow_symlinks=False)
                mode = info.st_mode
                plain = mode & _PLAIN_BITS == _PLAIN and info.st_nlink == 1
                if plain and judgement.sent and info.st_dev not in without_xattrs:
                    try:
                        plain = not list_xattrs(found.path, follow_symlinks=False)
                    except OSError as error:
                        if error.errno == errno.ENOTSUP:
                            without_xattrs.add(info.st_dev)
                if not plain:
                    batches.append(read_entry(directory + found.name, found, judgement))
                    run = None
                    continue
            except OSError as error:
                self._report_entry(directory + found.name, error, judgement)
                continue
            if run is None or run.judgement is not judgement:
                run = Run(directory, judgement, [], [], [], [])
                batches.append(run)
                _, _, names, sizes, modes, times = run
            names.append(found.name)
            sizes.append(info.st_size)
            modes.append(mode & 0o7777)
            times.append(info.st_mtime_ns)
        return batches

    def _enter(self, level: Level, found: os.DirEntry[str]) -> tuple[Entry | None, Filter | None]:
        """A directory, and the filter for what is in it if it is looked into."""
        judgement, below = level.filter.enter(found.name)
        path = level.directory + found.name
        entry = None
        if judgement is not None:
            try:
                entry = read_directory(path, found, judgement)
            except OSError as error:
                self._report_entry(path, error, judgement)
                return None, None
        if below is None and self.looks_before_pruning and level.filter.visited:
            self._look_into(path, found)
        return entry, below

    def _listed(self, directory: str, here: Filter) -> Iterator[os.DirEntry[str]]:
        """The same as ``_list``, once somebody asks: what is above has been handed on by then."""
        yield from _let_go(self._list(directory, here))

    def _list(self, directory: str, here: Filter | None = None) -> list[os.DirEntry[str]]:
        """What *directory* holds, in the order of the bytes of its names."""
        visited = here is None or here.visited
        try:
            with os.scandir(f"{self._base}{directory}") as scan:
                found = list(scan)
        except OSError as error:
            self._report(directory.rstrip("/"), error, is_directory=True, visited=visited)
            return []
        self.seen += len(found)
        self.walked += len(found) if visited else 0
        self.on_directory(self.seen)
        found.sort(key=_bytes_of_name if _has_surrogates(found) else _NAME)
        return found

    def _look_into(self, path: str, found: os.DirEntry[str]) -> None:
        try:
            closed = found.stat(follow_symlinks=False).st_mode & _OPEN_TO_ALL != _OPEN_TO_ALL
            if closed:
                os.scandir(found.path).close()
        except OSError as error:
            self._report(path, error, is_directory=True, visited=True)

    def _report_entry(self, path: str, error: OSError, judgement: Judgement) -> None:
        self._report(path, error, is_directory=False, visited=not judgement.below_ignored)

    def _report(self, path: str, error: OSError, *, is_directory: bool, visited: bool) -> None:
        reason = error.strerror or str(error)
        self.troubles.append(Trouble(path, reason, is_directory, visited))


def _let_go(found: list[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """All of *found*, which is emptied: a directory may hold more than fits in memory twice."""
    if len(found) <= _AT_ONCE:
        yield from found
        return
    found.reverse()
    while found:
        part = found[-_AT_ONCE:]
        del found[-_AT_ONCE:]
        part.reverse()
        yield from part


def _has_surrogates(found: Sequence[os.DirEntry[str]]) -> bool:
    # The order of code points is the order of UTF-8 bytes, but not that of lone surrogates.
    names = "".join(map(_NAME, found))
    if names.isascii():
        return False
    try:
        names.encode()
    except UnicodeEncodeError:
        return True
    return False


def _bytes_of_name(entry: os.DirEntry[str]) -> bytes:
    return os.fsencode(entry.name)
