"""Builds of a grown tree, looked into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.findings.report.report import Report, ReportOptions, report
from ctxscan.inspection import BuildFiles, BuildOptions, Inspection, inspect

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.finding import Finding

MANY = 1000
"""More rows than any tree of the tests has."""


def look_into(root: Path, **options: Any) -> Inspection:
    return inspect(BuildOptions(files=BuildFiles(str(root)), **options))


def report_on(root: Path, *, ignored: bool = False, **options: Any) -> Report:
    return report(look_into(root, **options), ReportOptions(top=MANY, ignored=ignored))


def notices_on(root: Path, **options: Any) -> list[Finding]:
    return list(report_on(root, **options).notices)
