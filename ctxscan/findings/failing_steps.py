"""What each failing step means, and why it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.image import Outcome
from ctxscan.context.fitting import fitting_context
from ctxscan.dockerfile.json_form import AS_JSON
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.causes_in_words import FAILS
from ctxscan.findings.mending import Mending, remedy_for
from ctxscan.findings.missing_sources import Missing, before_wildcard
from ctxscan.findings.trials import NoTrials, Trials
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_MISPLACED = ("absent", "elsewhere")
"""Causes of missing sources that another context would mend."""


def in_findings(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None],
) -> Iterator[Finding]:
    """What each failure means, and why it happens.

    What does not exist and git ignores is built before the build: that is a note, no error.
    """
    trials = Trials(inspection, Outcome(tuple(failures)))
    missing = Missing(inspection, git_rules, Mending(trials))
    found = [each for failure in failures for each in _findings(missing, failure)]
    misplaced = [each for each, cause in found if cause in _MISPLACED]
    lines = {each.place.line for each in misplaced if each.place is not None}
    command = _fitting_command(trials, lines) if misplaced else None
    for each, _ in found:
        if command is None or each not in misplaced:
            yield each
        else:
            # Once is enough.
            yield each._replace(hint=command if each is misplaced[0] else None)


def said(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None],
) -> Iterator[StepFailure]:
    """Each failure as its findings say it, one for each path; no remedy is tried."""
    missing = Missing(inspection, git_rules, Mending(NoTrials(inspection, Outcome(()))))
    for failure in failures:
        for path, (each, _) in zip(
            (failure.path, *failure.also), _findings(missing, failure), strict=False
        ):
            yield failure._replace(code=each.code, path=path, message=each.message, also=())


def _findings(missing: Missing, failure: StepFailure) -> Iterator[tuple[Finding, str]]:
    """Each with the kind of its cause, where that is known."""
    inspection = missing.inspection
    if inspection.refusal is not None:
        yield inspection.refusal, ""
        return
    place = Place(inspection.location.dockerfile.shown, failure.line)
    in_context = _in_context(missing, failure)
    if failure.code == "no-directory-to-search" and in_context:
        yield missing.directory(failure.path.strip("/"), place)
    elif (
        failure.code not in ("source-missing", "source-ignored")
        or has_wildcard(failure.path)
        or not in_context
    ):
        is_json = failure.line in missing.broken_json
        hint = AS_JSON if is_json else remedy_for(missing.mending.trials, failure)
        message = f"{failure.message}, {FAILS}"
        yield Finding(failure.code, message, place, hint, severity="error"), ""
    else:
        for path in (failure.path, *failure.also):
            yield missing.source(path.strip("/"), place)


def _in_context(missing: Missing, failure: StepFailure) -> bool:
    """Whether the path is one of the main context, and not of a stage or a named context."""
    return any(each.context is None for each in missing.on_line(failure.line))


def _fitting_command(trials: Trials, lines: set[int | None]) -> str | None:
    """How to look at the build with the context in which these lines find what they name."""
    inspection = trials.inspection
    plan, location = inspection.plan, inspection.location
    dockerfile = location.dockerfile
    if plan is None or dockerfile.path is None:
        return None
    sources = [before_wildcard(each.path) for each in plan.sources if each.context is None]
    fitting = fitting_context(location.root, dockerfile.path, [each for each in sources if each])
    found = trials.elsewhere(fitting, dockerfile.path) if fitting is not None else None
    if fitting is None or found is None:
        return None
    if any(each.line in lines for each in found.outcome.failures):
        return None
    words = ["ctxscan", "report", "-f", dockerfile.shown, fitting]
    import shlex  # noqa: PLC0415 - every report loads this, and few builds fail

    return f"all sources lie below another directory: {shlex.join(words)}"
