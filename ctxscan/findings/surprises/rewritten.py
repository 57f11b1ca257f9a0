"""An ignore file that the docker client writes anew for each build, and that a step copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.finding import Finding
from ctxscan.findings.in_image.lands import lands_in
from ctxscan.findings.reached import at
from ctxscan.findings.trials import Trials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Where the client sends a Dockerfile from elsewhere under a name by chance.

    It adds that name to the ignore file (docker/cli, context.go: AddDockerfileToBuildContext).
    """
    dockerfile = inspection.location.dockerfile
    is_elsewhere = dockerfile.in_context is None
    if not (inspection.traits.rescues_own_files and is_elsewhere and inspection.ignore_file.path):
        return
    lines = list(_copying(outcome))
    hint = _remedy(Trials(inspection, outcome)) if lines else None
    for line in lines:
        yield Finding(
            "ignore-name-changes",
            f"copies {IGNORE_FILE}, in which the docker client writes another name at every build, "
            "because the Dockerfile is not in the context: no step from here on is ever taken from "
            "the cache",
            at(inspection, line),
            hint,
        )


def _copying(outcome: Outcome) -> Iterator[int]:
    for _, root in outcome.stages:
        for place in lands_in(root, IGNORE_FILE):
            if place.line is not None:
                yield place.line


def _remedy(trials: Trials) -> str:
    found = trials.with_rules(IGNORE_FILE)
    if found is not None and trials.fails_alike(found) and not any(_copying(found.outcome)):
        return f"add {IGNORE_FILE} to the ignore file, or put the Dockerfile into the context"
    return "with a Dockerfile in the context the client leaves the ignore file as it is"
