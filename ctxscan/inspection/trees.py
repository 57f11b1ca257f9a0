"""The trees that the steps of a build take files from."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.running import Contexts

if TYPE_CHECKING:
    from collections.abc import Callable

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
        transfers = zip(plan.context_syncs if plan else (), self.inspection.named, strict=False)
        named = {(sync.name, sync.follow_paths): transfer for sync, transfer in transfers}
        transfer = named[context.name, context.follow_paths]
        tree = self.gather(transfer).tree(transfer, f"{context.name}:")
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
