"""One tree laid over another: what comes replaces what is there, directories are merged.

So do the layer of a ``--link`` copy (moby/buildkit, snapshot/diffapply_linux.go), the classic
builder's tar (moby/go-archive, Unpack) and Buildah's (containers/buildah, copierHandlerPut).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.change import Change
    from ctxscan.builders.stages.workspace import Workspace


def lay_over(
    space: Workspace, parts: Sequence[str], onto: Directory, tree: Directory, change: Change
) -> None:
    """Put what is in *tree* into *onto*, which lies at *parts* of the stage."""
    # What nobody can know of the layer, nobody can know of what it is laid over.
    onto.open = onto.open or tree.open
    for name, child in tree.ordered():
        there = onto.get(name)
        if not isinstance(child, Directory):
            space.put(onto, (*parts, name), child.taken(change))
        elif isinstance(there, Directory):
            there.mode = child.mode
            lay_over(space, (*parts, name), there, child, change)
        else:
            space.put_tree(onto, name, child.taken(change))
