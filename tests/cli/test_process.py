"""What only a process of its own shows: pipes, signals, encodings, colours, start-up."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from tests.support.program import ROOT, command, environment, hear_interrupts, program
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = "sample_projects/flask-single"

# Loading one of these takes longer than all that --version has to do.
HEAVY = (
    "git",
    "pathspec",
    "rich.table",
    "rich.console",
    "ctxscan.context",
    "ctxscan.dockerfile",
    "ctxscan.builders.",  # the list of their names is read, and none of their folders
    "ctxscan.inspection",
    "ctxscan.findings",
)


def test_the_version_is_that_of_the_distribution() -> None:
    run = program("--version")
    assert (run.exit_code, run.text, run.stderr) == (0, f"ctxscan {version('ctxscan')}\n", b"")


def test_python_m_ctxscan_imports_nothing_from_the_context(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    for name in ("typer", "rich", "pathspec", "git", "logging", "json", "__future__"):
        (root / f"{name}.py").write_text(f"raise SystemExit('{name} of the context')")
    run = program("check", cwd=root)
    assert (run.exit_code, run.stderr) == (0, b"")


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_starting_up_loads_no_room_that_analyses(option: str) -> None:
    code = "import sys; from ctxscan.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, option],
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "ctxscan.cli" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []


def test_the_app_that_other_programs_call_has_every_command() -> None:
    from ctxscan.cli import app  # noqa: PLC0415 - the very words of the contract

    document = CliRunner().invoke(app, ["list", str(ROOT / SAMPLE), "--format", "json"]).stdout
    assert json.loads(document)["command"] == "list"
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert [
        each
        for each in ("report", "list", "explain", "check", "suggest", "lint")
        if f"\n  {each} " not in told
    ] == []


def test_both_ways_to_start_it_do_the_same() -> None:
    script = subprocess.run(
        [sys.executable, "-c", "from ctxscan.cli import main; main()", "list", SAMPLE],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=True,
    )
    assert program("list", SAMPLE).stdout == script.stdout != b""


def test_a_dockerfile_is_read_from_stdin() -> None:
    run = program("list", SAMPLE, "-f", "-", stdin=b"FROM scratch\nCOPY app/book.py /\n")
    assert run.text == "app\napp/book.py\n"


def test_a_fault_of_a_dockerfile_from_stdin_has_its_line() -> None:
    run = program("list", SAMPLE, "-f", "-", stdin=b"FROM scratch\nCOPI a b\n")
    assert run.exit_code == 2
    assert run.errors == ["ctxscan: error: -:2: unknown instruction: COPI (did you mean COPY?)"]


def test_paths_to_explain_are_read_from_stdin() -> None:
    run = program("explain", "--context", SAMPLE, "-", "--format", "json", stdin=b"app\nb c\n")
    assert [each["path"] for each in run.document["paths"]] == ["app", "b c"]


def test_paths_on_stdin_may_end_with_nul() -> None:
    arguments = ("explain", "--context", SAMPLE, "-0", "-", "--format", "json")
    run = program(*arguments, stdin=b"a\nb\0\xff\0")
    assert [each["path"] for each in run.document["paths"]] == ["a\nb", "\udcff"]


def test_no_paths_on_stdin_are_nothing_to_explain() -> None:
    run = program("explain", "--context", SAMPLE, "-")
    assert (run.exit_code, run.stdout, run.stderr) == (0, b"", b"")


def test_the_output_of_list_is_the_input_of_explain() -> None:
    listed = program("list", "-0", SAMPLE)
    run = program(
        "explain", "--context", SAMPLE, "-0", "-", "--format", "json", stdin=listed.stdout
    )
    assert all(each["sent"] for each in run.document["paths"])


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("list", "."), id="list"),
        pytest.param(("list", ".", "--format", "json"), id="list as JSON"),
        pytest.param(("report", ".", "-n", "400", "--by", "files"), id="report"),
    ],
)
def test_a_reader_may_stop_reading(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = grow(tmp_path, *(f"{'long' * 60}{n}" for n in range(400)))  # a pipe holds 64 KiB
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    with subprocess.Popen(
        command(*arguments),
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        complaints = process.stderr.read()
    assert (process.returncode, complaints) == (0, b"")


def test_an_interrupted_program_exits_with_130() -> None:
    with subprocess.Popen(
        command("report", SAMPLE, "-f", "-"),
        cwd=ROOT,
        env=environment({"PYTHONVERBOSE": "1"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - this process has no threads
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for line in process.stderr:  # it reads stdin soon after this import
            if "import 'ctxscan.inspection'" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        printed = process.stdout.read()
    assert process.returncode == 130
    assert printed == ""
    assert "Traceback" not in rest


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_report_is_in_the_encoding_of_stdout(tmp_path: Path, encoding: str) -> None:
    root = grow(tmp_path, "é\u4e2d 3", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    run = program("report", cwd=root, env={"PYTHONIOENCODING": encoding})
    assert run.exit_code == 0
    text = run.stdout.decode(encoding)
    expected = {"ascii": "\\xe9\\u4e2d", "latin-1": "é\\u4e2d", "utf-8": "é\u4e2d"}[encoding]
    assert f" {expected}\n" in text
    assert ("█" in text) is (encoding == "utf-8")


def test_explain_is_in_the_encoding_of_stdout() -> None:
    run = program("explain", "--context", SAMPLE, "é", env={"PYTHONIOENCODING": "ascii"})
    assert run.stdout.startswith(b"\\xe9  would be sent")


def test_an_error_is_in_the_encoding_of_stderr() -> None:
    run = program("report", "é\u4e2d", env={"PYTHONIOENCODING": "ascii"})
    assert run.exit_code == 2
    assert b"no such directory: \\xe9\\u4e2d" in run.stderr


@pytest.mark.parametrize(
    ("env", "options", "styled"),
    [
        pytest.param({}, (), False, id="a pipe gets no colour"),
        pytest.param({"FORCE_COLOR": "1"}, (), True, id="unless it is forced"),
        pytest.param({"FORCE_COLOR": "1"}, ("--no-color",), False, id="the option wins"),
    ],
)
def test_styles(env: dict[str, str], options: tuple[str, ...], *, styled: bool) -> None:
    run = program("report", SAMPLE, *options, env=env)
    assert (b"\x1b[" in run.stdout) is styled


def test_no_color_leaves_no_colour() -> None:
    run = program("report", SAMPLE, env={"FORCE_COLOR": "1", "NO_COLOR": "1"})
    found = re.findall(rb"\x1b\[([\d;]*)m", run.stdout)
    styles = {code for codes in found for code in codes.split(b";")}
    assert styles
    assert styles <= {b"0", b"1", b"2"}
