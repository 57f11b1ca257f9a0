"""The steps of a build by the classic builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.classic.copying.build import build
from ctxscan.builders.stages.image import Outcome
from ctxscan.builders.stages.outcome import StepFailure
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.arrivals import arrivals_of
from ctxscan.inspection.model import REFUSED
from ctxscan.inspection.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.arrived import ArrivingTree
    from ctxscan.inspection.arrivals import Arrivals
    from ctxscan.inspection.model import Inspection


def outcome(inspection: Inspection, arrived: Arrivals | None, named: Sequence[Arrivals]) -> Outcome:
    """See ``steps.outcome_of``."""
    if inspection.plan is None:
        return Outcome((_refused(inspection),))
    return build(inspection.plan, Trees(inspection, arrivals_of, arrived, named, _kept).contexts())


def _refused(inspection: Inspection) -> StepFailure:
    """What the daemon says of a Dockerfile before its first step: no step is done."""
    said = inspection.refusal
    line = said.place.line if said is not None and said.place is not None else None
    return StepFailure(line, REFUSED, "bad-option", "", said.message if said is not None else "")


def _kept(inspection: Inspection, tree: ArrivingTree) -> None:
    """The daemon throws out the Dockerfile and .dockerignore where they are ignored.

    Source: moby, builder/remotecontext/detect.go, removeDockerfile. docs/semantics, C.2.
    """
    ignored = Matcher(inspection.ignore_file.rules)
    if IGNORE_FILE in tree.root.children:
        for path in (IGNORE_FILE, inspection.location.dockerfile.in_context):
            if path is not None and ignored.judge_or_parents(path).ignored:
                tree.remove(path)
