"""The tree of the target -> what of it the steps wrote, a path a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory, Node, in_byte_order
from ctxscan.builders.stages.outcome import InImage, Overwritten, StepFailure, Taken
from ctxscan.golang.text import byte_length
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from ctxscan.builders.stages.running import Running


class Outcome(NamedTuple):
    """What the steps of a build come to."""

    failures: tuple[StepFailure, ...]
    """In the order of the lines, all of them."""

    root: Directory | None = None
    """The target's file system; ``None`` where the build never came that far."""

    overwritten: tuple[Overwritten, ...] = ()

    stages: tuple[tuple[int, Directory], ...] = ()
    """Every stage that was built, the target too, by its number."""

    taken: tuple[Taken, ...] = ()
    """What each step that did not fail copied."""

    context: Callable[[], Directory] | None = None
    """The main context as it arrived; ``None`` where the build never came that far."""

    @property
    def builds(self) -> bool:
        return not self.failures

    def with_failures(self, further: Sequence[StepFailure]) -> Outcome:
        if not further:
            return self
        return self._replace(failures=in_order((*self.failures, *further)))

    def in_image(self) -> tuple[InImage, ...]:
        """Every path that the steps wrote, in order."""
        return tuple(in_image(self.root)) if self.root is not None else ()


def outcome_of(running: Running, target: int) -> Outcome:
    """What the stages that were built come to, seen from the *target*."""
    root = running.stage(target).root
    stages = tuple((number, files.root) for number, files in running.done())
    failures, main = in_order(running.failures), running.contexts.main
    return Outcome(failures, root, tuple(running.overwritten), stages, tuple(running.taken), main)


def in_order(failures: Iterable[StepFailure]) -> tuple[StepFailure, ...]:
    """By their lines."""
    return tuple(sorted(failures, key=lambda each: each.line or 0))


def in_image(root: Directory, of: str = "") -> Iterator[InImage]:
    """In the order of the paths; the first name of a file carries its size.

    *of*: nothing but what has an origin that begins with it, and no look at the names of the rest.
    """
    found = dict(_walk(root)) if not of else dict(_walk_of(root, of))
    first_names: set[Hashable] = set()
    for path in in_byte_order(found):
        node = found[path]
        further = isinstance(node, Leaf) and node.inode is not None and node.inode in first_names
        if isinstance(node, Leaf) and node.inode is not None:
            first_names.add(node.inode)
        yield _row(path, node, further=further)


def _walk(root: Directory) -> Iterator[tuple[str, Node]]:
    waiting: list[tuple[str, Directory]] = [("", root)]
    while waiting:
        above, directory = waiting.pop()
        for name, child in directory.children.items():
            path = f"{above}/{name}"
            yield path, child
            if isinstance(child, Directory):
                waiting.append((path, child))


def _walk_of(root: Directory, origin: str) -> Iterator[tuple[str, Node]]:
    waiting: list[tuple[str, Directory]] = [("", root)]
    while waiting:
        above, directory = waiting.pop()
        if not _may_hold(directory, origin):
            continue
        for name, child in directory.children.items():
            path = f"{above}/{name}"
            if (child.origin or "").startswith(origin):
                yield path, child
            if isinstance(child, Directory):
                waiting.append((path, child))


def _may_hold(directory: Directory, origin: str) -> bool:
    """Whether something of the *origin* is in it: asked of the directories that files came from."""
    lies_in = directory.not_looked_into()
    if lies_in is not None and not (origin.startswith(lies_in) or lies_in.startswith(origin)):
        return False
    inside = directory.counted()
    return (
        any(_may_begin(each.prefix, origin) for each in inside.plain)
        or any((leaf.origin or "").startswith(origin) for leaf in inside.leaves)
        or any(
            (each.origin or "").startswith(origin) or _may_hold(each, origin)
            for _, each in inside.directories
        )
    )


def _may_begin(prefix: str, origin: str) -> bool:
    """Whether *prefix* and a name may begin with *origin*."""
    is_in_it = origin.startswith(prefix) and "/" not in origin[len(prefix) :]
    return is_in_it or prefix.startswith(origin)


def _row(path: str, node: Node, *, further: bool) -> InImage:
    line, via, certain = node.stamp.line, node.stamp.via, node.stamp.certain
    if isinstance(node, Directory):
        return InImage(path, "directory", 0, node.origin, line, via, certain)
    if node.type is FileType.SYMLINK:
        size = byte_length(node.target)
        return InImage(path, "symlink", size, node.origin, line, via, certain, node.target)
    if node.type is not FileType.FILE:
        return InImage(path, node.type.value, 0, node.origin, line, via, certain)
    if further:
        return InImage(path, "hardlink", 0, node.origin, line, via, certain)
    return InImage(path, "file", node.size, node.origin, line, via, certain)
