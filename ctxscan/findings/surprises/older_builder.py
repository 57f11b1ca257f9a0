"""A build that goes on here, and fails with the builder that people still use in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import older_than, traits_of
from ctxscan.errors import CtxscanError
from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies, runs
from ctxscan.findings.surprises.climbing import climbs
from ctxscan.golang.glob import has_wildcard
from ctxscan.inspection import inspect
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders import BuilderName
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.dockerfile.steps import CopyStep
    from ctxscan.inspection import Inspection


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    """Runs the other builder's model where a step may differ.

    Quiet about builds that use what is new in this one: nobody gives them to the other.
    """
    older = older_than(inspection.traits)
    if older is None or not outcome.builds or not _may_differ(inspection, outcome):
        return
    failures = _failures(inspection, older)
    if any(failure.kind == "bad-option" for failure in failures):
        return
    for failure in failures:
        if failure.line is not None:
            yield Finding(
                "classic-fails",
                f"the {traits_of(older).label} fails here, while "
                f"{inspection.traits.label} goes on: {failure.message}",
                at(inspection, failure.line),
                severity="note",
            )


def _may_differ(inspection: Inspection, outcome: Outcome) -> bool:
    if any(step.instruction.flags for step in runs(inspection)):
        return False
    steps = list(copies(inspection))
    if any(step.documents or set(step.flags) - {"from", "chown"} for step in steps):
        return False
    return any(_is_strict(step, outcome) for step in steps)


def _is_strict(step: CopyStep, outcome: Outcome) -> bool:
    """Whether one builder may refuse what another one does: too little, too much, too far up."""
    taken = [each for each in outcome.taken if each.line == step.own_line]
    wild = any(has_wildcard(word.text) for word in step.words)
    return (
        any(climbs(word.text) for word in step.words)
        or (wild and not taken)
        or (len(taken) > 1 and not step.destination.endswith("/"))
    )


def _failures(inspection: Inspection, older: BuilderName) -> tuple[StepFailure, ...]:
    text = inspection.location.dockerfile.data
    try:
        other = inspect(inspection.options._replace(builder=older), lambda: text)
        return outcome_of(other).failures
    except CtxscanError:
        return ()  # it is refused as a whole: no answer about a step
