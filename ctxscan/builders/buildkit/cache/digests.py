"""Checksums of the nodes of a tree, as BuildKit's: a file, a header, all of a directory.

Source: moby/buildkit, cache/contenthash/checksum.go (cacheContext.checksum, HandleChange).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from ctxscan.builders.buildkit.cache.header import PLAIN, Odd, file_header, header
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory, in_byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ctxscan.builders.stages.change import Stamp
    from ctxscan.builders.stages.leaf import FileColumns
    from ctxscan.builders.stages.node import Node

Owner = tuple[int, int]
"""Numbers of user and group."""

ROOT: Owner = (0, 0)


def of_bytes(data: bytes) -> str:
    import hashlib  # noqa: PLC0415 - a report asks what steps read, and computes nothing: it takes longer to load than all of the model

    return "sha256:" + hashlib.sha256(data).hexdigest()


def to_compare(header: bytes, content: str) -> str:
    """In place of a checksum, where nothing but others like it are compared with it.

    *content*: a name for the bytes, such as git's.
    """
    return header.decode("utf-8", "surrogateescape") + content


EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""Of nothing at all; also of the header of a context's root (HandleChange)."""


class Contents(Protocol):
    """What the files of a build hold, looked up when a checksum asks for it."""

    def digest(self, origin: str, header: bytes) -> str | None:
        """The checksum of *header* and the content of *origin*; ``None``: nobody can tell."""


class Facts(NamedTuple):
    """What the trees of a build do not say."""

    contents: Contents
    odd: Mapping[str, Odd]
    """By origin."""

    owners: Mapping[int, Owner | None]
    """Who owns what the instruction of a line writes; ``None``: a name that stands for a number
    in the stage."""


class Digests:
    """The checksums of one build. ``None`` stands for what is known only once it is built."""

    def __init__(self, facts: Facts, known: dict[Directory, str | None] | None = None) -> None:
        """*known*: also of another build, where directories are in both that are the same."""
        self._facts = facts
        self._known = known if known is not None else {}
        self._owners: dict[Stamp, Owner | None] = {}
        self._is_plain = not facts.odd and not facts.owners
        """Whether nothing has to be looked up beside the tree."""

    def node(self, node: Node, *, is_context: bool = False) -> str | None:
        """Of a leaf, or of a directory with all that is in it.

        *is_context*: it is the root of a context, whose own header does not count.
        """
        if isinstance(node, Leaf):
            return self.leaf(node)
        if node not in self._known:
            self._known[node] = self._directory(node, is_context=is_context)
        return self._known[node]

    def _directory(self, directory: Directory, *, is_context: bool) -> str | None:
        own = EMPTY if is_context else self.header(directory)
        if own is None or directory.open:
            return None
        found = self.inside(directory)
        parts = ["\0", own]
        for name in in_byte_order(found):
            digest = found[name]
            if digest is None:
                return None
            parts += ("\0", name, digest)
        return of_bytes("".join(parts).encode("utf-8", "surrogateescape"))

    def inside(self, directory: Directory) -> dict[str, str | None]:
        """Of what is in *directory*, by name."""
        columns, children = directory.apart()
        found = {
            name: self.leaf(child) if isinstance(child, Leaf) else self.node(child)
            for name, child in children.items()
        }
        for each in columns:
            found.update(zip(each.names, _named_files(each), strict=True))
        return found

    def header(self, directory: Directory) -> str | None:
        """Of the directory itself, without what is in it."""
        owner = self._owner(directory.stamp)
        if directory.open or not directory.stamp.certain or owner is None:
            return None
        odd = self._odd(directory.origin)
        if odd is PLAIN:
            return _plain_directory(directory.mode, owner)
        return of_bytes(header("5", directory.mode, owner, odd=odd))

    def leaf(self, leaf: Leaf) -> str | None:
        if self._is_plain and leaf.type is FileType.FILE and leaf.size and leaf.origin is not None:
            # Nearly all there are.
            first = file_header(leaf.mode, leaf.size, ROOT)
            return self._facts.contents.digest(leaf.origin, first) if leaf.stamp.certain else None
        owner = self._owner(leaf.stamp)
        if not leaf.stamp.certain or owner is None:
            return None
        odd = self._odd(leaf.origin)
        match leaf.type:
            case FileType.SYMLINK:
                # Whatever the mode is, Linux shows 0777 (filehash.go: NewFileHash).
                return of_bytes(header("2", 0o777, owner, target=leaf.target, odd=odd))
            case FileType.FIFO:
                return of_bytes(header("6", leaf.mode, owner, odd=odd))
            case FileType.DEVICE:
                kind = "4" if odd.is_block else "3"
                return of_bytes(header(kind, leaf.mode, owner, odd=odd))
            case _:
                return self._file(leaf, owner, odd)

    def _file(self, leaf: Leaf, owner: Owner, odd: Odd) -> str | None:
        if leaf.size is None:
            return None
        size = leaf.size if odd.announced is None else odd.announced
        if odd is PLAIN:
            first = file_header(leaf.mode, size, owner)
        else:
            first = header("0", leaf.mode, owner, size=size, odd=odd)
        if not leaf.size or leaf.origin is None:
            return of_bytes(first)
        return self._facts.contents.digest(leaf.origin, first)

    def _odd(self, origin: str | None) -> Odd:
        if origin is None or not self._facts.odd:
            return PLAIN
        return self._facts.odd.get(origin, PLAIN)

    def _owner(self, stamp: Stamp) -> Owner | None:
        """As the last instruction on the way has it; what comes from a context is root's."""
        if not self._facts.owners:
            return ROOT
        if stamp not in self._owners:
            lines = [line for line in (stamp.line, *stamp.via) if line in self._facts.owners]
            self._owners[stamp] = self._facts.owners[lines[-1]] if lines else ROOT  # type: ignore[index] # no None among them
        return self._owners[stamp]


@lru_cache(maxsize=256)
def _plain_directory(mode: int, owner: Owner) -> str:
    """Of its header: nearly all are alike."""
    return of_bytes(header("5", mode, owner))


def _named_files(files: FileColumns) -> Iterator[str]:
    """Of files as they arrived in a context: they are root's, and have no attributes."""
    facts = list(zip(files.sizes, files.modes, strict=True))
    heads = {each: file_header(each[1], each[0], ROOT) for each in set(facts)}
    starts = {each: to_compare(first, "") for each, first in heads.items()}
    for each, content in zip(facts, files.contents, strict=True):
        yield starts[each] + content if each[0] else of_bytes(heads[each])
