"""A build, looked into -> the cache keys of its steps."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

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
from ctxscan.inspection.shipment import Shipment, shipment_of

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

    def keyed(self, contents: Callable[[Origins], Contents]) -> KeyedBuild:
        """Its steps with their keys. Raises ContextError where a file cannot be read."""
        facts = Facts(contents(self.origins), self._odd(), owners_of(self.plan))
        return keyed_build(self.plan, self._contexts(), Digests(facts), self.conditions)

    def _contexts(self) -> Contexts:
        def named(context: NamedContext) -> Directory:
            shipment = self.named[context.name, context.follow_paths]
            return shipment.tree(f"{context.name}:").root

        return Contexts(cache(lambda: self.main.tree().root), cache(named), self.archive)

    def _odd(self) -> dict[str, Odd]:
        found = self.main.odd()
        for (name, _), shipment in self.named.items():
            found |= shipment.odd(f"{name}:")
        return found


def snapshot_of(
    inspection: Inspection, progress: Callable[[int], None] = lambda _: None
) -> Snapshot:
    """Walk what the build sends. Raises CtxscanError, also for a builder without such keys."""
    plan = inspection.plan
    if plan is None or not inspection.traits.keys_by_content:
        raise UsageError(
            f"the cache of {inspection.traits.label} is not modelled",
            hint="leave out --builder: BuildKit's is",
        )
    syncs = zip(plan.context_syncs, inspection.named, strict=False)
    main = walked(inspection.syncs[0], progress) if inspection.syncs else NOTHING
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


def origins_of(
    plan: BuildPlan, main: Shipment, source: FileSource, named: Mapping[str, FileSource]
) -> Origins:
    return Origins(source, named, documents_of(plan), main.files.__contains__)


def recipe_of(inspection: Inspection) -> Recipe:
    found = inspection.location.dockerfile
    text = found.data.decode("utf-8", "surrogateescape")
    return Recipe(text, found.shown, inspection.options)


def conditions_of(options: BuildOptions) -> Conditions:
    return Conditions(dict(options.build_args).get("SOURCE_DATE_EPOCH"))


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
