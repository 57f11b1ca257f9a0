"""Texts of the context, for those who look for what they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.findings.history.files import LARGEST_TEXT, Files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.context.tree import Tree


def files_of(tree: Tree, read: Callable[[Sequence[str]], Mapping[str, str]]) -> Files:
    """Texts of the context, as far as they are small and lie in it.

    *read* is asked for files of the tree, to which no link leads.
    """

    def small(paths: Sequence[str]) -> Mapping[str, str]:
        entries = (tree.get(path) for path in paths)
        texts = [
            each.path
            for each in entries
            if each is not None and each.type is EntryType.FILE and each.size <= LARGEST_TEXT
        ]
        return read(texts) if texts else {}

    return Files(small, tree.files)
