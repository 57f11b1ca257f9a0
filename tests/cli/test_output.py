"""Where the result goes: -o, -q, stderr."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

EVERY_COMMAND = pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("report",), id="report"),
        pytest.param(("report", "--format", "json"), id="report as JSON"),
        pytest.param(("list",), id="list"),
        pytest.param(("list", "-0"), id="list with NUL"),
        pytest.param(("list", "--format", "json"), id="list as JSON"),
        pytest.param(("explain", "src/a.py"), id="explain"),
        pytest.param(("explain", "src/a.py", "--format", "json"), id="explain as JSON"),
    ],
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    dockerfile = "FROM scratch\nCOPY src /\n"
    return grow(tmp_path / "project", "src/a.py 3", "b 4", files={"Dockerfile": dockerfile})


@EVERY_COMMAND
def test_a_file_gets_what_stdout_would_get(project: Path, arguments: tuple[str, ...]) -> None:
    shown = ctxscan(*arguments, cwd=project)
    written = ctxscan(*arguments, "-o", "../out", cwd=project)
    assert (written.exit_code, written.stdout, written.stderr) == (0, b"", b"")
    assert (project.parent / "out").read_bytes() == shown.stdout != b""
    assert {each.name for each in project.parent.iterdir()} == {"project", "out"}


def test_a_new_file_has_the_mode_that_the_umask_leaves(project: Path) -> None:
    before = os.umask(0o027)
    try:
        ctxscan("list", "-o", "../out", cwd=project)
    finally:
        os.umask(before)
    assert (project.parent / "out").stat().st_mode & 0o777 == 0o640


def test_an_existing_file_keeps_its_mode(project: Path) -> None:
    out = project.parent / "out"
    out.write_text("old, and longer than what will stand here in its place")
    out.chmod(0o604)
    ctxscan("list", "-o", "../out", cwd=project)
    assert out.stat().st_mode & 0o777 == 0o604
    assert out.read_text() == "src\nsrc/a.py\n"


def test_a_symlink_stays_one_and_its_target_is_written(project: Path) -> None:
    out = grow(project.parent / "out", "file", "link -> file")
    ctxscan("list", "-o", out / "link", cwd=project)
    assert (out / "link").is_symlink()
    assert (out / "file").read_text() == "src\nsrc/a.py\n"
    assert {each.name for each in out.iterdir()} == {"file", "link"}


def test_the_file_is_not_part_of_the_context_it_tells_about(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    shown = ctxscan("list", cwd=project)
    ctxscan("list", "-o", "out", cwd=project)
    assert (project / "out").read_bytes() == shown.stdout


def test_a_file_has_no_colour(project: Path) -> None:
    ctxscan("report", "-o", "../out", cwd=project, env={"CLICOLOR_FORCE": "1"})
    assert b"\x1b" not in (project.parent / "out").read_bytes()


def test_warnings_of_list_are_lines_on_stderr(project: Path) -> None:
    (project / "dockerignore").write_text("b\n")
    run = ctxscan("list", cwd=project)
    assert run.exit_code == 0
    assert run.text == "src\nsrc/a.py\n"
    (warning,) = run.errors
    assert warning.startswith("ctxscan: warning: dockerignore: no builder reads")
    assert warning.endswith("[ignore-file-unread]")


def test_quiet_leaves_the_warnings_out(project: Path) -> None:
    (project / "dockerignore").write_text("b\n")
    run = ctxscan("list", "-q", cwd=project)
    assert (run.text, run.stderr) == ("src\nsrc/a.py\n", b"")


def test_a_pipe_gets_no_progress(project: Path) -> None:
    assert ctxscan("report", cwd=project).stderr == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no fifo")
def test_what_is_no_file_is_written_to_and_stays_what_it_is(project: Path, tmp_path: Path) -> None:
    """Root may rename a file over ``/dev/null``, and every program on the machine would suffer."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert ctxscan("list", "-o", fifo, cwd=project).exit_code == 0
        assert os.read(reader, 100) == b"src\nsrc/a.py\n"
    finally:
        os.close(reader)
    assert fifo.is_fifo()


@pytest.mark.parametrize("command", ["report", "list", "check", "lint", "suggest"])
@pytest.mark.parametrize("name", ["Dockerfile", ".dockerignore", "own", "rules"])
def test_a_result_replaces_nothing_that_it_is_made_of(
    tmp_path: Path, command: str, name: str
) -> None:
    files = dict.fromkeys(("Dockerfile", "own"), "FROM scratch\nCOPY . /\n")
    grow(tmp_path, files={**files, ".dockerignore": "*.log\n", "rules": "*.log\n"})
    before = (tmp_path / name).read_bytes()
    options = {"own": ("-f", "own"), "rules": ("--ignorefile", "rules")}.get(name, ())
    run = ctxscan(command, ".", *options, "-o", name, cwd=tmp_path)
    if command == "suggest" and name == ".dockerignore":
        assert run.exit_code == 0
        return
    assert (run.exit_code, (tmp_path / name).read_bytes()) == (2, before)
    assert "would replace what this reads" in run.errors[0] or "would go into" in run.errors[0]
