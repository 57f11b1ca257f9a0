"""A walk that is shared with a second process finds what a walk alone finds, in the same order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.report.report import ReportOptions, report
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.support.program import ROOT, environment
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="walks are not shared here"
)

DOCKERFILE = "FROM scratch\nCOPY . /\n"
TREE = (
    *(f"app/{n:02}/file{m}.py {n * m}" for n in range(30) for m in range(n % 7)),
    *(f"flat/{n} {n}" for n in range(300)),
    "app/00/first 70",
    "app/29/again => app/00/first",
    "flat/again => app/00/first",
    "app/07/link -> ../08",
    "app/08/pipe |",
    "deep/" + "d/" * 40 + "end 3",
    *(f"way/{n}/on/{name} 3" for n in range(20) for name in ("it/keep", "it/lose", "lose")),
    *(f"huge/{n}/{m} {n}" for n in range(9) for m in range(40)),
    "odd/\udcff 1",
    "odd/\u00e9 1",
    "z/secret 9",
)
RULES = "**/*3.py\n!app/1*/file3.py\nflat/2*\napp/2?\nway\n!way/*/on/it/keep\n"


def both(root: Path, mode: str = "helped") -> list[tuple[str, str]]:
    """For each builder, what it found alone and together."""
    command = [sys.executable, "-m", "tests.support.walked_twice", mode, str(root)]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, check=True, timeout=60
    )
    document = json.loads(ended.stdout)
    assert len(document["found"]) == 2
    assert all(document["forks"])
    assert bool(document["helped"]) is (mode != "killed")
    return [(alone, together) for alone, together in document["found"]]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = grow(tmp_path / "context", *TREE)
    (root / "Dockerfile").write_text(DOCKERFILE)
    (root / ".dockerignore").write_text(RULES)
    return root


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("helped", id="with a helper"),
        pytest.param("killed", id="with a helper that dies at once"),
        pytest.param("hindered", id="with a helper that dies at its second job"),
        pytest.param("many", id="with very many names in each directory"),
    ],
)
def test_both_find_the_same(context: Path, mode: str) -> None:
    for alone, together in both(context, mode):
        assert "app/06/file5.py" in alone
        assert together == alone


def test_a_rule_that_is_refused_on_the_way_is_refused_all_the_same(context: Path) -> None:
    with (context / ".dockerignore").open("a") as rules:
        rules.write("!app/27/?{2,1}\n")  # tried once something is ignored
    for alone, together in both(context):
        assert "error" in alone
        assert together == alone


def test_what_cannot_be_read_is_told_in_the_same_order(context: Path) -> None:
    # Without a path as long as this one, root reads everything.
    deep = context / "flat"
    for name in ("k", "m", "z"):
        above = deep / name
        above.mkdir()
        descriptor = os.open(above, os.O_DIRECTORY)
        for _ in range(20):
            os.mkdir("d" * 250, dir_fd=descriptor)
            below = os.open("d" * 250, os.O_DIRECTORY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        os.close(descriptor)
    try:
        for alone, together in both(context):
            assert alone.count("File name too long") == 3 * 3  # by the walk and by two reports
            assert together == alone
    finally:
        subprocess.run(["rm", "-rf", deep], check=True)


@pytest.mark.parametrize("rules", ["", "held\n", "held\nworse\n!worse/*/x\n"])
def test_a_directory_that_nobody_may_read_is_told_beside_those_that_are_cut_up(
    tmp_path: Path, rules: str
) -> None:
    names = (f"first/{n}" for n in range(40)), (f"last/{n}/x" for n in range(3))
    root = grow(tmp_path / "context", *chain(*names), "held/x", "kept/x", "kept/y/z", "worse/d/x")
    (root / "Dockerfile").write_text(DOCKERFILE)
    (root / ".dockerignore").write_text(rules)
    for name in ("held", "worse"):
        (root / name).chmod(0)
    for alone, together in both(root, "nobody"):
        assert "Permission denied" in alone
        assert together == alone


LEFT_EARLY = """
import os, sys
import ctxscan.context.walk.two_processes as room
from ctxscan.builders.protocol import Detail
from ctxscan.inspection import BuildFiles, BuildOptions, inspect

room.WORTH_SHARING = 12
before = os.listdir("/proc/self/fd")
walk = inspect(BuildOptions(BuildFiles(sys.argv[1]))).context.walk(Detail.SENT)
parts = room.parts(walk, 2, list)
for _ in range(3):
    list(next(parts).batches())
assert len(os.listdir("/proc/self/fd")) > len(before)
parts.close()
assert os.listdir("/proc/self/fd") == before
try:
    os.wait()
except ChildProcessError:
    print("nobody left")
"""


def test_a_context_is_left_without_a_trace_when_nobody_reads_on(context: Path) -> None:
    command = [sys.executable, "-c", LEFT_EARLY, str(context)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert ended.stdout == b"nobody left\n"


def test_nothing_forks_for_a_caller_who_did_not_ask_for_it(
    context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise AssertionError("forked")

    monkeypatch.setattr("os.fork", refused)
    monkeypatch.setattr("ctxscan.context.walk.two_processes.may_share", lambda: True)
    monkeypatch.setattr("ctxscan.context.walk.two_processes.WORTH_SHARING", 12)
    inspection = inspect(BuildOptions(BuildFiles(str(context))))
    assert report(inspection, ReportOptions()).sent.files > 12
    with pytest.raises(AssertionError, match="forked"):
        report(inspection._replace(options=inspection.options._replace(workers=2)), ReportOptions())


@pytest.mark.parametrize(("directories", "files", "forked"), [(400, 10, [1]), (3, 1500, [])])
def test_a_wide_directory_is_shared_before_many_paths_were_met(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    directories: int,
    files: int,
    forked: list[int],
) -> None:
    for number in range(directories):
        below = tmp_path / f"packages/{number:03}"
        below.mkdir(parents=True)
        for name in range(files):
            (below / f"{name:04}").touch()
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.setattr("ctxscan.context.walk.two_processes.may_share", lambda: True)
    forks: list[int] = []

    def fork() -> int:
        forks.append(1)
        raise OSError  # no second process is to be had

    monkeypatch.setattr("os.fork", fork)
    options = BuildOptions(BuildFiles(str(tmp_path)), workers=2)
    assert report(inspect(options), ReportOptions()).sent.files == directories * files + 1
    assert forks == forked


CHECKED = """
import sys
import ctxscan
import ctxscan.context.walk.two_processes as room

room.WORTH_SHARING = int(sys.argv[2])
limits = {"forbid": ("*.py", "app/0*"), "max-file-size": 30}
for measure in ("sent", "eligible"):
    (found,) = ctxscan.check(sys.argv[1], {**limits, "measure": measure}, workers=2)
    print(found.measured, *found.findings, sep="\\n")
"""


def test_a_gate_finds_the_same_with_a_second_process(context: Path) -> None:
    grow(context, *(f"app/{n:02}/.env 3" for n in range(0, 30, 7)))
    alone, shared = (
        subprocess.run(
            [sys.executable, "-c", CHECKED, str(context), str(worth)],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for worth in (10**9, 12)
    )
    assert "secret-sent" in alone
    assert "file-too-large" in alone
    assert shared == alone
