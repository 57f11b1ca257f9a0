"""What the steps of a build do, with the failures that they end in as every command says them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ctxscan.builders.stages.image import Outcome
from ctxscan.findings.failures import as_said
from ctxscan.inspection.frontends import unread
from ctxscan.inspection.steps import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals


def git_rules(root: str) -> Callable[[], GitRules | None]:
    """The rules of git for the context at *root*; git is asked once, and only if they matter."""

    def ask() -> GitRules | None:
        from ctxscan.context.git.facts import git_facts  # noqa: PLC0415 - asked only where a source is missing

        return git_facts(root).shared_rules

    return cache(ask)


def failures_as_said(
    inspection: Inspection, failures: Sequence[StepFailure]
) -> tuple[StepFailure, ...]:
    """The same where the model of the cache ran the steps; with what the frontend refuses."""
    found = Outcome(tuple(failures)).with_failures(unread(inspection))
    return as_said(inspection, found, git_rules(inspection.location.root)).failures


def outcome_as_said(
    inspection: Inspection, arrived: Arrivals | None, named: Sequence[Arrivals] = ()
) -> Outcome:
    """Raises CtxscanError."""
    outcome = outcome_of(inspection, arrived, named)
    return as_said(inspection, outcome, git_rules(inspection.location.root))
