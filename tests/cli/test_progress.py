"""How far a command has come: on a terminal, on stderr, and gone when there is a result."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.repositories import commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

pty = pytest.importorskip("pty")

IMPATIENT = (
    "import sys; import ctxscan.cli.progress as progress;"
    " progress._PATIENCE = progress._INTERVAL = 0.0005;"
    " from ctxscan.cli import main; main(sys.argv[1:])"
)
"""The program with a clock that strikes at once: what a large project takes a second for."""

COMMANDS = [
    ["report"],
    ["list"],
    ["list", "--format", "json"],
    ["list", "--in-image"],
    ["explain", "src/a"],
    ["explain", "--in-image", "/app/src/a"],
    ["check"],
    ["check", "--all"],
    ["suggest"],
    ["suggest", "--diff"],
    ["lint"],
    ["builds"],
    ["diff"],
    ["churn"],
    ["key"],
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    many = [f"src/{number:03} 10" for number in range(300)]
    root = grow(
        tmp_path_factory.mktemp("project"),
        *("src/a 1", *many),
        files={"Dockerfile": "FROM scratch\nCOPY src /app/src\n"},
    )
    git(init(root), "add", "-A")
    commit(root)
    return root


def on_terminal(words: list[str], cwd: Path) -> tuple[str, str]:
    """Standard output, which is a pipe, and what a terminal gets of standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", IMPATIENT, *words], cwd=cwd, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:  # how a pseudo-terminal says that the other end is closed
            break
        if not read:
            break
        shown += read
    os.close(ours)
    assert process.stdout is not None
    with process.stdout:
        result = process.stdout.read()
    assert process.wait() in {0, 1}
    return result.decode(), shown.decode()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_shows_that_it_is_at_work_and_takes_it_back(
    project: Path, words: list[str]
) -> None:
    result, shown = on_terminal(words, project)
    assert " s ..." in shown
    assert "\x1b[K" in shown
    left = shown.replace("\r\n", "\n").rpartition("\r\x1b[K")[2]
    assert " s ..." not in left
    assert "\x1b" not in result
    assert " s ..." not in result


def test_a_line_that_is_said_stands_on_a_line_of_its_own(project: Path) -> None:
    _, shown = on_terminal(["suggest", "--check"], project)
    for line in shown.split("\r\n"):
        assert "..." not in line.rpartition("\x1b[K")[2]


@pytest.mark.parametrize("words", [["report"], ["explain", "a"], ["key"]], ids=" ".join)
def test_nothing_is_shown_in_a_pipe_or_to_whoever_wants_quiet(
    project: Path, words: list[str]
) -> None:
    piped = subprocess.run(
        [sys.executable, "-c", IMPATIENT, *words], cwd=project, capture_output=True, check=True
    )
    assert b" s ..." not in piped.stderr
    assert b"\x1b" not in piped.stderr
    _, shown = on_terminal([*words, "--quiet"], project)
    assert " s ..." not in shown
    assert "\x1b" not in shown
