"""The files of a stage, or of a context as it arrived, as a tree in memory.

A directory that is taken from one tree into another is not copied: it has what the one has that
it was taken from, in layers that both share, and what was put into it since. So a tree of 100,000
files goes through five stages at the cost of one, and 100,000 steps that put a file into one
directory cost little more than its files. What a step has finished is never changed again; a step
works on a tree of its own, taken from the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Change, Stamp, followed, mode_after, stamped
from ctxscan.builders.stages.leaf import FileColumns, Leaf
from ctxscan.builders.stages.names import Names, UnlistedNames
from ctxscan.golang.text import byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ctxscan.builders.stages.leaf import UnnamedFiles
    from ctxscan.builders.stages.names import AllBelow

    OwnNames = Names["Node", "FileColumns | UnnamedFiles"]


def in_byte_order(names: Collection[str]) -> list[str]:
    """Sorted as Go sorts strings."""
    if "".join(names).isascii():
        return sorted(names)
    return sorted(names, key=byte_order)


class _Layer(NamedTuple):
    """What of another directory is in one; nothing is put into it any more."""

    names: OwnNames
    changes: tuple[Change, ...]
    """What it goes through before it is there."""

    def over(self, below: _Layer) -> _Layer:
        """Both as one."""
        return _Layer(Names({**below.taken(), **self.taken()}), ())

    def taken(self) -> dict[str, Node]:
        names, changes = self.names.all(), self.changes
        return {name: each.taken(*changes) for name, each in names.items()} if changes else names


class Directory:
    """A directory, with what was put into it, and what it has of another one below that."""

    __slots__ = ("_layers", "_own", "mode", "open", "origin", "stamp")

    def __init__(
        self,
        stamp: Stamp,
        *,
        mode: int = 0o755,
        origin: str | None = None,
        is_open: bool = False,
        names: OwnNames | None = None,
    ) -> None:
        """*names*: what is in it; nothing, if not given."""
        self.stamp = stamp
        self.mode = mode
        self.origin = origin
        self.open = is_open
        """Whether there may be more in it than is known: a base image, what a RUN made."""
        self._own: OwnNames = Names() if names is None else names
        self._layers: tuple[_Layer, ...] = ()
        """The lowest first; each is less than half as large as the one below it, or so was."""

    def add_files(self, files: FileColumns | UnnamedFiles) -> None:
        """Plain files that arrived in it; each becomes a node once somebody looks."""
        self._own.look()
        self._own.plain = (*self._own.plain, files)

    def get(self, name: str) -> Node | None:
        """The child of that name, and no look at the others."""
        own = self._own.all()
        if name in own or not self._layers:
            return own.get(name)
        for names, changes in reversed(self._layers):
            child = names.all().get(name)
            if child is not None:
                child = own[name] = child.taken(*changes)
                return child
        return None

    def put(self, name: str, child: Node) -> None:
        self._own.all()[name] = child

    @property
    def children(self) -> dict[str, Node]:
        if self._layers:
            children: dict[str, Node] = {}
            for layer in self._layers:
                children |= layer.taken() if layer.changes else _apart(layer.names.all())
            self._own, self._layers = Names(children | self._own.all()), ()
        return self._own.all()

    @classmethod
    def unlisted(
        cls, path: str, list_: Callable[[], dict[str, Node]], *, mode: int = 0o755
    ) -> Directory:
        """The directory *path* of the context (empty: its root), listed once somebody looks."""
        new = cls(Stamp(), mode=mode, origin=path or None)
        new._own = UnlistedNames(path, list_)
        return new

    def not_looked_into(self) -> str | None:
        """Where in the context all that is in it lies, with a slash at its end (empty: the root).

        ``None`` as soon as somebody knows what that is.
        """
        if self._layers:
            is_alone = len(self._layers) == 1 and self._own.is_empty()
            return self._layers[0].names.place if is_alone else None
        return self._own.place

    def added_up(
        self, changes: tuple[Change, ...] = ()
    ) -> tuple[AllBelow, tuple[Change, ...]] | None:
        """All that is in it, and what it went through, where nobody had to look at any of it.

        *changes* as for ``counted``.
        """
        names = self._own
        if len(self._layers) == 1 and names.is_empty():
            names, before = self._layers[0]
            changes = followed(before, changes)
        elif self._layers:
            return None
        found = names.added_up()
        return (found, changes) if found is not None else None

    def apart(self) -> tuple[Sequence[FileColumns], Mapping[str, Node]]:
        """Plain files whose contents have names, as they arrived, and all else that is in it."""
        own = self._own
        own.look()
        plain = [each for each in own.plain if isinstance(each, FileColumns) and each.contents]
        if self._layers or len(plain) < len(own.plain):
            return (), self.children
        return plain, own.known

    def counted(self, changes: tuple[Change, ...] = ()) -> Counted:
        """What is in it, without a look at the names of plain files.

        *changes*, the earliest first, are those that it went through since; nothing of it is
        taken through them, so that a large tree costs little.
        """
        names = self._own
        if len(self._layers) == 1 and names.is_empty():
            names, before = self._layers[0]
            changes = followed(before, changes)
        elif self._layers:
            names = Names(self.children)
        names.look()
        return Counted(
            names.plain,
            [each for each in names.known.values() if isinstance(each, Leaf)],
            [(name, each) for name, each in names.known.items() if isinstance(each, Directory)],
            changes,
        )

    def ordered(self) -> Iterator[tuple[str, Node]]:
        """Name and child, in the order of the bytes of the names."""
        children = self.children
        for name in in_byte_order(children):
            yield name, children[name]

    def taken(self, *changes: Change) -> Directory:
        """The same for another tree; changing one leaves the other as it is."""
        new = Directory(
            stamped(self.stamp, changes),
            mode=mode_after(self.mode, changes, is_directory=True),
            origin=self.origin,
            is_open=self.open or any(change.opened for change in changes),
        )
        new.take_children(self, *changes)
        return new

    def take_children(self, source: Directory, *changes: Change) -> None:
        """All that is in *source*, into a directory in which nothing is."""
        layers = source._shared()
        self._own = Names()
        self._layers = tuple(_Layer(names, followed(old, changes)) for names, old in layers)

    def _shared(self) -> tuple[_Layer, ...]:
        """All that is in it, as layers: few, since those that are alike in size become one."""
        if self._own.is_empty():
            return self._layers
        top = _Layer(self._own, ())
        if not self._layers:
            return (top,)
        layers = self._layers
        while layers and 2 * len(top.names.all()) >= len(layers[-1].names.all()):
            top, layers = top.over(layers[-1]), layers[:-1]
        # So that the next one finds them as they are.
        self._layers, self._own = (*layers, top), Names()
        return self._layers


def _apart(children: dict[str, Node]) -> dict[str, Node]:
    """Those of another tree: what is put into a directory of one is not put into the other's."""
    return {
        name: each.taken() if isinstance(each, Directory) else each
        for name, each in children.items()
    }


class Counted(NamedTuple):
    """What is in a directory."""

    plain: Sequence[FileColumns | UnnamedFiles]
    """Files that nobody looked at by name."""

    leaves: list[Leaf]
    """All others."""

    directories: list[tuple[str, Directory]]

    changes: tuple[Change, ...]
    """What all of these went through since, the earliest first."""

    def stamp(self, before: Stamp) -> Stamp:
        """Of what had the stamp *before*."""
        return stamped(before, self.changes)

    def taken(self, leaf: Leaf) -> Leaf:
        return leaf.taken(*self.changes)


Node = Leaf | Directory
