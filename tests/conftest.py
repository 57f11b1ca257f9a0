"""What the whole suite says at its end, how patient it is, and where it writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.engines.summary import summary_lines
from tests.support.seeds import seed_of_the_commit

# A machine with other work to do is slow, and no test is wrong because of it.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

OWN_DIRECTORY = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis draws what it draws for this commit, unless a seed was asked for."""
    if config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = seed_of_the_commit()
    if config.getoption("--basetemp") is None:
        # pytest's own place is shared by all runs on a machine, and one that another run left there
        # and that cannot be removed fails this one (_pytest/pathlib.py, cleanup_numbered_dir).
        config.stash[OWN_DIRECTORY] = Path(tempfile.mkdtemp(prefix="pytest-", dir=_far_away()))
        config.option.basetemp = config.stash[OWN_DIRECTORY]


def _far_away() -> str:
    """Where a path is shorter than the way to it, which ctxscan would show instead.

    A clone may lie right beside the temporary directories.
    """
    usual = tempfile.gettempdir()
    if os.name != "posix":
        return usual
    for place in (usual, "/var/tmp", "/dev/shm"):  # noqa: S108 - only what mkdtemp makes in it
        if len(os.path.relpath(place)) >= len(place) and os.access(place, os.W_OK):
            return place
    return usual


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """What failed stays to be looked at."""
    own = session.config.stash.get(OWN_DIRECTORY, None)
    if own is not None and exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        shutil.rmtree(own, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Here and not beside the engines: a pytest-xdist controller loads only this file."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    lines = list(summary_lines(reports))
    if lines:
        terminalreporter.section("compared with real engines")
    for line in lines:
        terminalreporter.line(line)
