"""What the whole suite says at its end, and how patient it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.engines.summary import summary_lines
from tests.support.seeds import seed_of_the_commit

# A machine with other work to do is slow, and no test is wrong because of it.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis draws what it draws for this commit, unless a seed was asked for."""
    if config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = seed_of_the_commit()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Here and not beside the engines: a pytest-xdist controller loads only this file."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    lines = list(summary_lines(reports))
    if lines:
        terminalreporter.section("compared with real engines")
    for line in lines:
        terminalreporter.line(line)
