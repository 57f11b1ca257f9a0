"""The trees that the steps of a build take files from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.stages.running import Contexts
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.builders.stages.archive import Archive, UnknownContent
    from ctxscan.builders.stages.arrived import ArrivingTree
    from ctxscan.builders.stages.node import Directory
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection, Transfer


def _everything_kept(inspection: Inspection, tree: ArrivingTree) -> None:
    """What arrived is what the steps find."""


class Trees(NamedTuple):
    """Makes the trees of a build, each when a step first asks for it."""

    inspection: Inspection
    gather: Callable[[Transfer], Arrivals]
    arrived: Arrivals | None = None
    named: Sequence[Arrivals] = ()
    """What each transfer of a named context brought, in their order; empty: not walked yet."""

    keep: Callable[[Inspection, ArrivingTree], None] = _everything_kept

    def contexts(self) -> Contexts:
        inspection = self.inspection
        archives = _Archives(inspection.location.root, zstd=inspection.traits.unpacks_zstd)
        return Contexts(cache(self._main), cache(self._named), archives)

    def _main(self) -> Directory:
        inspection = self.inspection
        transfer = inspection.syncs[0] if inspection.syncs else inspection.context
        arrived = self.gather(transfer) if self.arrived is None else self.arrived
        tree = arrived.tree(transfer)
        self.keep(inspection, tree)
        return tree.root

    def _named(self, context: NamedContext) -> Directory:
        plan = self.inspection.plan
        syncs = plan.context_syncs if plan else ()
        keys = [(sync.name, sync.follow_paths) for sync in syncs]
        at = keys.index((context.name, context.follow_paths))
        transfer = self.inspection.named[at]
        arrived = self.named[at] if self.named else self.gather(transfer)
        tree = arrived.tree(transfer, f"{context.name}:")
        self.keep(self.inspection, tree)
        return tree.root


class _Archives:
    """The archives below one directory, each read once."""

    def __init__(self, root: str, *, zstd: bool) -> None:
        self._root = root
        self._zstd = zstd
        self._read: Callable[[str], Archive | UnknownContent | None] | None = None

    def __call__(self, path: str) -> Archive | UnknownContent | None:
        if self._read is None:
            from ctxscan.inspection.archives import ArchiveReader  # noqa: PLC0415 - few builds ADD a file: it loads every kind of compression

            self._read = ArchiveReader(self._root, zstd=self._zstd)
        return self._read(path)
