"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.outcome import Outcome
from ctxscan.builders.stages.running import Contexts
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.matcher import PodmanMatcher
from ctxscan.inspection.archives import ArchiveReader
from ctxscan.inspection.arrivals import Arrivals, arrivals_of, whole_context
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders.stages.arrived import ArrivingTree
    from ctxscan.builders.stages.node import Directory
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.model import Inspection, Transfer


def outcome_of(inspection: Inspection, arrived: Arrivals | None = None) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    *arrived*: what the first transfer of the context brings, where that is known already.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does, and
    DockerfileError where the classic builder was sent a context that it refuses to build.
    """
    options = inspection.options
    # A build has one builder; the others are not worth waiting for.
    if options.builder == "classic":
        from ctxscan.builders.classic.copying import build as classic  # noqa: PLC0415

        plan = plan_for(options, read_dockerfile(inspection.location), options.machine)
        return classic.build(
            plan, _Trees(inspection, arrivals_of, arrived, _kept_by_classic).contexts()
        )
    if inspection.plan is None:
        return Outcome((), ())
    if options.builder == "podman":
        from ctxscan.builders.podman.copying import build as podman  # noqa: PLC0415

        named = zip(inspection.plan.context_syncs, inspection.named, strict=False)
        return podman.build(
            inspection.plan,
            _Trees(inspection, whole_context).contexts(),
            PodmanMatcher(inspection.ignore_file.rules),
            {sync.name: PodmanMatcher(each.builder.ignored.rules) for sync, each in named},
        )
    from ctxscan.builders.buildkit.copying import build as buildkit  # noqa: PLC0415

    return buildkit.build(inspection.plan, _Trees(inspection, arrivals_of, arrived).contexts())


def _kept_by_classic(inspection: Inspection, tree: ArrivingTree) -> None:
    """The daemon throws out the Dockerfile and .dockerignore where they are ignored.

    Source: moby, builder/remotecontext/detect.go, removeDockerfile. docs/semantics, C.2.
    """
    ignored = Matcher(inspection.ignore_file.rules)
    if IGNORE_FILE in tree.root.children:
        for path in (IGNORE_FILE, inspection.location.dockerfile.in_context):
            if path is not None and ignored.judge_or_parents(path).ignored:
                tree.remove(path)


def _everything_kept(inspection: Inspection, tree: ArrivingTree) -> None:
    """What arrived is what the steps find."""


class _Trees(NamedTuple):
    """Makes the trees of a build, each when a step first asks for it."""

    inspection: Inspection
    gather: Callable[[Transfer], Arrivals]
    arrived: Arrivals | None = None
    keep: Callable[[Inspection, ArrivingTree], None] = _everything_kept

    def contexts(self) -> Contexts:
        root = self.inspection.location.root
        return Contexts(cache(self._main), cache(self._named), ArchiveReader(root))

    def _main(self) -> Directory:
        inspection = self.inspection
        transfer = inspection.syncs[0] if inspection.syncs else inspection.context
        arrived = self.gather(transfer) if self.arrived is None else self.arrived
        tree = arrived.tree()
        self.keep(inspection, tree)
        return tree.root

    def _named(self, context: NamedContext) -> Directory:
        plan = self.inspection.plan
        transfers = zip(plan.context_syncs if plan else (), self.inspection.named, strict=False)
        named = {(sync.name, sync.follow_paths): transfer for sync, transfer in transfers}
        transfer = named[context.name, context.follow_paths]
        tree = self.gather(transfer).tree(f"{context.name}:")
        self.keep(self.inspection, tree)
        return tree.root
