"""Paths in a tree, their links followed and clamped to its root."""

from __future__ import annotations

import posixpath

from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.tuples import NamedTuple

_MOST_LINKS = 255


class LinkLoopError(Exception):
    """More links than any builder follows."""


class Resolved(NamedTuple):
    parts: tuple[str, ...]
    """Where the path leads to, from the root of the tree, with no link in it."""

    node: Node | None
    """``None``: nothing is there."""

    blocked: bool = False
    """Whether something on the way is, for certain, neither a directory nor a link."""

    doubt: bool = False
    """Whether something may be there all the same: a base image or a RUN may have made it."""

    @property
    def path(self) -> str:
        return "/" + "/".join(self.parts)


def resolve(
    root: Directory, path: str, *, follow_last: bool = True, lexical: bool = False
) -> Resolved:
    """Where *path* leads to when *root* is ``/``.

    *lexical*: a ``..`` in the target of a link drops the name before it, even that of a link
    (containerd/continuity, fs.RootPath); else it leaves the directory that was reached
    (moby/buildkit, cache/contenthash: getFollowLinksCallback). Raises LinkLoopError.
    """
    return _Resolution(root, lexical).run(path, follow_last=follow_last)


class _Resolution:
    def __init__(self, root: Directory, lexical: bool) -> None:  # noqa: FBT001 - private
        self.lexical = lexical
        self.root = root
        self.links = 0
        self.names: list[str] = []
        self.nodes: list[Node | None] = [root]

    def run(self, path: str, *, follow_last: bool) -> Resolved:
        pending = _parts(path)
        while pending:
            part = pending.pop()
            if part == "..":
                self._leave()
                continue
            child = self._child(part)
            is_link = isinstance(child, Leaf) and child.is_link
            if is_link and isinstance(child, Leaf) and (pending or follow_last):
                pending = self._follow(child.target, pending)
            else:
                self.names.append(part)
                self.nodes.append(child)
        return Resolved(tuple(self.names), self.nodes[-1], self._is_blocked(), self._is_in_doubt())

    def _child(self, name: str) -> Node | None:
        here = self.nodes[-1]
        return here.get(name) if isinstance(here, Directory) else None

    def _leave(self) -> None:
        if self.names:
            self.names.pop()
            self.nodes.pop()

    def _follow(self, target: str, pending: list[str]) -> list[str]:
        self.links += 1
        if self.links > _MOST_LINKS:
            raise LinkLoopError
        if self.lexical:
            below = posixpath.join("/", *self.names, target)
            target = posixpath.normpath("/" + below.lstrip("/"))
        if target.startswith("/"):
            self.names.clear()
            self.nodes = [self.root]
        return pending + _parts(target)

    def _is_blocked(self) -> bool:
        return any(
            isinstance(node, Leaf) and not node.is_link and node.stamp.certain
            for node in self.nodes[:-1]
        )

    def _is_in_doubt(self) -> bool:
        """Whether the last directory that is known may hold more than is known."""
        last = next(node for node in reversed(self.nodes) if node is not None)
        if isinstance(last, Directory):
            return last.open or not last.stamp.certain
        return not last.stamp.certain


def _parts(path: str) -> list[str]:
    """The components, the last one first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]
