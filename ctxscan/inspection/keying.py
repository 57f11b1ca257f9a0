"""A build, looked into -> the cache keys of its steps."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.build import KeyedBuild, keyed_build
from ctxscan.builders.buildkit.cache.digests import Digests, Facts
from ctxscan.builders.buildkit.cache.owners import owners_of
from ctxscan.builders.buildkit.cache.texts import Conditions
from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.running import Contexts
from ctxscan.context.contents import FilesOnDisk
from ctxscan.errors import UsageError
from ctxscan.inspection.archives import ArchiveReader
from ctxscan.inspection.contents import Origins, documents_of
from ctxscan.inspection.settling import settled_walk
from ctxscan.inspection.shipment import Shipment, shipment_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.builders.buildkit.cache.digests import Contents
    from ctxscan.builders.buildkit.cache.header import Odd
    from ctxscan.builders.stages.node import Directory
    from ctxscan.builders.stages.running import FindArchive
    from ctxscan.context.contents import FileSource
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.model import BuildOptions, Inspection, Transfer
    from ctxscan.inspection.settling import Settling

NOTHING = Shipment({}, 0, 0)

Sync = tuple[str, tuple[str, ...] | None]
"""Name of a named context, and what is asked of it."""


class Recipe(NamedTuple):
    """What a build is given beside its contexts."""

    dockerfile: str
    """Its text."""

    shown: str
    """The Dockerfile as the user would write it."""

    options: BuildOptions


class Snapshot(NamedTuple):
    """A build and all that it sends, at one moment."""

    recipe: Recipe
    plan: BuildPlan
    main: Shipment
    named: Mapping[Sync, Shipment]
    origins: Origins
    archive: FindArchive
    conditions: Conditions

    def built(self) -> Snapshot:
        """As the builder knows it afterwards: what is built without the cache gets into it, too."""
        return self._replace(conditions=self.conditions._replace(uncached=frozenset()))

    def keyed(
        self,
        contents: Callable[[Origins], Contents],
        root: Directory | None = None,
        known: dict[Directory, str | None] | None = None,
    ) -> KeyedBuild:
        """Its steps with their keys. Raises ContextError where a file cannot be read.

        *root*: of the context, if somebody has its tree already; *known*: the checksums of
        directories that it shares with the tree of another build.
        """
        facts = Facts(contents(self.origins), self._odd(), owners_of(self.plan))
        digests = Digests(facts, known)
        return keyed_build(self.plan, self._contexts(root), digests, self.conditions)

    def _contexts(self, root: Directory | None) -> Contexts:
        def main() -> Directory:
            return self.main.tree().root if root is None else root

        def named(context: NamedContext) -> Directory:
            shipment = self.named[context.name, context.follow_paths]
            return shipment.tree(f"{context.name}:").root

        return Contexts(cache(main), cache(named), self.archive)

    def _odd(self) -> dict[str, Odd]:
        found = self.main.odd()
        for (name, _), shipment in self.named.items():
            found |= shipment.odd(f"{name}:")
        return found


def snapshot_of(
    inspection: Inspection,
    progress: Callable[[int], None] = lambda _: None,
    settling: Settling | None = None,
) -> Snapshot:
    """Walk what the build sends. Raises CtxscanError, also for a builder without such keys."""
    plan = inspection.plan
    if plan is None or not inspection.traits.keys_by_content:
        raise UsageError(
            f"the cache of {inspection.traits.label} is not modelled",
            hint="leave out --builder: BuildKit's is",
        )
    syncs = zip(plan.context_syncs, inspection.named, strict=False)
    main = _main(inspection, progress, settling) if inspection.syncs else NOTHING
    roots = {
        sync.name: transfer.root
        for sync, transfer in zip(plan.context_syncs, inspection.named, strict=False)
    }
    root = inspection.location.root
    return Snapshot(
        recipe_of(inspection),
        plan,
        main,
        {(sync.name, sync.follow_paths): walked(each, progress) for sync, each in syncs},
        origins_of(
            plan, main, FilesOnDisk(root), {name: FilesOnDisk(each) for name, each in roots.items()}
        ),
        ArchiveReader(root),
        conditions_of(inspection.options),
    )


def _main(
    inspection: Inspection, progress: Callable[[int], None], settling: Settling | None
) -> Shipment:
    if settling is None:
        return walked(inspection.syncs[0], progress)
    return settled_walk(inspection.syncs[0], settling, inspection.options.workers, progress)


def origins_of(
    plan: BuildPlan, main: Shipment, source: FileSource, named: Mapping[str, FileSource]
) -> Origins:
    settled = cache(main.settled_ids)

    def is_file(path: str) -> bool:
        return path in main.files or path in settled()

    return Origins(source, named, documents_of(plan), is_file, settled)


def recipe_of(inspection: Inspection) -> Recipe:
    found = inspection.location.dockerfile
    text = found.data.decode("utf-8", "surrogateescape")
    return Recipe(text, found.shown, inspection.options)


def conditions_of(options: BuildOptions) -> Conditions:
    epoch = dict(options.build_args).get("SOURCE_DATE_EPOCH")
    return Conditions(epoch, options.run_options, options.uncached)


def named_trees(inspection: Inspection, plan: BuildPlan) -> Callable[[NamedContext], Directory]:
    """The named contexts as they lie on disk, each walked when it is first asked for."""
    syncs = zip(plan.context_syncs, inspection.named, strict=False)
    transfers = {(sync.name, sync.follow_paths): transfer for sync, transfer in syncs}

    def tree(context: NamedContext) -> Directory:
        found = walked(transfers[context.name, context.follow_paths])
        return found.tree(f"{context.name}:").root

    return cache(tree)


def walked(transfer: Transfer, progress: Callable[[int], None] = lambda _: None) -> Shipment:
    walk = transfer.walk(Detail.SENT, progress)
    return shipment_of(walk.batches(), transfer.builder.transfer())
