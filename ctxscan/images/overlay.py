"""Layers on top of one another: what is left at the end, and what no longer is.

Two names of one file are one content: it is lost with the last of them. Sources: image-spec,
layer.md (Whiteouts); containerd, pkg/archive/tar.go (applyNaive).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.images.layers import Entry

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
_OF_AUFS = ".wh..wh."
"""What other names that begin so say is of that file system alone."""

_MOST_LINKS = 40
"""That Linux follows in one path (MAXSYMLINKS)."""

How = Literal["written again", "deleted"]


class Body:
    """The content of a file, or a link."""

    __slots__ = ("entry", "layer", "names")

    def __init__(self, entry: Entry, layer: int) -> None:
        self.entry, self.layer = entry, layer
        self.names = 1
        """How many paths lead to it."""


class Name:
    """A further name of a content: a hard link."""

    __slots__ = ("body", "layer")

    def __init__(self, body: Body, layer: int) -> None:
        self.body, self.layer = body, layer


class Folder:
    """A directory."""

    __slots__ = ("children", "layer")

    def __init__(self, layer: int) -> None:
        self.children: dict[str, Body | Name | Folder] = {}
        self.layer = layer
        """The last one that has an entry for it."""


class Wasted(NamedTuple):
    """Content that a layer holds, and that nobody can read."""

    path: str
    """The first name that it had."""

    size: int
    layer: int
    """That holds it, from 0."""

    by: int
    """The layer that took its last name."""

    how: How

    at: str
    """The path that this layer wrote or deleted: the file, or a directory above it."""


class Overlay:
    """Takes layers, the lowest first."""

    def __init__(self) -> None:
        self.root = Folder(-1)
        self.wasted: list[Wasted] = []
        self._now = -1
        self._known: dict[str, Folder] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """A layer."""
        self._now += 1
        self._known.clear()
        for entry in entries:
            above, _, name = entry.path.rpartition("/")
            if name.startswith(WHITEOUT):
                self._white_out(entry.path, above, name)
            elif name:
                self._write(entry, self._folder_for(above), name)

    def contents(self) -> Iterator[tuple[str, Body]]:
        """Every path that is left and is no directory, with what it leads to."""
        waiting = [("", self.root)]
        while waiting:
            above, folder = waiting.pop()
            for name, node in folder.children.items():
                if isinstance(node, Folder):
                    waiting.append((f"{above}{name}/", node))
                else:
                    yield f"{above}{name}", _body(node)

    def _white_out(self, path: str, above: str, name: str) -> None:
        folder = self._folder(above)
        if folder is None:
            return
        if name == OPAQUE:
            self._hide_below(folder, above)
        elif not name.startswith(_OF_AUFS):
            hidden = name.removeprefix(WHITEOUT)
            self._hide(folder, hidden, path.removesuffix(name) + hidden)

    def _write(self, entry: Entry, folder: Folder, name: str) -> None:
        old = folder.children.get(name)
        if entry.kind == "directory":
            if isinstance(old, Folder):
                old.layer = self._now
            else:
                self._put(folder, name, Folder(self._now), entry.path)
            return
        if entry.kind == "hardlink":
            body = self._target(entry.link)
            if body is not None:
                body.names += 1
                self._put(folder, name, Name(body, self._now), entry.path)
                return
        self._put(folder, name, Body(entry, self._now), entry.path)

    def _target(self, path: str) -> Body | None:
        above, _, name = path.rpartition("/")
        folder = self._folder(above)
        return _body_or_none(folder.children.get(name)) if folder is not None else None

    def _put(self, folder: Folder, name: str, node: Body | Name | Folder, path: str) -> None:
        old = folder.children.get(name)
        folder.children[name] = node
        if isinstance(old, Folder):
            for _, _, below in _below(old):
                self._lose(below, "deleted", path)
            self._known.clear()
        elif old is not None:
            self._lose(old, "written again", path)

    def _lose(self, node: Body | Name, how: How, at: str) -> None:
        body = _body(node)
        body.names -= 1
        entry = body.entry
        if entry.kind == "symlink":
            self._known.clear()
        if not body.names and entry.size:
            self.wasted.append(Wasted(entry.path, entry.size, body.layer, self._now, how, at))

    def _hide(self, folder: Folder, name: str, at: str) -> None:
        """What lower layers have there; nothing of the layer itself."""
        node = folder.children.get(name)
        if isinstance(node, Folder):
            self._hide_below(node, at)
            if not node.children and node.layer != self._now:
                del folder.children[name]
        elif node is not None and node.layer != self._now:
            del folder.children[name]
            self._lose(node, "deleted", at)

    def _hide_below(self, folder: Folder, at: str) -> None:
        for above, name, node in list(_below(folder)):
            if node.layer != self._now:
                del above.children[name]
                self._lose(node, "deleted", at)
        for above, name, inner in reversed(list(_folders(folder))):
            if not inner.children and inner.layer != self._now:
                del above.children[name]
        self._known.clear()

    def _folder_for(self, path: str) -> Folder:
        """The directory at *path*; one that no entry is for is there all the same."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._walk(path, creates=True)
        return found

    def _folder(self, path: str) -> Folder | None:
        return self._walk(path, creates=False)

    @overload
    def _walk(self, path: str, *, creates: Literal[True]) -> Folder: ...

    @overload
    def _walk(self, path: str, *, creates: Literal[False]) -> Folder | None: ...

    def _walk(self, path: str, *, creates: bool) -> Folder | None:
        """Symlinks on the way are followed, as an engine does, and never lead out."""
        waiting = path.split("/")[::-1] if path else []
        trail = [self.root]
        links = 0
        while waiting:
            part = waiting.pop()
            if part in ("", "."):
                continue
            if part == "..":
                trail = trail[:-1] or trail
                continue
            child = trail[-1].children.get(part)
            link = _link(child)
            if isinstance(child, Folder):
                trail.append(child)
            elif link and links < _MOST_LINKS:
                links += 1
                trail = [self.root] if link.startswith("/") else trail
                waiting += link.split("/")[::-1]
            elif creates:
                fresh = Folder(self._now)
                self._put(trail[-1], part, fresh, path)
                trail.append(fresh)
            else:
                return None
        return trail[-1]


def _link(node: Body | Name | Folder | None) -> str:
    body = _body_or_none(node)
    return body.entry.link if body is not None and body.entry.kind == "symlink" else ""


def _body(node: Body | Name) -> Body:
    return node.body if isinstance(node, Name) else node


def _body_or_none(node: Body | Name | Folder | None) -> Body | None:
    return None if node is None or isinstance(node, Folder) else _body(node)


def _below(folder: Folder) -> Iterator[tuple[Folder, str, Body | Name]]:
    """All that is no directory, at any depth, with where it hangs."""
    waiting = [folder]
    while waiting:
        above = waiting.pop()
        for name, node in above.children.items():
            if isinstance(node, Folder):
                waiting.append(node)
            else:
                yield above, name, node


def _folders(folder: Folder) -> Iterator[tuple[Folder, str, Folder]]:
    """The directories below it, none before the one that it lies in."""
    waiting = [folder]
    while waiting:
        above = waiting.pop()
        for name, node in above.children.items():
            if isinstance(node, Folder):
                yield above, name, node
                waiting.append(node)
