"""A build as a revision of git has it: its files are read from trees and blobs, in memory."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.protocol import Detail
from ctxscan.context.contents import FilesOnDisk
from ctxscan.context.git.files_of_revision import FilesOfRevision
from ctxscan.context.git.listing import listing_of
from ctxscan.context.git.revision import UMASK
from ctxscan.context.links.buildkit import follow_links_among, without_nested
from ctxscan.context.links.tree import NamesOfTree
from ctxscan.context.locate.docker import (
    DOCKERFILE,
    IGNORE_FILE,
    IgnoreFileFound,
    find_root,
    ignore_file_of_context,
)
from ctxscan.dockerfile.parser import parse
from ctxscan.errors import ContextError, Place
from ctxscan.inspection.archives_of_git import ArchivesOfGit
from ctxscan.inspection.buildkit import parsed, patterns_of, sync_of
from ctxscan.inspection.keying import (
    NOTHING,
    Recipe,
    Snapshot,
    Sync,
    conditions_of,
    origins_of,
    snapshot_of,
    walked,
)
from ctxscan.inspection.planning import is_remote, plan_for
from ctxscan.inspection.settling import Settling, settled_shipment
from ctxscan.inspection.shipment import Shipment, Shipped, shipment_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.builders.stages.archive import Archive, UnknownContent
    from ctxscan.context.contents import FileSource
    from ctxscan.context.git.index import Index
    from ctxscan.context.git.listing import Listing
    from ctxscan.context.git.revision import Checkout, Revision
    from ctxscan.context.links.buildkit import Names
    from ctxscan.context.locate.docker import DockerfileFound
    from ctxscan.context.tree import Tree
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection.model import BuildOptions, Inspection


class Past(NamedTuple):
    """A build as it was at one revision."""

    snapshot: Snapshot
    checkout: Checkout
    """Of the context."""

    def files(self) -> dict[str, Shipped]:
        """What is sent."""
        return self.snapshot.main.files


class Given(NamedTuple):
    """What a build is given."""

    options: BuildOptions
    root: str
    """The context, absolute."""

    dockerfile: DockerfileFound
    """As it is now, of which nothing but the path counts where it lies in the repository."""

    ignore_file: IgnoreFileFound | None
    """The same."""


def given_now(now: Inspection) -> Given:
    location = now.location
    return Given(now.options, location.root, location.dockerfile, location.ignore_file)


class Earlier(NamedTuple):
    """A build of a revision."""

    given: Given
    revision: Revision


def past(earlier: Earlier, umask: int) -> Past:
    """What it was then.

    Only what lies in the repository is as it was; a file from elsewhere is taken as it is. Raises
    CtxscanError where there was no such build.
    """
    return _Past(*earlier, umask).look()


def past_and_present(
    now: Inspection,
    earlier: Earlier,
    umask: int | None,
    index: Index,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Past, Snapshot]:
    """The same, beside the work tree; what the two have alike by *index* is settled in both.

    *umask*: modes that a checkout under it would not give are a change. Raises CtxscanError.
    """
    state = _Past(*earlier, UMASK if umask is None else umask)
    same = state.given.root == now.location.root and len(now.syncs) == 1
    listing = listing_of(state.revision, index, state.directory) if same else None
    if listing is None:
        return state.look(), snapshot_of(now, progress)
    return state.beside(now, listing, progress, exact=umask is not None)


class _Past(NamedTuple):
    given: Given
    revision: Revision
    umask: int

    def look(self) -> Past:
        recipe, plan, rules = self.begun()
        checkout = self.revision.checkout(self.directory, self.umask)
        main = _shipped(checkout.tree, rules, plan, recipe.shown)
        return self.found(recipe, plan, main, checkout)

    def beside(
        self, present: Inspection, listing: Listing, progress: Callable[[int], None], *, exact: bool
    ) -> tuple[Past, Snapshot]:
        recipe, plan, rules = self.begun()
        if not plan.context_requested:
            return self.look(), snapshot_of(present, progress)
        builder = _builder(listing, rules, plan.follow_paths, recipe.shown)
        settling = Settling(listing, builder, self.umask, exact=exact)
        now = snapshot_of(present, progress, settling)
        checkout, settled_tree = listing.checkout(now.main.settled, self.umask)
        main = settled_shipment(settled_tree, builder, now.main.settled)
        return self.found(recipe, plan, main, checkout), now

    @property
    def directory(self) -> str:
        """The context, from the top of the repository."""
        path = self.inside(self.given.root)
        if path is None:
            raise ContextError(
                f"{self.given.root} is not in the repository of {self.revision.shown}",
                hint="compare with a directory",
            )
        return path

    def begun(self) -> tuple[Recipe, BuildPlan, Sequence[Rule]]:
        options = self.given.options
        shown, data = self.dockerfile()
        text = data.decode("utf-8", "surrogateescape")
        platform = (*options.platforms, options.machine)[0]
        plan = plan_for(options, parse(text, shown), platform)
        recipe = Recipe(dockerfile=text, shown=shown, options=options)
        return recipe, plan, parsed(self.ignore_file()).rules

    def found(self, recipe: Recipe, plan: BuildPlan, main: Shipment, checkout: Checkout) -> Past:
        named, sources = self.named(plan)
        source = FilesOfRevision(checkout, cache(main.settled_ids))
        archives = ArchivesOfGit(source.blob, cache(source.attributes))

        def archive(path: str) -> Archive | UnknownContent | None:
            name = checkout.object_ids.get(path) or source.settled().get(path)
            return None if name is None else archives.of(path, name)

        return Past(
            Snapshot(
                recipe,
                plan,
                main,
                named,
                origins_of(plan, main, source, sources),
                archive,
                conditions_of(recipe.options),
            ),
            checkout,
        )

    def inside(self, path: str) -> str | None:
        return self.revision.repository.inside(path)

    def dockerfile(self) -> tuple[str, bytes]:
        found = self.given.dockerfile
        path = self.inside(found.path) if found.path is not None else None
        if path is None:
            return found.shown, found.data
        shown = f"{self.revision.shown}:{path}"
        names = [path]
        if path.rpartition("/")[2] in (DOCKERFILE, DOCKERFILE.lower()):
            above = path[: len(path) - len(DOCKERFILE)]
            names = [above + DOCKERFILE, above + DOCKERFILE.lower()]
        for each in names:
            data = self.revision.file(each)
            if data is not None:
                return shown, data
        raise ContextError(
            "there is no such Dockerfile",
            place=Place(shown),
            hint="compare with a revision that has it",
        )

    def ignore_file(self) -> IgnoreFileFound | None:
        asked, root = self.given.options.files.ignore_file, self.given.root
        if asked is not None:
            path = self.inside(asked)
            if path is None:
                return self.given.ignore_file
            return self.ignore_file_at(path)
        dockerfile = self.given.dockerfile.path
        beside = self.inside(f"{dockerfile}.dockerignore") if dockerfile is not None else None
        own = self.ignore_file_at(beside) if beside is not None else None
        return own or self.ignore_file_at(self.inside(f"{root}/{IGNORE_FILE}"))

    def ignore_file_at(self, path: str | None) -> IgnoreFileFound | None:
        data = self.revision.file(path) if path is not None else None
        if data is None or path is None:
            return None
        return IgnoreFileFound(f"{self.revision.shown}:{path}", path, data, path)

    def checkout(self, root: str) -> Checkout | None:
        path = self.inside(root)
        return None if path is None else self.revision.checkout(path, self.umask)

    def named(self, plan: BuildPlan) -> tuple[dict[Sync, Shipment], dict[str, FileSource]]:
        contexts = dict(self.given.options.build_contexts)
        shipments: dict[Sync, Shipment] = {}
        sources: dict[str, FileSource] = {}
        for sync in plan.context_syncs:
            value = contexts[sync.name]
            root = find_root(value)
            checkout = None if is_remote(value) else self.checkout(root)
            key = sync.name, sync.follow_paths
            if checkout is None:
                rules = parsed(ignore_file_of_context(root, value)).rules
                shipments[key] = walked(sync_of(sync.name, root, rules, sync.follow_paths))
                sources[sync.name] = FilesOnDisk(root)
                continue
            rules = parsed(self.ignore_file_at(self.inside(f"{root}/{IGNORE_FILE}"))).rules
            shipments[key] = _sent(checkout.tree, rules, sync.follow_paths, DOCKERFILE)
            sources[sync.name] = FilesOfRevision(checkout)
        return shipments, sources


def _shipped(tree: Tree, rules: Sequence[Rule], plan: BuildPlan, shown: str) -> Shipment:
    if not plan.context_requested:
        return NOTHING
    return _sent(tree, rules, plan.follow_paths, shown)


def context_builder(inspection: Inspection, plan: BuildPlan, names: Names) -> Builder | None:
    """Of the transfer of a context that holds *names*; ``None``: it is never asked for."""
    if not plan.context_requested:
        return None
    shown = inspection.location.dockerfile.shown
    return _builder(names, inspection.ignore_file.rules, plan.follow_paths, shown)


def _builder(
    names: Names, rules: Sequence[Rule], paths: Sequence[str] | None, shown: str
) -> Builder:
    followed = None
    if paths is not None:
        followed = without_nested(follow_links_among(names, paths))
    requested = None if followed is None else patterns_of(followed, (), Place(shown))
    return buildkit_builder(rules, requested)


def _sent(tree: Tree, rules: Sequence[Rule], paths: Sequence[str] | None, shown: str) -> Shipment:
    """What of *tree* travels for *paths*; ``None``: for all of it."""
    builder = _builder(NamesOfTree(tree), rules, paths, shown)
    return shipment_of(tree.batches(builder.filter(Detail.SENT)), builder.transfer())
