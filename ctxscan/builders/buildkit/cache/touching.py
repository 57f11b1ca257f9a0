"""What of a context the checksum of a step is made of: what breaks it if it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.asking import asked_of_context
from ctxscan.builders.buildkit.cache.digests import Digests
from ctxscan.builders.buildkit.cache.selection import Reading
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.outcome import StepError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.buildkit.cache.selection import Selector
    from ctxscan.builders.stages.node import Node
    from ctxscan.dockerfile.steps import BuildStep


def touched_by(step: BuildStep, root: Directory) -> frozenset[str]:
    """Paths in *root*, a context that arrived; a directory, with a slash at its end, for all in it.

    Modes of directories are left aside, and no content is read. Empty where the step fails.
    """
    selectors = asked_of_context(step)
    if not selectors:
        return frozenset()
    noting = _Noting(root)
    try:
        Reading(noting, root, is_context=True).of(selectors)
    except StepError:
        return frozenset()
    return frozenset((*noting.paths, *_links(root, selectors))) - {""}


class _Noting(Digests):
    """Notes what it is asked for, and computes nothing."""

    def __init__(self, root: Directory) -> None:
        self._root = root
        self.paths: set[str] = set()

    def node(self, node: Node, *, is_context: bool = False) -> None:  # noqa: ARG002 - the root is known
        if node is self._root:
            for name, child in self._root.children.items():
                self.paths.add(f"{name}/" if isinstance(child, Directory) else name)
        else:
            self.paths.add(_path(node))

    def header(self, directory: Directory) -> None:
        """It is made of the mode alone."""

    def leaf(self, leaf: Leaf) -> None:
        self.paths.add(_path(leaf))


def _path(node: Node) -> str:
    return f"{node.origin}/" if isinstance(node, Directory) else node.origin or ""


def _links(root: Directory, selectors: Sequence[Selector]) -> Iterator[str]:
    """The first on the way to each source: it may lead elsewhere."""
    for each in selectors:
        node: Node | None = root
        for name in each.path.strip("/").split("/"):
            if not isinstance(node, Directory):
                break
            node = node.get(name)
        if isinstance(node, Leaf) and node.is_link and node.origin:
            yield node.origin
