"""A tree that somebody changes while it is read: no fault, and nothing from outside of it.

``CTXSCAN_RACE_ROUNDS`` asks for more rounds; one round is one command.

What is read is reached step by step, through no link (``ctxscan.context.below``). What is listed
is listed as Docker does it: a directory that becomes a link just before it is listed is followed
by both (Go's ``filepath.WalkDir`` calls ``os.ReadDir`` with its path), so that names, sizes and
modes from outside may be counted, as docker build would send them. No content is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git import program as git_program
from tests.benchmarks.strace import why_no_strace
from tests.support.program import ROOT, command, ctxscan, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="links and fifos as Linux has them")

COMMANDS = (
    *("report .", "list .", "list . --in-image", "check . --leaks", "lint .", "suggest ."),
    *("suggest --write .", "suggest --explain .", "explain d1/a.py d2", "key .", "diff HEAD ."),
    *("diff ../copy .", "builds .", "churn .", "churn . --propose", "report . --builder classic"),
    *("report . --builder podman", "suggest . --builder podman", "lint . --format json"),
)
ROUNDS = int(os.environ.get("CTXSCAN_RACE_ROUNDS", str(len(COMMANDS))))
TRACED = max(3, ROUNDS // 25)
"""Rounds of a process of its own, under strace."""

CANARY = "of somebody else"
DOCKERFILE = (
    "FROM scratch AS a\nCOPY d1 d2/*.py Makefile* /x/\nRUN make all\nRUN python d3/a.py\n"
    "FROM scratch\nCOPY . /\nCOPY --from=a /x /y\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directories = [f"{way}d{at}" for at in range(6) for way in ("", "deep/er/")]
    names = ("secret", "a.py", "Makefile", ".gitignore", ".env", "package.json")
    files = {f"{each}/{name}": "x = 1\n" for each in directories for name in names}
    root = grow(
        tmp_path / "project",
        files={
            **files,
            "Dockerfile": DOCKERFILE,
            "Makefile": "all:\n\tpython d1/a.py\n",
            ".gitignore": "*.log\nbuild/\n",
            ".gitattributes": "*.bin filter=lfs\n",
            "compose.yaml": "services:\n  a:\n    build: .\n",
        },
    )
    grow(tmp_path / "outside", files=dict.fromkeys(names, f"{CANARY}\n"))
    grow(tmp_path / "copy", files={"Dockerfile": DOCKERFILE, "d1/a.py": "x\n", "Makefile": "a:\n"})
    git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", str(root)]
    for words in (["init", "-q"], ["add", "-f", "."], ["commit", "-qm", "m"]):
        subprocess.run([*git, *words], check=True)
    return root


@contextmanager
def changing(root: Path, seed: int) -> Iterator[None]:
    words = ["-m", "tests.trust.changing", str(root), str(root.parent / "outside"), str(seed)]
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment(), stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"changing\n"
        yield
        assert process.poll() is None, "it ended by itself, and changed nothing"
    finally:
        process.kill()
        process.communicate()


def test_a_tree_that_changes_is_never_a_fault_and_shows_nothing_from_outside(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A .gitignore may become a fifo once git was found to have nothing to wait for.
    monkeypatch.setattr(git_program, "_LONGEST", 3.0)
    ended: dict[int, int] = {}
    with changing(project, 16):
        for words in islice(cycle(COMMANDS), ROUNDS):
            run = ctxscan(*words.split(), cwd=project)
            ended[int(run.exit_code)] = ended.get(int(run.exit_code), 0) + 1
            assert run.exit_code in (0, 1, 2), words
            assert not [line for line in run.errors if "fault of ctxscan" in line], (words, run)
            assert CANARY.encode() not in run.stdout + run.stderr, words
    print(f"{ROUNDS} rounds: {ended}")  # noqa: T201 - the counts, with -s
    assert ended.get(0, 0) + ended.get(1, 0) > ROUNDS / 2, "most of them had nothing to look at"
    assert (project.parent / "outside/secret").read_text() == f"{CANARY}\n"


@pytest.mark.skipif(why_no_strace() is not None, reason=str(why_no_strace()))
def test_no_file_outside_of_a_tree_that_changes_is_ever_opened(
    project: Path, tmp_path: Path
) -> None:
    outside, log = tmp_path / "outside", tmp_path / "log"
    opened = re.compile(rf"= \d+<({re.escape(str(outside))}[^>]*)>")
    directories: set[str] = set()
    with changing(project, 17):
        for words in islice(cycle(COMMANDS), TRACED):
            strace = ["strace", "-f", "-y", "-qq", "-e", "trace=open,openat", "-o", str(log)]
            ended = subprocess.run(
                [*strace, *command(*words.split())],
                cwd=project,
                env=environment(),
                capture_output=True,
                check=False,
            )
            assert ended.returncode in (0, 1, 2), (words, ended.stderr)
            found = set(opened.findall(log.read_text("utf-8", "replace")))
            assert {each for each in found if not Path(each).is_dir()} == set(), words
            directories |= found
    print(f"{TRACED} traced: no file; directories listed: {sorted(directories)}")  # noqa: T201
