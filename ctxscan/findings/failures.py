"""The steps that fail, as findings: one truth for report, check, lint and explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.causes_in_words import FAILS
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.finding import Finding
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals


def outcome(
    inspection: Inspection, arrived: Arrivals | None = None, named: Sequence[Arrivals] = ()
) -> Outcome:
    """What the steps come to."""
    return outcome_of(inspection, arrived, named)


def findings_of_failures(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None] = lambda: None,
) -> Iterator[Finding]:
    """What each failure means, and why it happens.

    What does not exist and git ignores is built before the build: that is a note, no error.
    """
    if failures:
        from ctxscan.findings.failing_steps import in_findings  # noqa: PLC0415 - most builds find all that they ask for

        yield from in_findings(inspection, failures, git_rules)


def without_cause(failure: StepFailure) -> StepFailure:
    """In the words of the model, where nothing lies that could show more."""
    return failure._replace(message=f"{failure.message}, {FAILS}")


def as_said(
    inspection: Inspection,
    found: Outcome,
    git_rules: Callable[[], GitRules | None] = lambda: None,
) -> Outcome:
    """The same with its failures under the codes and in the words of their findings."""
    if not found.failures:
        return found
    from ctxscan.findings.failing_steps import said  # noqa: PLC0415 - most builds find all that they ask for

    return found._replace(failures=tuple(said(inspection, found.failures, git_rules)))
