"""What a command loads before it does its work: this decides how fast a small context is shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """
import sys
sys.stdout.reconfigure(errors="surrogateescape")
from ctxscan.__main__ import main
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""

TO_READ_A_LINE = ("typer", "click", "rich")

LINES = ("report", "list", "explain Dockerfile", "report -n5 --format=json --quiet .")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outside of any repository."""
    return shutil.copytree(
        ROOT / "sample_projects/flask-multistage", tmp_path_factory.mktemp("s") / "p"
    )


@pytest.mark.parametrize("line", LINES)
def test_a_plain_command_line_is_read_without_typer(line: str, sample: Path) -> None:
    assert [name for name in TO_READ_A_LINE if name in loaded(line, sample)] == []


def test_what_typer_is_for_loads_it(sample: Path) -> None:
    assert "typer" in loaded("report --help", sample)


def loaded(line: str, cwd: Path) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *line.split()],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode in (0, 1), run.stderr
    return set(run.stderr.splitlines())
