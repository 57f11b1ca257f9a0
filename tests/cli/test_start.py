"""What a command loads before it does its work: this decides how fast a small context is shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT, environment
from tests.support.repositories import init
from tests.support.trees import grow

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

NEVER = (
    *("typer", "click", "rich", "pathspec", "git", "yaml", "logging", "importlib.resources"),
    *("subprocess", "shutil", "tempfile", "platform", "difflib", "decimal", "fractions"),
    *("inspect", "dataclasses", "typing_extensions"),
    *("pathlib", "urllib.parse", "datetime", "threading", "tomllib"),
    "ctxscan.inspection.one_walk",
)
"""What nothing plain needs, outside of any repository and with an ordinary Dockerfile."""

FOR_GIT = ("ctxscan.context.git.facts", "ctxscan.ignore.git.file", "ctxscan.findings.check.leaks")
FOR_MISTAKES = ("ctxscan.context.locate.elsewhere", "ctxscan.findings.failing_steps")

LOOKS = ("report", "list", "explain Dockerfile")
GATES = ("check", "lint")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outside of any repository."""
    return shutil.copytree(
        ROOT / "sample_projects/flask-multistage", tmp_path_factory.mktemp("s") / "p"
    )


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("line", "unused"),
    [
        *((line, (*NEVER, *FOR_GIT, *FOR_MISTAKES, "shlex")) for line in LOOKS),
        *((line, (*NEVER, *FOR_GIT)) for line in GATES),
        ("suggest", NEVER),
    ],
)
def test_a_command_loads_nothing_that_it_has_no_use_for(
    line: str, unused: tuple[str, ...], form: str, sample: Path
) -> None:
    found = loaded(f"{line} --quiet --format={form}", sample)
    assert [name for name in unused if name in found] == []


@pytest.mark.parametrize("line", ["report", "list"])
def test_what_git_tracks_is_read_without_git(line: str, tmp_path: Path) -> None:
    root = grow(
        init(tmp_path / "p"), "app/a.txt 5", files={"Dockerfile": "FROM scratch\nCOPY app /\n"}
    )
    assert [name for name in ("git", "subprocess") if name in loaded(line, root)] == []


COMPILED = """
import atexit, re, sys
compiled, compile_ = [], re._compiler.compile
def counting(source, flags=0):
    compiled.append(source)
    return compile_(source, flags)
re._compiler.compile = counting
atexit.register(lambda: sys.stderr.write(f"{len(compiled)}"))
from ctxscan.__main__ import main
main()
"""


@pytest.mark.parametrize(("line", "most"), [("report", 30), ("list", 26), ("check", 36)])
def test_few_regular_expressions_are_compiled(line: str, most: int, sample: Path) -> None:
    """A module has many, and a catalog's patterns become a hundred."""
    command = [sys.executable, "-c", COMPILED, line, "--quiet"]
    run = subprocess.run(command, cwd=sample, env=environment(), capture_output=True, check=False)
    assert 5 < int(run.stderr) < most


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
