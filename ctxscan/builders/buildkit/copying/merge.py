"""One source copied onto a stage: BuildKit merges directories, and refuses what does not fit.

Source: tonistiigi/fsutil, copy/copy.go (Copy, prepareTargetDir, copier.copy, copyDirectory).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.copying.filters import ALL, Filters
from ctxscan.builders.buildkit.copying.said import link_loop
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.outcome import StepError
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.workspace import below_file
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.buildkit.copying.words import Destination
    from ctxscan.builders.stages.change import Change
    from ctxscan.builders.stages.workspace import Workspace


class Copying(NamedTuple):
    """What is the same for all sources of one step."""

    space: Workspace
    destination: Destination
    mode: int
    """Of the directories made on the way."""

    def place(self) -> Resolved:
        """Where the destination leads to, what is above it made."""
        path = self.destination.path
        above = path if self.destination.is_directory else posixpath.dirname(path)
        self.space.directory(self._resolved(above).parts, mode=self.mode)
        return self._resolved(path)

    def copy(self, node: Node, name: str, filters: Filters, change: Change) -> None:
        """Copy *node*, which the word or match *name* leads to. Raises StepError."""
        place = self.place()
        if isinstance(node, Directory):
            self._onto_directory(node, place, filters, change)
            return
        parts = place.parts
        if isinstance(place.node, Directory):
            parts = (*parts, name)
            if parts[:-1] and not place.node.stamp.certain:
                change = change.in_doubt()
        elif place.doubt and (place.node is None or not place.node.stamp.certain):
            # There may be a directory of this name: the file would go into it.
            change = change.in_doubt()
        if not parts:
            raise onto_directory("/")
        parent = self.space.directory(parts[:-1], mode=self.mode)
        put_leaf(self.space, parent, parts, node.taken(change))

    def _onto_directory(
        self, node: Directory, place: Resolved, filters: Filters, change: Change
    ) -> None:
        there = place.node
        if isinstance(there, Leaf) and there.stamp.certain:
            raise onto_file(place.path, there)
        target = self.space.directory(place.parts, mode=self.mode)
        if there is None:
            target.mode = change.chmod(node.mode, True) if change.chmod else node.mode
        level = _Level(node, place.parts, target)
        _Tree(self.space, change).copy_children(node, level, filters)
        # A base image or a RUN may have put more into the source than is known.
        target.open = target.open or node.open

    def _resolved(self, path: str) -> Resolved:
        try:
            found = resolve(self.space.root, path, lexical=True)
        except LinkLoopError:
            raise link_loop(path) from None
        if found.blocked:
            raise below_file(found.path)
        return found


class _Level:
    """A directory of the source on the way down, and its place in the stage."""

    __slots__ = ("above", "parts", "source", "target")

    def __init__(
        self,
        source: Directory,
        parts: tuple[str, ...],
        target: Directory | None,
        above: _Level | None = None,
    ) -> None:
        self.source = source
        self.parts = parts
        self.target = target
        """``None`` as long as nothing in it was hit: it is made for the first hit."""
        self.above = above


class _Tree(NamedTuple):
    space: Workspace
    change: Change

    def copy_children(self, node: Directory, level: _Level, filters: Filters) -> None:
        if filters is ALL and level.target is not None and not level.target.children:
            # Nothing to meet: the whole tree at once.
            is_open = level.target.open
            level.target.take_children(node, self.change.opening() if is_open else self.change)
            return
        for name, child in node.ordered():
            self.copy(name, child, level, filters)

    def copy(self, name: str, node: Node, level: _Level, filters: Filters) -> None:
        judged = filters.judge(name)
        if not judged.included and isinstance(node, Leaf):
            return
        parts = (*level.parts, name)
        if judged.excluded and filters.include is None and not filters.has_exceptions:
            return
        if level.target is None:
            self._check_way(level, parts)
        if isinstance(node, Leaf):
            put_leaf(self.space, self._made(level), parts, node.taken(self.change))
            return
        below = _Level(node, parts, None, level)
        if judged.included:
            self._create(below)
        if judged.excluded and not filters.has_exceptions:
            return
        self.copy_children(node, below, filters.enter(name, judged))

    def _check_way(self, level: _Level, parts: tuple[str, ...]) -> None:
        """The lstat of a target fails below a file, long before its directories are made."""
        here: Node | None = self.space.root
        for depth, name in enumerate(level.parts):
            here = here.get(name) if isinstance(here, Directory) else None
            if isinstance(here, Leaf) and not here.is_link and here.stamp.certain:
                raise below_file("/" + "/".join(parts[: depth + 1]), here)

    def _made(self, level: _Level) -> Directory:
        return level.target if level.target is not None else self._create(level)

    def _create(self, level: _Level) -> Directory:
        assert level.above is not None  # noqa: S101 - for types: the root of a source, above which is nothing, has its target from the beginning
        parent = self._made(level.above)
        name = level.parts[-1]
        there = parent.get(name)
        if isinstance(there, Leaf) and there.stamp.certain:
            raise onto_file("/" + "/".join(level.parts), there)
        if isinstance(there, Directory):
            level.target = there
            there.mode = self._mode(level.source)
            there.open = there.open or level.source.open
            return there
        level.target = Directory(
            self.change.stamp(level.source.stamp),
            mode=self._mode(level.source),
            origin=level.source.origin,
            is_open=level.source.open or parent.open,
        )
        parent.put(name, level.target)
        return level.target

    def _mode(self, source: Directory) -> int:
        return self.change.chmod(source.mode, True) if self.change.chmod else source.mode


def put_leaf(space: Workspace, parent: Directory, parts: tuple[str, ...], leaf: Leaf) -> None:
    there = parent.get(parts[-1])
    if isinstance(there, Directory) and there.stamp.certain:
        raise onto_directory("/" + "/".join(parts), there)
    space.put(parent, parts, leaf)


def onto_file(path: str, there: Leaf) -> StepError:
    kind = "link" if there.is_link else "file"
    return StepError(
        "directory-onto-file",
        path,
        f"a directory is copied to {path}, where line {there.stamp.line} put a {kind}",
    )


def onto_directory(path: str, there: Directory | None = None) -> StepError:
    line = there.stamp.line if there else None
    since = f" since line {line}" if line else ""
    return StepError(
        "file-onto-directory", path, f"a file is copied to {path}, which is a directory{since}"
    )
