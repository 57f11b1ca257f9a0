"""What each failing step means, and why it fails."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ctxscan.context.fitting import fitting_context
from ctxscan.dockerfile.json_form import AS_JSON, looks_like_json
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.missing_sources import FAILS, Missing, before_wildcard
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection

_HINTS = {
    "exclude-at-root": "exclude the symlink, too, or ignore it",
    "several-onto-file": "end the destination with a slash",
    "no-match": "name a file beside it that is always there",
    "outside": "write it from the context root; what lies above needs a context that holds it",
}
"""What helps whatever the case."""

_MISPLACED = ("absent", "elsewhere")
"""Causes of missing sources that another context would mend."""


def in_findings(
    inspection: Inspection,
    failures: Sequence[StepFailure],
    git_rules: Callable[[], GitRules | None],
) -> Iterator[Finding]:
    """What each failure means, and why it happens.

    What does not exist and git ignores is made before the build: that is a note, no error.
    """
    missing = Missing(inspection, git_rules)
    found = [each for failure in failures for each in _findings(missing, failure)]
    misplaced = [each for each, cause in found if cause in _MISPLACED]
    command = _fitting_command(inspection) if misplaced else None
    for each, _ in found:
        if command is None or each not in misplaced:
            yield each
        else:
            # Once is enough.
            yield each._replace(hint=command if each is misplaced[0] else None)


def _findings(missing: Missing, failure: StepFailure) -> Iterator[tuple[Finding, str]]:
    """Each with the kind of its cause, where that is known."""
    inspection = missing.inspection
    place = Place(inspection.location.dockerfile.shown, failure.line)
    in_context = _in_context(inspection, failure)
    if failure.code == "no-directory-to-search" and in_context:
        yield missing.directory(failure.path.strip("/"), place)
    elif (
        failure.code not in ("source-missing", "source-ignored")
        or has_wildcard(failure.path)
        or not in_context
    ):
        hint = AS_JSON if _is_broken_json(inspection, failure) else _HINTS.get(failure.code)
        message = f"{failure.message}, {FAILS}"
        yield Finding(failure.code, message, place, hint, severity="error"), ""
    else:
        for path in (failure.path, *failure.also):
            yield missing.source(path.strip("/"), place)


def _is_broken_json(inspection: Inspection, failure: StepFailure) -> bool:
    lines = (each for each in inspection.instructions if each.line == failure.line)
    return any(looks_like_json(each) for each in lines if each.keyword in ("copy", "add"))


def _in_context(inspection: Inspection, failure: StepFailure) -> bool:
    """Whether the path is one of the main context, and not of a stage or a named context."""
    plan = inspection.plan
    return plan is not None and any(
        source.line == failure.line and source.context is None for source in plan.sources
    )


def _fitting_command(inspection: Inspection) -> str | None:
    """How to look at the build with the context that has all its sources, if there is one."""
    plan, location = inspection.plan, inspection.location
    dockerfile = location.dockerfile
    if plan is None or dockerfile.path is None:
        return None
    sources = [before_wildcard(each.path) for each in plan.sources if each.context is None]
    found = fitting_context(location.root, dockerfile.path, [each for each in sources if each])
    if found is None:
        return None
    words = ["ctxscan", "report", "-f", dockerfile.shown, found]
    return f"all sources lie below another directory: {shlex.join(words)}"
