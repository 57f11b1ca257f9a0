"""The suite itself: it passes or fails by what it tests, and by nothing else on the machine."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git import program as git_program
from tests.support.program import ROOT, ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPER_THAN_PYTHON_REMOVES = 1_700


@pytest.fixture
def left_by_other_runs(tmp_path: Path) -> Iterator[Path]:
    """Four runs of pytest on this machine, whose oldest one pytest cannot remove."""
    runs = tmp_path / f"pytest-of-{getpass.getuser()}"
    runs.mkdir(mode=0o700)
    for number in range(4):
        (runs / f"pytest-{number}").mkdir(mode=0o700)
    script = (
        f"import os\nfor _ in range({DEEPER_THAN_PYTHON_REMOVES}): os.mkdir('d'); os.chdir('d')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=runs / "pytest-0", check=True)
    yield tmp_path
    # Python 3.11's own shutil.rmtree recurses.
    subprocess.run(["rm", "-rf", runs], check=True)


def test_what_another_run_left_and_nobody_can_remove_fails_no_run(
    left_by_other_runs: Path,
) -> None:
    passes = "tests/test_readme.py::test_it_is_short"
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "1", passes]
    environment = {**os.environ, "TMPDIR": os.fspath(left_by_other_runs)}
    ended = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    # Nor does this run leave anything.
    assert {each.name for each in left_by_other_runs.iterdir()} == {
        f"pytest-of-{getpass.getuser()}"
    }


@pytest.mark.skipif(os.name != "posix", reason="a script stands in for git")
def test_what_held_git_up_in_one_run_is_forgotten_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process asks git no more once it gave no answer, and the suite runs many as one."""
    monkeypatch.setattr(git_program, "_LONGEST", 0.2)
    root = grow(tmp_path / "project", "a 1", ".git/", files={"Dockerfile": "FROM scratch\n"})
    git = grow(tmp_path / "bin", files={"git": "#!/bin/sh\necho asked >> $ASKED\nexec sleep 60\n"})
    (git / "git").chmod(0o755)
    asked = tmp_path / "asked"
    env = {"PATH": f"{git}:{os.environ['PATH']}", "ASKED": str(asked)}
    for times in (1, 2):
        run = ctxscan("suggest", root, env=env)
        assert b"gave no answer" in run.stderr
        assert len(asked.read_text().splitlines()) == times
