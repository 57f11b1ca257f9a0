"""A revision of a repository: its trees and blobs, and never the work tree.

Only ``rev-parse``, ``ls-tree`` and ``cat-file`` are asked: no filter runs, nothing is checked out.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from ctxscan.context.entry import Entry, EntryType
from ctxscan.context.folder import NOTHING_SAID
from ctxscan.context.git.program import PartialCloneError, lacks_objects, run_git
from ctxscan.context.git.repository import NoRepository, Repository, find_repository
from ctxscan.context.tree import SOME_DAY, Tree
from ctxscan.errors import ContextError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


LINK = "120000"
EXECUTABLE = "100755"
SUBMODULE = "160000"
TREE = "040000"

_MOST_LINKS = 40

UNKNOWN_SIZE = -1
"""In a row: of a blob that a partial clone lacks. Its name is known, and is content enough."""

_SOME_SIZE = 1
"""Not that of an empty file, whose content nobody would compare."""

UMASK = 0o022
"""Of a checkout where nobody says otherwise."""


class Blob(NamedTuple):
    """One row of ``git ls-tree``."""

    mode: str
    object_id: str
    size: int
    """0 for what has none, and where nobody asked."""

    path: str
    """From the directory that was listed."""


class Checkout(NamedTuple):
    """A directory of a revision as a checkout would have it."""

    tree: Tree
    entries: Mapping[str, Entry]
    """By path, directories too that only lead somewhere. What is settled is in neither."""

    object_ids: Mapping[str, str]
    """Of its files, by path."""

    submodules: Mapping[str, str]
    """Directories whose files are in another repository that is not there, each with the commit
    that it is to have."""

    homes: Mapping[str, Revision]
    """The revisions that files come from, by the directory (with a slash) that each is in."""

    unsized: int = 0
    """Files of which nobody knows the size here: a partial clone lacks them."""

    def home(self, path: str) -> Revision:
        """The revision that *path* is a file of."""
        prefixes = (each for each in self.homes if path.startswith(each))
        return self.homes[max(prefixes, key=len)]


class Revision(NamedTuple):
    repository: Repository
    commit: str
    """The name of the commit."""

    shown: str
    """As the user wrote it."""

    def rows(self, directory: str, *, with_sizes: bool = True) -> list[Blob]:
        """All below *directory*, from the top of the repository. Raises ContextError.

        *with_sizes*: git looks each blob up for it, which takes longer than all the rest.
        """
        sizes = ["-l"] if with_sizes else []
        command = ["ls-tree", "--full-tree", "-r", "-t", "-z", *sizes]
        command.append(f"{self.commit}:{directory}")
        status, out, trouble = run_git(self.repository.root, command)
        if lacks_objects(trouble):
            if not with_sizes:
                raise PartialCloneError(f"trees of {self.shown}")
            return self._sized(self.rows(directory, with_sizes=False))
        if status != 0:
            where = directory or "the repository"
            raise ContextError(
                f"{where} is no directory at {self.shown}",
                hint="compare with a revision that has it",
            )
        return [_row(each) for each in os.fsdecode(out).split("\0")[:-1]]

    def checkout(
        self, directory: str, umask: int = UMASK, rows: list[Blob] | None = None
    ) -> Checkout:
        """What ``git checkout`` would write there, by trees and blobs alone.

        *rows*: of *directory*, where they were read already.
        """
        entries: list[Entry] = []
        object_ids: dict[str, str] = {}
        homes: dict[str, Revision] = {}
        missing: dict[str, str] = {}
        unsized = 0
        for prefix, revision, own in self.parts(directory, rows):
            here = [each._replace(path=prefix + each.path) for each in own] if prefix else own
            homes[prefix] = revision
            links = revision.read([each.object_id for each in here if each.mode == LINK])
            entries += [entry_of(each, umask, links) for each in here]
            object_ids |= {each.path: each.object_id for each in here if each.mode[:3] == "100"}
            missing |= {each.path: each.object_id for each in here if each.mode == SUBMODULE}
            unsized += sum(each.size == UNKNOWN_SIZE for each in here)
        found = {prefix.rstrip("/") for prefix in homes}
        by_path = {each.path: each for each in entries}
        missing = {path: name for path, name in missing.items() if path not in found}
        return Checkout(Tree.of(entries), by_path, object_ids, missing, homes, unsized)

    def parts(
        self, directory: str, rows: list[Blob] | None = None
    ) -> Iterator[tuple[str, Revision, list[Blob]]]:
        """What leads to this revision and to each submodule that is there, with what is in it."""
        rows = self.rows(directory) if rows is None else rows
        yield "", self, rows
        for row in rows:
            if row.mode == SUBMODULE:
                place = posixpath.join(self.repository.toplevel, directory, row.path)
                inner = self._submodule(place, row.object_id)
                for prefix, revision, found in inner.parts("") if inner is not None else ():
                    yield f"{row.path}/{prefix}", revision, found

    def has_submodule(self, directory: str, path: str) -> bool:
        """Whether another repository lies there, whatever it has."""
        place = posixpath.join(self.repository.toplevel, directory, path)
        found = find_repository(place) if os.path.isdir(place) else None
        return isinstance(found, Repository) and not found.prefix

    def sizes(self, object_ids: Sequence[str]) -> dict[str, int]:
        """Of blobs, in bytes; without those that are not there. Raises ContextError."""
        asked = list(dict.fromkeys(object_ids))
        if not asked:
            return {}
        given = "".join(f"{each}\n" for each in asked).encode()
        command = ["cat-file", "--batch-check=%(objectname) %(objectsize)"]
        try:
            out = self.repository.ask(command, given)
        except PartialCloneError:
            missing = self._missing()
            return self.sizes([each for each in asked if each not in missing])
        rows = (row.split(" ") for row in out.decode().splitlines())
        return {name: _size(size) for name, size in rows}

    def _sized(self, rows: list[Blob]) -> list[Blob]:
        """With the sizes that a partial clone knows."""
        kinds = (TREE, SUBMODULE)
        sizes = self.sizes([each.object_id for each in rows if each.mode not in kinds])
        return [
            each
            if each.mode in kinds
            else each._replace(size=sizes.get(each.object_id, UNKNOWN_SIZE))
            for each in rows
        ]

    def _missing(self) -> frozenset[str]:
        """The objects of this commit that a partial clone lacks."""
        options = ["--objects", "--no-walk", "--no-object-names", "--missing=print"]
        out = self.repository.ask(["rev-list", *options, self.commit])
        rows = out.decode().splitlines()
        return frozenset(row[1:] for row in rows if row.startswith("?"))

    def _submodule(self, place: str, commit: str) -> Revision | None:
        if not os.path.isdir(place):
            return None
        repository = find_repository(place)
        if isinstance(repository, NoRepository) or repository.prefix:
            return None
        return find_revision(repository, commit)

    def read(self, object_ids: Sequence[str]) -> dict[str, bytes]:
        """The content of blobs, by their names. Raises ContextError."""
        asked = list(dict.fromkeys(object_ids))
        if not asked:
            return {}
        given = "".join(f"{each}\n" for each in asked).encode()
        try:
            found = dict(_batch(self.repository.ask(["cat-file", "--batch"], given)))
        except PartialCloneError:
            found = {}
        if len(found) < len(asked):
            raise PartialCloneError(f"a file of {self.shown}")
        return found

    def file(self, path: str) -> bytes | None:
        """The content of a file, from the top of the repository; links are followed.

        ``None``: there is none.
        """
        for _ in range(_MOST_LINKS):
            row = self._row(path)
            if row is None or not row.mode.startswith(("100", "12")):
                return None
            data = self.read([row.object_id])[row.object_id]
            if row.mode != LINK:
                return data
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), os.fsdecode(data)))
            if path.startswith(("../", "/")):
                return None
        return None

    def mode(self, path: str) -> str | None:
        """Of what lies at *path*, from the top of the repository; ``None``: nothing does."""
        row = self._row(path)
        return None if row is None else row.mode

    def _row(self, path: str) -> Blob | None:
        command = ["ls-tree", "--full-tree", "-z", "-l", self.commit, "--", path]
        out = os.fsdecode(self.repository.ask(command))
        rows = [_row(each) for each in out.split("\0")[:-1]]
        return next((each for each in rows if each.path == path), None)


def find_revision(repository: Repository, text: str) -> Revision | None:
    """``None`` where git knows no such commit."""
    command = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}"]
    status, out, _ = run_git(repository.root, command)
    return Revision(repository, os.fsdecode(out.strip()), text) if status == 0 else None


def _row(text: str) -> Blob:
    head, _, path = text.partition("\t")
    mode, _, object_id, *size = head.split()
    return Blob(mode, object_id, _size(size[0]) if size else 0, path)


def _size(text: str) -> int:
    if text == "-":
        return 0
    # Git says BAD of a blob that it lacks.
    return int(text) if text.isdecimal() else UNKNOWN_SIZE


def entry_of(row: Blob, umask: int, links: Mapping[str, bytes]) -> Entry:
    kind, mode = EntryType.FILE, 0o666 & ~umask
    target = ""
    if row.mode == LINK:
        kind, mode, target = EntryType.SYMLINK, 0o777, os.fsdecode(links[row.object_id])
    elif row.mode == EXECUTABLE:
        mode = 0o777 & ~umask
    elif row.mode in (TREE, SUBMODULE):
        kind, mode = EntryType.DIRECTORY, 0o777 & ~umask
    size = _SOME_SIZE if row.size == UNKNOWN_SIZE else row.size
    return Entry(
        *(row.path, kind, NOTHING_SAID, size, mode, SOME_DAY, None, target),
        *((0, 0), (), True),
    )


def _batch(out: bytes) -> Iterator[tuple[str, bytes]]:
    """What ``cat-file --batch`` says: a head, the content, a line end, and so on."""
    at = 0
    while at < len(out):
        end = out.index(b"\n", at)
        name, *rest = out[at:end].decode().split(" ")
        start = end + 1
        if len(rest) != 2:
            at = start
            continue
        size = rest[1]
        yield name, out[start : start + int(size)]
        at = start + int(size) + 1
