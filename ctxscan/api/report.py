"""What a build sends, and what contributes most to it."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Unpack

from ctxscan.api.asked import for_each
from ctxscan.api.build import inspect
from ctxscan.api.history import history_of
from ctxscan.api.together import together
from ctxscan.context.git.tracked import read_tracked
from ctxscan.findings.report.report import Reporting, ReportOptions
from ctxscan.findings.report.report import report as report_on
from ctxscan.findings.report.warnings import GitSays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.api.asked import Answers, Asked
    from ctxscan.api.together import Walked
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
    return report_on(inspection, options, progress, git_says(inspection.location.root))


def reports(
    asked: Asked, options: ReportOptions, *, progress: Callable[[int], None] | None = None
) -> Answers[Report]:
    """A report on each build. Raises CtxscanError for one build on its own."""
    git = cache(git_says)  # asked once for all builds of a directory

    def begin(path: str, build: BuildArguments) -> Reporting:
        inspection = inspect(path, **build)
        return Reporting.of(inspection, options, git(inspection.location.root))

    def end(begun: Reporting, walked: Walked) -> Report:
        return begun.report(walked)

    return together(for_each(asked, begin), lambda begun: begun.looks, end, progress)


def git_says(root: str) -> GitSays:
    rules, modes = cache(partial(_shared_rules, root)), cache(partial(_tracked_modes, root))
    return GitSays(read_tracked(root), rules, modes, history_of)


def _shared_rules(root: str) -> GitRules | None:
    from ctxscan.context.git.facts import git_facts  # noqa: PLC0415 - asked only where a source is missing

    return git_facts(root).shared_rules


def _tracked_modes(root: str) -> Mapping[str, int]:
    from ctxscan.context.git.repository import tracked_modes  # noqa: PLC0415 - asked only where a mode is none of git's

    return tracked_modes(root)
