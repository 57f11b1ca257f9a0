"""``!reset`` and ``!override``: what earlier documents said at some paths is dropped.

Source: compose-go, loader/reset.go:applyNullOverrides. Items of lists are never reached: upstream
records their position as ``0`` and looks for ``[0]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.compose.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.compose.values import Path, Tree


def apply_resets(tree: Tree, resets: Sequence[Path], path: Path = ()) -> None:
    """In place."""
    if not resets:
        return
    for key in list(tree):
        inner = (*path, key)
        if any(matches(inner, reset) for reset in resets):
            del tree[key]
            continue
        value = tree[key]
        below = [reset for reset in resets if len(reset) > len(inner)]
        if below and isinstance(value, dict):
            apply_resets(value, below, inner)
