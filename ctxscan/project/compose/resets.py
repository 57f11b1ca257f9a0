"""``!reset`` and ``!override``: what earlier documents said at some paths is dropped.

Source: compose-go, loader/reset.go:applyNullOverrides. Items of lists are never reached: upstream
records their position as ``0`` and looks for ``[0]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.compose.values import Path, Tree

_END = ""
_ANY = "*"


class _Branch(dict[str, "_Branch"]):
    """What may follow in the paths; the key ``""`` where one ends."""


def apply_resets(tree: Tree, resets: Sequence[Path]) -> None:
    """In place. A ``*`` in a reset's own path stands for any key, as upstream has it."""
    if resets:
        root = _Branch()
        for path in resets:
            branch = root
            for part in path:
                branch = branch.setdefault(part or "\0", _Branch())
            branch[_END] = _Branch()
        _apply(tree, [root])


def _apply(tree: Tree, branches: list[_Branch]) -> None:
    for key in list(tree):
        chosen = (key or "\0", _ANY)
        below = [branch[part] for branch in branches for part in chosen if part in branch]
        if any(_END in branch for branch in below):
            del tree[key]
            continue
        value = tree[key]
        if below and isinstance(value, dict):
            _apply(value, below)
