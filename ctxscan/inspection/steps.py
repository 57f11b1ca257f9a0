"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import Outcome
from ctxscan.builders.stages.running import Contexts
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.matcher import PodmanMatcher
from ctxscan.inspection.archives import ArchiveReader
from ctxscan.inspection.arrivals import sent_tree, whole_tree
from ctxscan.inspection.planning import plan_for, read_dockerfile

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders.stages.node import Directory
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.model import Inspection, Transfer


def outcome_of(inspection: Inspection) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does, and
    DockerfileError where the classic builder was sent a context that it refuses to build.
    """
    options = inspection.options
    # A build has one builder; the others are not worth waiting for.
    if options.builder == "classic":
        from ctxscan.builders.classic.copying import build as classic  # noqa: PLC0415

        plan = plan_for(options, read_dockerfile(inspection.location), options.machine)
        return classic.build(plan, _contexts(inspection, _received))
    if inspection.plan is None:
        return Outcome((), ())
    if options.builder == "podman":
        from ctxscan.builders.podman.copying import build as podman  # noqa: PLC0415

        named = zip(inspection.plan.context_syncs, inspection.named, strict=False)
        return podman.build(
            inspection.plan,
            _contexts(inspection, _all),
            PodmanMatcher(inspection.ignore_file.rules),
            {sync.name: PodmanMatcher(each.builder.ignored.rules) for sync, each in named},
        )
    from ctxscan.builders.buildkit.copying import build as buildkit  # noqa: PLC0415

    return buildkit.build(inspection.plan, _contexts(inspection, _sent))


def _sent(inspection: Inspection, transfer: Transfer, prefix: str) -> Directory:  # noqa: ARG001 - see _received
    return sent_tree(transfer, prefix).root


def _all(inspection: Inspection, transfer: Transfer, prefix: str) -> Directory:  # noqa: ARG001 - see _received
    """Nothing is sent: Buildah reads the context itself, and ignores while it copies."""
    return whole_tree(transfer, prefix).root


def _received(inspection: Inspection, transfer: Transfer, prefix: str) -> Directory:
    """What the daemon keeps: it throws out the Dockerfile and .dockerignore where they are ignored.

    Source: moby, builder/remotecontext/detect.go, removeDockerfile. docs/semantics, C.2.
    """
    tree = sent_tree(transfer, prefix)
    ignored = Matcher(inspection.ignore_file.rules)
    if IGNORE_FILE in tree.root.children:
        for path in (IGNORE_FILE, inspection.location.dockerfile.in_context):
            if path is not None and ignored.judge_or_parents(path).ignored:
                tree.remove(path)
    return tree.root


def _contexts(
    inspection: Inspection, tree_of: Callable[[Inspection, Transfer, str], Directory]
) -> Contexts:
    """The trees, each walked when a step first asks for it."""
    plan = inspection.plan
    transfers = zip(plan.context_syncs if plan else (), inspection.named, strict=False)
    named = {(sync.name, sync.follow_paths): transfer for sync, transfer in transfers}

    @cache
    def main() -> Directory:
        transfer = inspection.syncs[0] if inspection.syncs else inspection.context
        return tree_of(inspection, transfer, "")

    @cache
    def of(context: NamedContext) -> Directory:
        transfer = named[context.name, context.follow_paths]
        return tree_of(inspection, transfer, f"{context.name}:")

    return Contexts(main, of, ArchiveReader(inspection.location.root))
