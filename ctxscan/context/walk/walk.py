"""Directory -> entries, in the builder's order, pruned exactly where the builder prunes.

Both builders list a directory by the bytes of its names, parents before
children, and follow no symlink (Go's ``filepath.WalkDir``).
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING

from ctxscan.context.entry import Batch, Entry, Filter
from ctxscan.context.walk import columns
from ctxscan.context.walk.listing import coming, left, scan
from ctxscan.context.walk.part import OpenDirectory, Trouble
from ctxscan.context.walk.stat import EntryReader
from ctxscan.errors import ContextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.context.entry import Judgement
    from ctxscan.context.walk.listing import Listed, Listing
    from ctxscan.context.walk.several_names import SeveralNames

_OPEN_TO_ALL = 0o555


class Walk:
    """One walk over a context: iterate over it once, then read what it met."""

    def __init__(
        self,
        root: str,
        filter_: Filter,
        on_directory: Callable[[int], None] = lambda _: None,
        *,
        looks_before_pruning: bool = False,
        several: SeveralNames | None = None,
    ) -> None:
        """*several* gets the files with several names, which then come as plain ones."""
        self.root = root
        self.filter = filter_
        self.on_directory = on_directory
        """Called for each directory with the number of paths looked at so far."""
        self.looks_before_pruning = looks_before_pruning
        """Whether the builder reads even a directory that it prunes (docs/semantics, C.3)."""
        self.troubles: list[Trouble] = []
        self.walked = 0
        """How many paths the builder itself has to look at."""
        self.seen = 0
        self._base = os.path.join(root, "")
        """The root, with a slash at its end."""
        self._columns = columns.Columns()
        self.several = several
        self._reader = EntryReader(self._columns, self._report_entry, several)

    def __iter__(self) -> Iterator[Entry]:
        for batch in self.batches():
            if isinstance(batch, Entry):
                yield batch
            else:
                yield from batch.entries()

    def batches(self) -> Iterator[Batch]:
        """The same, with what is plain in columns, for those who only add it up."""
        yield from self.rest_of(self.start())

    def start(self) -> OpenDirectory:
        """The context root. Raises ContextError where it cannot be read."""
        root = OpenDirectory("", self.filter)
        self.listing(root)
        if self.troubles:
            raise ContextError(
                f"cannot read the build context {self.root}: {self.troubles[0].reason}"
            )
        return root

    def rest_of(self, directory: OpenDirectory) -> Iterator[Batch]:
        """All that is still to come of one directory."""
        yield from self.advance([directory], math.inf)

    def _level(self, directory: str) -> OpenDirectory | None:
        """``None`` where nothing below one of the directories on the way has a judgement."""
        here: Filter | None = self.filter
        for name in directory.split("/")[:-1]:
            here = here.enter(name)[1] if here else None
        return OpenDirectory(directory, here) if here is not None else None

    def files_of(self, directory: str) -> Iterator[Batch]:
        """All that lies in one directory (with a slash at its end), but for directories."""
        level = self._level(directory)
        if level is None:
            return
        files = [each for each in self.listing(level) if not each.is_dir(follow_symlinks=False)]
        for start in range(0, len(files), columns.MOST):
            self._read(level, files[start : start + columns.MOST])
            yield from self._columns.take()

    def entries_of(self, directory: str) -> Iterator[Entry]:
        """All that has a judgement in one directory (as above), in order, and nothing below it."""
        for batch in self.batches_of(directory):
            yield from (batch,) if isinstance(batch, Entry) else batch.entries()

    def batches_of(self, directory: str) -> Iterator[Batch]:
        """The same, plain files and directories in runs."""
        level = self._level(directory)
        if level is None:
            return
        files: list[Listed] = []
        for found in self.listing(level):
            if not found.is_dir(follow_symlinks=False):
                files.append(found)
                continue
            self._read(level, files)
            self._enter(level, found)
            files = []
        self._read(level, files)
        yield from self._columns.take()

    def advance(self, stack: list[OpenDirectory], enough: float) -> Iterator[Batch]:
        """Go on until *enough* paths were looked at, or nothing is left on *stack*."""
        while stack and self.seen < enough:
            self._step(stack)
            if self._columns.has_many:
                yield from self._columns.take()
        yield from self._columns.take()

    def copy(self) -> Walk:
        """Another walk of the same context, whose progress nobody hears of."""
        several = self.several.fresh() if self.several is not None else None
        looks_before = self.looks_before_pruning
        return Walk(self.root, self.filter, looks_before_pruning=looks_before, several=several)

    def came_twice(self) -> frozenset[int]:
        """Inode numbers of the files that came as plain ones under several names."""
        return self.several.came_twice() if self.several is not None else frozenset()

    def anew(self, several: SeveralNames) -> Walk:
        """The same from its beginning."""
        looks_before = self.looks_before_pruning
        return Walk(
            self.root,
            self.filter,
            self.on_directory,
            looks_before_pruning=looks_before,
            several=several,
        )

    def _step(self, stack: list[OpenDirectory]) -> None:
        """Go on a little in the uppermost directory of *stack*, or into one below it, or out.

        A stack of our own: a context may be deeper than Python's.
        """
        level = stack[-1]
        files: list[Listed] = []
        for found in self.listing(level):
            if found.is_dir(follow_symlinks=False):
                self._read(level, files)
                below = self._enter(level, found)
                if below is not None:
                    stack.append(OpenDirectory(f"{level.directory}{found.name}/", below))
                return
            files.append(found)
            if len(files) == columns.MOST:
                break
        else:
            stack.pop()
        self._read(level, files)

    def _read(self, level: OpenDirectory, files: list[Listed]) -> None:
        """All that has a judgement, and is there."""
        alike = level.filter.same_for_all_names()
        if alike is not None:
            judgement = alike[0]
            if judgement is not None and files:
                self._reader.read(level.directory, files, judgement)
            return
        same: list[Listed] = []
        current = None
        for found in files:
            judgement = level.filter.judge(found.name)
            if judgement is None:
                continue
            if judgement is not current:
                if current is not None:
                    self._reader.read(level.directory, same, current)
                current, same = judgement, []
            same.append(found)
        if current is not None:
            self._reader.read(level.directory, same, current)

    def _enter(self, level: OpenDirectory, found: Listed) -> Filter | None:
        """Look at a directory; the filter for what is in it if it is looked into."""
        judgement, below = level.filter.enter(found.name)
        path = level.directory + found.name
        if judgement is not None and not self._reader.read_directory(path, found, judgement):
            return None
        if below is None and self.looks_before_pruning and level.filter.visited:
            self._look_into(path, found)
        return below

    def listing(self, level: OpenDirectory) -> Iterator[Listed]:
        """What is still to come of a directory, in the order of the bytes of its names."""
        if level.rest is not None:
            return level.rest
        directory = level.directory
        visited = level.filter.visited or not directory  # every builder looks at the root
        found: Listing = ()
        try:
            found = scan(f"{self._base}{directory}")
        except OSError as error:
            self._report(directory.rstrip("/"), error, is_directory=True, visited=visited)
        else:
            self.seen += len(found)
            self.walked += len(found) * visited
            self.on_directory(self.seen)
        level.rest = coming(found)
        return level.rest

    def left(self, level: OpenDirectory) -> Listing:
        """All that is still to come of a directory: it is the caller's to hand on."""
        return left(self.listing(level))

    def directories_ahead(self, level: OpenDirectory) -> int:
        """How many of those that lie in it are still to come; none of one that nobody opened."""
        if level.rest is None:
            return 0
        ahead = left(level.rest)
        level.rest = coming(ahead)
        return sum(each.is_dir(follow_symlinks=False) for each in ahead)

    def _look_into(self, path: str, found: Listed) -> None:
        try:
            closed = found.stat(follow_symlinks=False).st_mode & _OPEN_TO_ALL != _OPEN_TO_ALL
            if closed:
                os.scandir(found.path).close()
        except OSError as error:
            self._report(path, error, is_directory=True, visited=True)

    def _report_entry(self, path: str, error: OSError, judgement: Judgement) -> None:
        self._report(path, error, is_directory=False, visited=judgement.visited)

    def _report(self, path: str, error: OSError, *, is_directory: bool, visited: bool) -> None:
        reason = error.strerror or str(error)
        self.troubles.append(Trouble(path, reason, is_directory, visited))
