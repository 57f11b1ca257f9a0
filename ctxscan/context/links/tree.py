"""The links of a context in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.context.tree import Tree


class NamesOfTree(NamedTuple):
    """As ``links.buildkit.Names``."""

    tree: Tree

    def link(self, path: str) -> str | None:
        entry = self.tree.get(path) if path else None
        return entry.target if entry is not None and entry.type is EntryType.SYMLINK else None

    def inside(self, directory: str) -> list[str] | None:
        names = self.tree.names(directory.strip("/"))
        return None if names is None else list(names)
