"""What the whole suite tells at its end."""

from __future__ import annotations

from typing import Any

from tests.engines.summary import summary_lines


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Here and not beside the engines: a pytest-xdist controller loads only this file."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    lines = list(summary_lines(reports))
    if lines:
        terminalreporter.section("compared with real engines")
    for line in lines:
        terminalreporter.line(line)
