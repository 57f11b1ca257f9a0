"""A context as it arrived -> a tree."""

from __future__ import annotations

from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.leaf import FileColumns, FileType, Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.tuples import NamedTuple


class Arrived(NamedTuple):
    """One entry of a context, as the builder has it."""

    path: str
    type: FileType | None
    """``None``: a directory."""

    size: int = 0
    mode: int = 0o644
    target: str = ""
    inode: int | None = None
    """Where it has several names."""

    is_empty: bool = False
    """Whether it was announced, but its content never came."""


class ArrivingTree:
    """Collects entries, in any order but for this: a directory may come late or never."""

    def __init__(self, prefix: str = "", root: Directory | None = None) -> None:
        """*root*: what is there to begin with."""
        self._prefix = prefix
        """Before each origin: ``name:`` for a named context."""
        self._nowhere = Stamp()
        self.root = root or Directory(self._nowhere, origin=prefix or None)
        self._directories = {"": self.root}
        self._first_names: dict[int, str] = {}

    def add(self, entry: Arrived) -> None:
        above, _, name = entry.path.rpartition("/")
        if entry.type is None:
            self.directory(entry.path).mode = entry.mode
            return
        self.directory(above).children[name] = self._leaf(entry)

    def add_files(self, directory: str, columns: FileColumns) -> None:
        """Plain files of one directory."""
        prefix = self._prefix + columns.prefix
        self.directory(directory).add_files(columns._replace(prefix=prefix))

    def share(self, path: str, directory: Directory) -> None:
        """One of another tree, with all that is in it, which is not to be changed any more."""
        above, _, name = path.rpartition("/")
        self._directories[path] = self.directory(above).children[name] = directory

    def directory(self, path: str) -> Directory:
        known = self._directories.get(path)
        if known is None:
            above, _, name = path.rpartition("/")
            inside = self.directory(above)
            found = inside.get(name)
            if isinstance(found, Directory):
                known = found
            else:
                known = Directory(self._nowhere, origin=self._prefix + path)
                inside.put(name, known)
            self._directories[path] = known
        return known

    def remove(self, path: str) -> None:
        above, _, name = path.rpartition("/")
        inside = node_at(self.root, above)
        if isinstance(inside, Directory):
            inside.children.pop(name, None)

    def _leaf(self, entry: Arrived) -> Leaf:
        origin: str | None = self._prefix + entry.path
        if entry.inode is not None:
            origin = self._first_names.setdefault(entry.inode, self._prefix + entry.path)
        kind = entry.type or FileType.FILE
        return Leaf(
            kind,
            0 if entry.is_empty else entry.size,
            entry.mode,
            entry.target,
            entry.inode,
            None if entry.is_empty else origin,
            self._nowhere,
        )


def node_at(root: Directory, path: str) -> Node | None:
    """What lies at *path*, no link followed."""
    here: Node | None = root
    for name in path.split("/") if path else ():
        here = here.get(name) if isinstance(here, Directory) else None
    return here
