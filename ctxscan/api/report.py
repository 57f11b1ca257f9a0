"""What a build sends, and what contributes most to it."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import Answers, Asked, for_each
from ctxscan.api.build import inspect
from ctxscan.findings.report.report import ReportOptions
from ctxscan.findings.report.report import report as report_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.git.matcher import GitRules


def report(
    path: str = ".",
    options: ReportOptions = ReportOptions(),  # noqa: B008 - frozen
    *,
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Report:
    """Walk the context once and add everything up. Sizes are bytes. Raises CtxscanError."""
    inspection = inspect(path, **build)
    root = inspection.location.root
    rules, modes = cache(partial(_shared_rules, root)), partial(_tracked_modes, root)
    return report_on(inspection, options, progress, rules, modes)


def reports(
    asked: Asked, options: ReportOptions, *, progress: Callable[[int], None] | None = None
) -> Answers[Report]:
    """A report on each build. Raises CtxscanError for one build on its own."""
    return for_each(asked, lambda path, build: report(path, options, progress=progress, **build))


# Most builds find all that they ask for: git need not be asked.


def _shared_rules(root: str) -> GitRules | None:
    from ctxscan.context.git.facts import git_facts  # noqa: PLC0415

    return git_facts(root).shared_rules


def _tracked_modes(root: str) -> Mapping[str, int]:
    from ctxscan.context.git.repository import tracked_modes  # noqa: PLC0415

    return tracked_modes(root)
