"""What an index has: read off its file, piece by piece.

Git, which takes longer to start than many a walk, is asked of a sparse index alone,
and no setting of the repository counts.
"""

from __future__ import annotations

import os
import struct
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, Self

from ctxscan.context.git.index import LARGEST
from ctxscan.context.git.index_entries import SUBMODULE, in_runs, read_entries
from ctxscan.context.git.tracked_files import Contents, Tracked
from ctxscan.context.reading import MIB, open_regular, read_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ctxscan.context.git.index_entries import IndexEntry, Run

_SHARED = b"link"
"""The extension of a split index: most entries are in another file (git, split-index.c)."""

_SPARSE = b"sdir"
"""The extension of a sparse index: a directory that is not checked out is one entry."""


class _Gathering(Protocol):
    def add(self, directory: str, run: Run) -> None:
        """Entries that lie in *directory*, with a slash at its end."""

    def fresh(self) -> Self:
        """The same, with nothing added yet."""

    def take(self, other: Self) -> None:
        """All that was added to *other*."""


def tracked_at(top: str, prefix: str) -> Tracked | None:
    """What lies below *prefix* in the repository at *top*; ``None``: it is not read here."""
    found = Tracked(partial(_contents_at, top, prefix))
    return found if _read_into(found, top, prefix, "") else None


def _contents_at(top: str, prefix: str) -> Contents:
    found = Contents()
    _read_into(found, top, prefix, "")
    return found


def _read_into(found: _Gathering, top: str, prefix: str, below: str) -> bool:
    """Add what lies below *prefix* in the repository at *top*, as lying in *below*."""
    try:
        inner = _read_one(found, top, prefix, below)
    except (OSError, struct.error, IndexError, ValueError):
        return False
    for directory, name in inner:
        if os.path.lexists(os.path.join(directory, ".git")):
            _read_into(found, directory, "", name)
    return True


def _read_one(found: _Gathering, top: str, prefix: str, below: str) -> list[tuple[str, str]]:
    """The same; the repositories in it are returned, with where each lies."""
    extensions: dict[bytes, bytes] = {}
    whole = found.fresh()
    inner = _added(whole, _staged(top, extensions), top, prefix, below)
    if _SPARSE in extensions or _SHARED in extensions:  # known only now: they stand at the end
        whole = found.fresh()
        inner = _added(whole, _staged_elsewhere(top, extensions), top, prefix, below)
    found.take(whole)
    return inner


def _added(
    found: _Gathering, staged: Iterable[IndexEntry], top: str, prefix: str, below: str
) -> list[tuple[str, str]]:
    inner, start = [], os.fsencode(prefix)
    for run in in_runs(staged):
        if not run.directory.startswith(start):
            continue
        directory = below + _text(run.directory[len(start) :])
        if run.modes[0] == SUBMODULE:
            name = _text(run.names[0])
            inner.append((os.path.join(top, _text(run.directory), name), f"{directory}{name}/"))
        else:
            found.add(directory, run)
    return inner


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _staged(top: str, extensions: dict[bytes, bytes]) -> Iterator[IndexEntry]:
    """What the index itself has; then all *extensions*.

    Raises OSError, and ValueError for what is not read.
    """
    git = _git_directory(top)
    if not os.path.exists(os.path.join(git, "HEAD")):
        raise ValueError
    path = os.path.join(git, "index")
    try:
        opened = open_regular(path)
    except FileNotFoundError:  # nothing was ever staged
        return
    with open(opened, "rb", buffering=0) as file:
        if os.fstat(opened).st_size > LARGEST:
            raise ValueError
        if os.fstat(opened).st_size:
            yield from read_entries(file, extensions)


def _staged_elsewhere(top: str, extensions: Mapping[bytes, bytes]) -> Iterator[IndexEntry]:
    if _SPARSE in extensions:
        return _listed_by_git(top)
    git = _git_directory(top)
    own = read_regular(os.path.join(git, "index"), LARGEST)
    return _joined(git, read_entries(BytesIO(own)), extensions[_SHARED])


def _git_directory(top: str) -> str:
    git = os.path.join(top, ".git")
    if os.path.isfile(git):
        named = read_regular(git, MIB).removeprefix(b"gitdir:").strip()
        git = os.path.join(top, os.fsdecode(named))
    return git


def _joined(git: str, own: Iterable[IndexEntry], link: bytes) -> Iterator[IndexEntry]:
    """The entries of a split index and of the one that it goes on from."""
    from ctxscan.context.git.ewah import read_bitmap  # noqa: PLC0415 - few indexes are split

    length = _length_of_link(git, link)
    shared = read_regular(os.path.join(git, f"sharedindex.{link[:length].hex()}"), LARGEST)
    deleted, at = read_bitmap(link, length)
    replaced, _ = read_bitmap(link, at)
    waiting = iter(own)
    for number, entry in enumerate(read_entries(BytesIO(shared))):
        if number in replaced:
            _, mode, object_id = next(waiting)  # its name is left out
            if number not in deleted:
                yield entry[0], mode, object_id
        elif number not in deleted:
            yield entry
    yield from waiting


def _length_of_link(git: str, link: bytes) -> int:
    for length in (20, 32):
        if os.path.exists(os.path.join(git, f"sharedindex.{link[:length].hex()}")):
            return length
    raise ValueError


def _listed_by_git(top: str) -> Iterator[IndexEntry]:
    """Of a sparse index, which leaves out what lies in the directories that it names."""
    from ctxscan.context.git.program import GitError, run_git  # noqa: PLC0415 - few indexes are sparse

    try:
        status, out, _ = run_git(top, ["ls-files", "-s", "-z"])
    except GitError:
        raise ValueError from None
    if status != 0:
        raise ValueError
    for row in out.split(b"\0")[:-1]:
        head, _, path = row.partition(b"\t")
        mode, object_id, _ = head.split()
        yield path, int(mode, 8).to_bytes(4), bytes.fromhex(object_id.decode())
