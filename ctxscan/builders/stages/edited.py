"""A tree with some leaves replaced: directories that hold none of them stay the same objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.node import Directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.builders.stages.leaf import Leaf
    from ctxscan.builders.stages.node import Node

_NOWHERE = Stamp()


class _Edits:
    """What changes in one directory."""

    __slots__ = ("below", "here")

    def __init__(self) -> None:
        self.here: dict[str, Leaf | None] = {}
        self.below: dict[str, _Edits] = {}


def with_leaves(root: Directory, leaves: Mapping[str, Leaf | None]) -> Directory:
    """Each leaf at its path, ``None`` for nothing; what holds nothing goes, as git has none."""
    edits = _Edits()
    for path, leaf in leaves.items():
        *above, name = path.split("/")
        here = edits
        for each in above:
            here = here.below.setdefault(each, _Edits())
        here.here[name] = leaf
    return _edited(root, edits, "") or Directory(_NOWHERE, origin=root.origin)


def _edited(directory: Directory | None, edits: _Edits, path: str) -> Directory | None:
    new = Directory(_NOWHERE, origin=directory.origin if directory is not None else path or None)
    children: dict[str, Node] = {}
    if directory is not None:
        new.mode = directory.mode
        children.update(directory.children)
    for name, below in edits.below.items():
        # A file may stand where a directory was, or the other way about.
        child = children.pop(name, None)
        old = child if isinstance(child, Directory) else None
        found = _edited(old, below, f"{path}/{name}" if path else name)
        if found is not None:
            children[name] = found
    for name, leaf in edits.here.items():
        if leaf is not None:
            children[name] = leaf
        elif name not in edits.below:
            children.pop(name, None)
    new.children.update(children)
    return new if children else None
