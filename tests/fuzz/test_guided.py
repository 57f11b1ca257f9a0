"""Inputs that a fuzzer chooses by the code that they reach: with the extra ``fuzz``, on Linux."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

pytest.importorskip("atheris", reason="the extra fuzz is not installed")

RUNS = int(os.environ.get("CTXSCAN_FUZZ_INPUTS", "400"))


@pytest.mark.parametrize("target", TARGETS)
def test_no_input_that_reaches_new_code_is_a_traceback_or_a_hang(
    target: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.fuzz.guided", target, f"-runs={RUNS}", str(tmp_path)]
    done = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/crash-"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4_000:]
    assert f"Done {RUNS}" in done.stderr or "DONE" in done.stderr
