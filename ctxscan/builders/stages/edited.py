"""A tree with one leaf replaced: directories that do not hold it are shared with the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory, Stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.node import Leaf

_NOWHERE = Stamp()


def with_leaf(root: Directory, path: str, leaf: Leaf | None) -> Directory:
    """*leaf* at *path*, or nothing; a directory that holds nothing goes, as git has none."""
    return _edited(root, path.split("/"), leaf, "") or Directory(_NOWHERE, origin=root.origin)


def _edited(
    directory: Directory | None, names: Sequence[str], leaf: Leaf | None, above: str
) -> Directory | None:
    first, rest = names[0], names[1:]
    origin = directory.origin if directory is not None else above.rstrip("/") or None
    new = Directory(_NOWHERE, origin=origin)
    if directory is not None:
        new.mode = directory.mode
        new.children.update(directory.children)
    child = new.children.get(first)
    found: Directory | Leaf | None = leaf
    if rest:
        below = child if isinstance(child, Directory) else None
        found = _edited(below, rest, leaf, f"{above}{first}/")
    if found is None:
        new.children.pop(first, None)
    else:
        new.children[first] = found
    return new if new.children else None
