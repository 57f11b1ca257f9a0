"""The steps that fail, as findings: one truth for report, check and lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.image import Outcome
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.golang.glob import has_wildcard
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals

_FAILS = "so the build fails here"

_HINTS = {
    "exclude-at-root": "exclude the symlink, too, or ignore it",
    "several-onto-file": "end the destination with a slash",
}
"""What helps whatever the case."""


def outcome(inspection: Inspection, arrived: Arrivals | None = None) -> Outcome:
    """What the steps come to; nothing where the Dockerfile is refused, which is said elsewhere."""
    return outcome_of(inspection, arrived) if inspection.plan is not None else Outcome(())


def findings_of_failures(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None] = lambda: None,
) -> Iterator[Finding]:
    """What each failure means, and why it happens.

    What does not exist and git ignores is made before the build: that is a note, no error.
    """
    for failure in failures:
        place = Place(inspection.location.dockerfile.shown, failure.line)
        is_lost = failure.code in ("source-missing", "source-ignored")
        if not is_lost or has_wildcard(failure.path) or not _in_context(inspection, failure):
            hint = _HINTS.get(failure.code)
            message = f"{failure.message}, {_FAILS}"
            yield Finding(failure.code, message, place, hint, severity="error")
            continue
        # Most builds find all that they ask for.
        from ctxscan.findings.lost_source import lost_source  # noqa: PLC0415

        for path in (failure.path, *failure.also):
            yield lost_source(inspection, path.strip("/"), place, git_rules)


def _in_context(inspection: Inspection, failure: StepFailure) -> bool:
    """Whether the path is one of the main context, and not of a stage or a named context."""
    plan = inspection.plan
    return plan is not None and any(
        source.line == failure.line and source.context is None for source in plan.sources
    )
