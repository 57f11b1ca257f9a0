"""What a build sends, and what contributes most to it."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.together import together
from ctxscan.findings.report.report import Reporting, ReportOptions
from ctxscan.findings.report.report import report as report_on

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection


def report(
    path: str = ".",
    options: ReportOptions = ReportOptions(),  # noqa: B008 - frozen
    *,
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Report:
    """Walk the context once and add everything up. Sizes are bytes. Raises CtxscanError."""
    inspection = inspect(path, **build)
    return report_on(inspection, options, progress, *_git(inspection))


def reports(
    asked: Asked, options: ReportOptions, *, progress: Callable[[int], None] | None = None
) -> Answers[Report]:
    """A report on each build. Raises CtxscanError for one build on its own."""

    def begin(path: str, build: BuildArguments) -> Reporting:
        return Reporting.of(inspect(path, **build), options)

    def end(begun: Reporting, walked: Walked) -> Report:
        return begun.report(walked, *_git(begun.inspection))

    return together(for_each(asked, begin), lambda begun: begun.looks, end, progress)


def _git(
    inspection: Inspection,
) -> tuple[Callable[[], GitRules | None], Callable[[], Mapping[str, int]]]:
    root = inspection.location.root
    return cache(partial(_shared_rules, root)), partial(_tracked_modes, root)


def _shared_rules(root: str) -> GitRules | None:
    from ctxscan.context.git.facts import git_facts  # noqa: PLC0415 - asked only where a source is missing

    return git_facts(root).shared_rules


def _tracked_modes(root: str) -> Mapping[str, int]:
    from ctxscan.context.git.repository import tracked_modes  # noqa: PLC0415 - asked only where a mode is none of git's

    return tracked_modes(root)
