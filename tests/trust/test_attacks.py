"""Attacks that once succeeded, by what they did."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, ctxscan, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"


@pytest.mark.parametrize("words", ["report", "list", "check", "suggest", "lint", "key", "builds"])
@pytest.mark.parametrize("name", [".gitignore", ".git/config", ".env", "Dockerfile"])
def test_no_result_replaces_a_file_that_it_is_drawn_from(
    tmp_path: Path, words: str, name: str
) -> None:
    root = grow(tmp_path, files={"Dockerfile": COPY_ALL, ".gitignore": "a\n", ".env": "A=1\n"})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    before = (root / name).read_bytes()
    run = ctxscan(words, "-o", name, ".", cwd=root)
    assert run.exit_code == 2
    assert run.errors == [
        f"ctxscan: error: --output {name} would replace what this reads (write it to another file)"
    ]
    assert (root / name).read_bytes() == before


@pytest.mark.parametrize("words", [("check", "sub"), ("check",), ("lint", "sub"), ("builds",)])
def test_settings_that_name_a_link_in_a_circle_are_no_fault(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    settings = '[[contexts]]\npath = "loop"\nfile = "loop"\n'
    root = grow(
        tmp_path,
        "loop -> loop",
        "sub/a",
        files={"Dockerfile": COPY_ALL, "sub/Dockerfile": COPY_ALL, ".ctxscan.toml": settings},
    )
    run = ctxscan(*words, cwd=root)
    assert run.exit_code in (0, 1, 2)
    assert not [line for line in run.errors if "fault of ctxscan" in line]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone removes a current directory")
@pytest.mark.parametrize(
    "words",
    [
        *("report", "list", "check", "suggest", "suggest --write", "lint", "key", "builds"),
        *("explain a", "diff .", "churn", "report /"),
    ],
)
def test_a_current_directory_that_is_gone_is_one_error(tmp_path: Path, words: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "$PWD" && exec "$@" {words}'
    run = subprocess.run(
        ["sh", "-c", line, "sh", *command()],
        cwd=gone,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, b"")
    (error,) = os.fsdecode(run.stderr).splitlines()
    assert error == (
        "ctxscan: error: cannot use the current directory: No such file or directory "
        "(go to one that is there)"
    )
