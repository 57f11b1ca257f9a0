"""The files of a revision by the index, which holds most of them: git says where the two differ.

It saves reading a row for every file of the revision, and asking for the size of every blob. Git
is asked for ``diff-index --cached`` and ``cat-file`` alone, and never looks at the work tree.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from ctxscan.context.git.revision import (
    LINK,
    SUBMODULE,
    TREE,
    UNKNOWN_SIZE,
    Blob,
    Checkout,
    entry_of,
)
from ctxscan.context.git.side import Side
from ctxscan.context.settled import SettledTree
from ctxscan.context.tree import Tree
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxscan.context.git.index import Index
    from ctxscan.context.git.revision import Revision
    from ctxscan.context.settled import SettledFiles

ATTRIBUTES = ".gitattributes"
"""Its content tells what a checkout makes of others."""

_NOTHING = "000000"
_NONE: Mapping[str, int] = {}


class Listing(NamedTuple):
    """A directory of a revision; paths are from there. Also the ``Names`` that links lead by."""

    revision: Revision
    staging: Index
    prefix: str
    """From the top of the repository, with a slash at its end."""

    changed: Mapping[str, Mapping[str, Side | None]]
    """Where the index has something else: what the revision has, by directory (with a slash at
    its end) and name."""

    odd: Mapping[str, Side]
    """What is no regular file, by path."""

    targets: Mapping[str, bytes]
    """Of its symlinks, by their object."""

    directories: Mapping[str, set[str]]
    """The names of directories, by the directory that they are in."""

    def staged(self, directory: str) -> Mapping[str, int]:
        """The entries of the index that lie in *directory*."""
        return self.staging.directories.get(self.prefix + directory, _NONE)

    def is_as_staged(self, directory: str, name: str) -> bool:
        """Of something that is staged."""
        return name not in self.changed.get(directory, ())

    def link(self, path: str) -> str | None:
        side = self.odd.get(path)
        return os.fsdecode(self.targets[side.object_id]) if side and side.mode == LINK else None

    def inside(self, directory: str) -> list[str] | None:
        here = f"{directory.strip('/')}/".lstrip("/")
        if here and here not in self.directories:
            return None
        names = {*self.directories.get(here, ()), *(name for name, _ in self.files(here))}
        return sorted(names, key=os.fsencode)

    def files(self, directory: str, besides: Iterable[str] = ()) -> Iterator[tuple[str, Side]]:
        """All that is no directory, but for the names *besides*."""
        changed = self.changed.get(directory, {})
        for name in self.staged(directory).keys() - changed.keys() - set(besides):
            yield name, self.staging.side(self.prefix + directory + name)
        yield from ((name, side) for name, side in changed.items() if side is not None)

    def checkout(self, settled: Sequence[SettledFiles], umask: int) -> tuple[Checkout, SettledTree]:
        """What ``git checkout`` would write beside what is settled, and all of it to be walked.

        Raises ContextError.
        """
        names: dict[str, set[str]] = {}
        for each in settled:
            names.setdefault(each.directory, set()).update(each.names)
        rows = list(self._rows(names))
        entries = [entry_of(row, umask, self.targets) for row in rows]
        own = {row.path: row.object_id for row in rows if row.mode.startswith("100")}
        own |= {
            directory + ATTRIBUTES: self.staging.side(
                self.prefix + directory + ATTRIBUTES
            ).object_id
            for directory, found in names.items()
            if ATTRIBUTES in found
        }
        checkout = Checkout(
            Tree.of(entries),
            {each.path: each for each in entries},
            own,
            {path: s.object_id for path, s in self.odd.items() if s.mode == SUBMODULE},
            {"": self.revision},
            sum(row.size == UNKNOWN_SIZE for row in rows),
        )
        return checkout, SettledTree.of(entries, settled)

    def _staged_id(self, path: str) -> str:
        return self.staging.side(self.prefix + path).object_id

    def _rows(self, settled: Mapping[str, set[str]]) -> Iterator[Blob]:
        sides = {
            directory + name: side
            for directory in self.directories
            for name, side in self.files(directory, settled.get(directory, ()))
        }
        sizes = self.revision.sizes([side.object_id for side in sides.values()])
        for path, side in sides.items():
            unknown = 0 if side.mode == SUBMODULE else UNKNOWN_SIZE
            yield Blob(side.mode, side.object_id, sizes.get(side.object_id, unknown), path)
        for directory in self.directories:
            if directory:
                yield Blob(TREE, "", 0, directory[:-1])


def listing_of(revision: Revision, index: Index, directory: str) -> Listing | None:
    """``None`` where the index does not help: then the rows of the trees have to be read.

    *directory*: from the top of the repository. Raises ContextError.
    """
    if not index.is_merged or not index.directories:
        return None
    prefix = f"{directory}/" if directory else ""
    changed = _differences(revision, directory, prefix)
    odd = {
        path.removeprefix(prefix): index.side(path)
        for path in index.odd
        if path.startswith(prefix) and path.removeprefix(prefix) not in changed
    }
    odd |= {path: side for path, side in changed.items() if side and side.mode[:3] != "100"}
    submodules = (path for path, side in odd.items() if side.mode == SUBMODULE)
    is_sparse = any(side.mode == TREE for side in odd.values())
    if is_sparse or any(revision.has_submodule(directory, path) for path in submodules):
        return None
    by_directory: dict[str, dict[str, Side | None]] = {}
    for path, side in changed.items():
        above, slash, name = path.rpartition("/")
        by_directory.setdefault(above + slash, {})[name] = side
    return Listing(
        revision,
        index,
        prefix,
        by_directory,
        odd,
        revision.read([side.object_id for side in odd.values() if side.mode == LINK]),
        _directories(index, prefix, by_directory),
    )


def _differences(revision: Revision, directory: str, prefix: str) -> dict[str, Side | None]:
    """What the revision has where the index has something else; ``None``: nothing."""
    pathspec = ["--", f":(top,literal){directory}"] if directory else []
    options = ("-z", "--raw", "--no-renames", "--no-relative", "--ignore-submodules=none")
    command = ["diff-index", "--cached", *options, revision.commit, *pathspec]
    fields = os.fsdecode(revision.repository.ask(command)).split("\0")
    found: dict[str, Side | None] = {}
    for head, path in zip(fields[::2], fields[1::2], strict=False):
        mode, _, object_id, *_ = head[1:].split(" ")
        side = None if mode == _NOTHING else Side(mode, object_id)
        found[path.removeprefix(prefix)] = side
    return found


def _directories(
    index: Index, prefix: str, changed: Mapping[str, Mapping[str, Side | None]]
) -> dict[str, set[str]]:
    """Those of the revision, by the one that they are in."""
    staged = {each.removeprefix(prefix) for each in index.directories if each.startswith(prefix)}
    found: dict[str, set[str]] = {"": set()}
    for directory in staged | changed.keys():
        own = changed.get(directory, {})
        left = index.directories.get(prefix + directory, _NONE).keys() - own.keys()
        if not left and not any(own.values()):
            continue
        path = directory
        while path not in found:
            found[path] = set()
            path = f"{posixpath.dirname(path[:-1])}/".lstrip("/")
    for directory in found:
        if directory:
            above, slash, name = directory[:-1].rpartition("/")
            found[above + slash].add(name)
    return found
