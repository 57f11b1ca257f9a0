"""As little memory as the system gives: one line and 2, and no traceback, wherever it runs out."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, environment
from tests.trust.test_streams import EVERY_COMMAND, streamed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")

MIB = 1 << 20
ROOMS = tuple(range(14, 52, 2)) if os.environ.get("CTXSCAN_LONG") else (22, 26, 34)
"""MiB of addresses: too few for Python's own modules, for ours, and nearly enough."""

SOME = EVERY_COMMAND if os.environ.get("CTXSCAN_LONG") else ("--help", "suggest .", "image saved")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return streamed(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("words", SOME)
def test_no_memory_is_one_line_and_no_traceback(project: Path, words: str, room: int) -> None:
    run = subprocess.run(
        command(*words.split()),
        cwd=project,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=120,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_AS, (room * MIB, room * MIB)),
    )
    if run.returncode in (0, 1) and b"Traceback" not in run.stderr:
        return
    if b"ctxscan" not in run.stderr:
        pytest.skip("Python itself did not start")
    if b"error return without exception set" in run.stderr or b"Fatal Python" in run.stderr:
        pytest.skip("Python itself lost what went wrong, or gave up")  # none of our code runs then
    errors = [line for line in run.stderr.splitlines() if b" error: " in line]
    assert (run.returncode, b"Traceback" in run.stderr) == (2, False), run.stderr
    assert len(errors) == 1, run.stderr
    assert b"fault of ctxscan" not in errors[0]
