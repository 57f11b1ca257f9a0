"""One layer of an image: its entries, by their names in the image."""

from __future__ import annotations

import posixpath
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from ctxscan.errors import ImageError
from ctxscan.images.header import Sums
from ctxscan.images.stream import MAGIC_BYTES, Cursor, Unpacked, compression_of
from ctxscan.images.tar import Tar
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from ctxscan.images.header import Kind, Member
    from ctxscan.images.limits import Limits
    from ctxscan.images.stream import Window

_PIECE = 1 << 20
KEPT = 256 * 1024
"""Bytes of a file that is looked into."""

_MOST_NAMED = 5


class Entry(NamedTuple):
    """A file, directory or link of a layer, or the whiteout of one."""

    path: str
    """In the image, without a slash at its beginning; empty for the root."""

    kind: Kind

    size: int
    """Bytes of content; 0 for all but files."""

    link: str = ""
    """Where a link leads; of a hard link as ``path`` is written."""

    digest: str = ""
    """Sha256 of the content, in hexadecimal, where somebody asked for it."""


class Layer(NamedTuple):
    entries: tuple[Entry, ...]
    """In their order in the archive."""

    stored: int
    """Bytes that it takes in the archive."""

    compression: str
    """Empty where there is none."""

    contents: Mapping[str, bytes]
    """By path, what files begin with that somebody wants to look into."""

    outside: tuple[str, ...] = ()
    """The first names that lead out of the image by their ``..``."""

    @property
    def size(self) -> int:
        """Bytes of content, as ``docker history`` has it."""
        return sum(each.size for each in self.entries)

    @property
    def files(self) -> int:
        """All but directories and whiteouts."""
        return sum(
            each.kind != "directory" and not each.path.rpartition("/")[2].startswith(".wh.")
            for each in self.entries
        )


class Watch(NamedTuple):
    """Whose content is read."""

    sizes: Container[int] = frozenset()
    """Files of such a size get a digest."""

    looks_into: Callable[[Sequence[str]], Iterable[int]] = lambda _: ()
    """Of these paths, by their places, those whose content is to be kept."""


NOTHING = Watch()


class Budget:
    """What all layers of an archive may hold together."""

    __slots__ = ("_directories", "_entries", "_kept", "_known", "_limits", "_names", "sums")

    def __init__(self, limits: Limits) -> None:
        self._limits, self._entries, self._names, self._kept = limits, 0, 0, 0
        self._directories, self._known = 0, {""}
        self.sums = Sums()
        """Of headers: those of one layer are those of the next."""

    def keep(self, content: bytes) -> bool:
        """Whether there is room to look into this, too."""
        self._kept += len(content)
        return self._kept <= self._limits.kept

    def spend_on(self, members: Sequence[Member]) -> None:
        """Of all of them. Raises ImageError where there is too much."""
        names = sum(len(each[0]) + len(each[3]) for each in members)
        limits = self._limits
        if self._entries + len(members) > limits.entries or self._names + names > limits.names:
            for path, _, _, link, _ in members:
                self.spend(path, link)
        self._entries += len(members)
        self._names += names
        for directory in {each[0].rpartition("/")[0] for each in members} - self._known:
            self.enter(directory)

    def enter(self, directory: str) -> None:
        """And those above it. Raises ImageError where the paths of all are too long together."""
        while directory not in self._known:
            self._known.add(directory)
            self._directories += len(directory)
            if self._directories > self._limits.directories:
                raise ImageError(
                    f"the paths of its directories are longer than {self._limits.directories:,} "
                    "characters together: too many to read"
                )
            directory = directory.rpartition("/")[0]

    def spend(self, name: str, link: str) -> None:
        """Raises ImageError where there is too much."""
        self._entries += 1
        self._names += len(name) + len(link)
        if self._entries > self._limits.entries:
            raise ImageError(f"it has more than {self._limits.entries:,} entries: too many to read")
        if self._names > self._limits.names:
            raise ImageError(
                f"its names are longer than {self._limits.names:,} bytes together: too long to read"
            )


def read_layer(part: Window, name: str, watch: Watch, budget: Budget, limits: Limits) -> Layer:
    """Raises ImageError for what is no layer, and for what is more than *limits* allow."""
    stored = part.left
    compression = compression_of(part.peek(MAGIC_BYTES))
    stream = Cursor(Unpacked(part, compression, name, limits)) if compression else part
    reading = _Reading(Tar(stream, name, limits, budget.sums), watch, budget)
    while reading.take_plain() or reading.take_next():
        pass
    outside = tuple(reading.outside[:_MOST_NAMED])
    return Layer(tuple(reading.entries), stored, compression, reading.contents, outside)


class _Reading:
    """The members of a layer, and what was found in them."""

    def __init__(self, tar: Tar, watch: Watch, budget: Budget) -> None:
        self._tar, self._watch, self._budget = tar, watch, budget
        self.entries: list[Entry] = []
        self.contents: dict[str, bytes] = {}
        self.outside: list[str] = []

    def take_plain(self) -> bool:
        """Those that lie in memory, and are like nearly all; whether there are such."""
        members, starts, data, _, _ = self._tar.plain(self._watch.sizes)
        self._budget.spend_on(members)
        for index in self._watch.looks_into([each[0] for each in members]) if members else ():
            path, kind, size, link, _ = members[index]
            if kind == "file":
                content = data[starts[index] : starts[index] + size]
                members[index] = (path, kind, size, link, sha256(content).hexdigest())
                self._keep(path, content[:KEPT])
        self.entries += map(_entry, members)
        return bool(members)

    def take_next(self) -> bool:
        """Any other one; whether there is one."""
        header = self._tar.next()
        if header is None:
            return False
        self._budget.spend(header.name, header.link)
        path = _clean(header.name, self.outside)
        self._budget.enter(path.rpartition("/")[0])
        link = _clean(header.link, []) if header.kind == "hardlink" else header.link
        digest = ""
        if header.kind == "file" and header.is_whole:
            keeps = any(True for _ in self._watch.looks_into((path,)))
            if keeps or header.size in self._watch.sizes:
                digest, begins = _content(self._tar.open())
                if keeps:
                    self._keep(path, begins)
        self.entries.append(Entry(path, header.kind, header.size, link, digest))
        return True

    def _keep(self, path: str, begins: bytes) -> None:
        if self._budget.keep(begins):
            self.contents[path] = begins


_entry = partial(tuple.__new__, Entry)
"""An entry of its values: what Entry._make does takes three times as long."""


def _content(file: Window) -> tuple[str, bytes]:
    """The digest, and what it begins with."""
    begins = file.read(KEPT)
    sums = sha256(begins)
    while piece := file.read(_PIECE):
        sums.update(piece)
    return sums.hexdigest(), begins


def _clean(name: str, outside: list[str]) -> str:
    """As containerd takes it: relative to the root, and never out of it (fs.RootPath)."""
    name = name.removeprefix("./")
    if "/." not in name and "//" not in name and not name.startswith((".", "/")):
        return name.rstrip("/")
    relative = posixpath.normpath(name.lstrip("/") or ".")
    if relative.startswith("..") and relative[2:3] in ("", "/") and len(outside) < _MOST_NAMED:
        outside.append(name)
    return posixpath.normpath(f"/{relative}")[1:]
