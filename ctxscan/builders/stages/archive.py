"""What an archive holds that an ADD unpacks, and how it is unpacked.

Source: moby/go-archive, Unpack, with the destination for its root: whatever stands in the way is
replaced, links in it are followed, ``..`` stops there.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.workspace import Workspace, below_file
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Member(NamedTuple):
    name: str
    """As it stands in the archive."""

    type: FileType | None
    """``None``: a directory."""

    size: int = 0
    mode: int = 0o644
    target: str = ""
    hard_link: str = ""
    """The member that it is a further name of."""


class Archive(NamedTuple):
    members: tuple[Member, ...]

    broken: str = ""
    """Why it cannot be read to its end."""


class UnknownContent(NamedTuple):
    """It may be an archive, but nobody could look: a compression that Python does not know."""

    why: str


def unpack(space: Workspace, place: Sequence[str], archive: Archive, origin: str) -> None:
    """Unpack the archive at the path *origin* of the context into the directory *place*."""
    _Unpacking(space, place, origin).run(archive)


class _Unpacking:
    def __init__(self, space: Workspace, place: Sequence[str], origin: str) -> None:
        self.space = space
        self.place = tuple(place)
        self.root = space.directory(place)
        self.origin = origin

    def run(self, archive: Archive) -> None:
        for member in archive.members:
            self.add(member)
        if archive.broken:
            raise StepError(
                "broken-archive",
                f"/{self.origin}",
                f"{self.origin} is an archive that breaks off: {archive.broken}",
            )

    def add(self, member: Member) -> None:
        path = posixpath.normpath(f"/{member.name.lstrip('/')}")
        if path == "/":
            return
        above, name = posixpath.split(path)
        parent = self.parent(above)
        parts = (*self.place, *parent.parts, name)
        directory = self.space.directory(parts[:-1])
        there = directory.get(name)
        if member.type is not None:
            self.space.put(directory, parts, self.leaf(member))
        elif isinstance(there, Directory):
            there.mode = member.mode
        else:
            made = Directory(self.space.stamp, mode=member.mode, origin=self.named(member))
            self.space.put_tree(directory, name, made)

    def parent(self, path: str) -> Resolved:
        try:
            found = resolve(self.root, path)
        except LinkLoopError:
            raise StepError("link-loop", path, f"the links at {path} lead in a circle") from None
        if found.blocked or isinstance(found.node, Leaf):
            raise below_file(f"/{'/'.join((*self.place, *found.parts))}", found.node)
        return found

    def leaf(self, member: Member) -> Leaf:
        if member.hard_link:
            return self.further_name(member.hard_link)
        kind = member.type or FileType.FILE
        return Leaf(
            kind,
            member.size,
            member.mode,
            member.target,
            None,
            self.named(member),
            self.space.stamp,
        )

    def further_name(self, target: str) -> Leaf:
        found = resolve(self.root, target, follow_last=False)
        if not isinstance(found.node, Leaf):
            raise StepError(
                "broken-archive",
                f"/{self.origin}",
                f"{self.origin} has a hard link to {target}, which is not in it",
            )
        first = found.node
        if first.inode is None:
            first = first._replace(inode=self.space.change().copy)
            directory = self.space.directory((*self.place, *found.parts[:-1]))
            directory.put(found.parts[-1], first)
        return first

    def named(self, member: Member) -> str:
        return f"{self.origin}!{member.name.lstrip('/')}"
