"""What each step of a build does with what arrived: the image, or what fails."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import Outcome, StepFailure
from ctxscan.builders.stages.running import Contexts
from ctxscan.inspection.archives import ArchiveReader
from ctxscan.inspection.arrivals import sent_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders.stages.node import Directory
    from ctxscan.dockerfile.steps import NamedContext
    from ctxscan.inspection.model import Inspection, Transfer


def outcome_of(inspection: Inspection) -> Outcome:
    """Run the model of the builder on the build. Walks what the steps take files from.

    Of several platforms, the first one counts. Raises CtxscanError, as the walk does.
    """
    plan = inspection.plan
    if plan is None:
        return Outcome((), ())
    from ctxscan.builders.buildkit.copying.build import build  # noqa: PLC0415 - one builder a build

    return build(plan, _contexts(inspection, sent_tree_of))


def sent_tree_of(transfer: Transfer, prefix: str = "") -> Directory:
    return sent_tree(transfer, prefix).root


def _contexts(inspection: Inspection, tree_of: Callable[[Transfer, str], Directory]) -> Contexts:
    """The trees, each walked when a step first asks for it."""
    plan = inspection.plan
    transfers = dict(zip(plan.context_syncs if plan else (), inspection.named, strict=False))
    named = {(sync.name, sync.follow_paths): transfer for sync, transfer in transfers.items()}

    @cache
    def main() -> Directory:
        transfer = inspection.syncs[0] if inspection.syncs else inspection.context
        return tree_of(transfer, "")

    @cache
    def of(context: NamedContext) -> Directory:
        return tree_of(named[context.name, context.follow_paths], f"{context.name}:")

    return Contexts(main, of, ArchiveReader(inspection.location.root))


__all__ = ["Outcome", "StepFailure", "outcome_of"]
