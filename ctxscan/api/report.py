"""What a build sends, and what contributes most to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.api.build import inspect
from ctxscan.findings.report.report import ReportOptions
from ctxscan.findings.report.report import report as report_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.findings.report.report import Report


def report(
    path: str = ".",
    options: ReportOptions = ReportOptions(),  # noqa: B008 - frozen
    *,
    progress: Callable[[int], None] | None = None,
    **build: Unpack[BuildArguments],
) -> Report:
    """Walk the context once and add everything up. Sizes are bytes. Raises CtxscanError."""
    return report_on(inspect(path, **build), options, progress)
