"""Whatever the standard streams are like: one line and 2, or silence for a reader that left."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.mutation import CORPUS
from tests.support.program import command, environment
from tests.support.repositories import commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors as Linux has them")

EVERY_COMMAND = (
    *("--version", "--help", "report --help", "report .", "report . --format json", "list ."),
    *("list . --in-image", "explain Dockerfile", "check .", "check . --format sarif", "suggest ."),
    *("lint .", "builds .", "diff . .", "key .", "rule", "schema report", "image saved"),
    *("completion bash", "completion zsh", "report . --format html", "diff HEAD", "churn ."),
)
SOME = (
    EVERY_COMMAND
    if os.environ.get("CTXSCAN_LONG")
    else ("--version", "report --help", "report .", "suggest .", "key .")
)
"""All of them for a long run: each is a process."""

WITHOUT_OUTPUT = (">&-", ">/dev/full", "1</dev/null")
UNHEARD = ("2>&-", "2>/dev/full", "2</dev/null")
"""Of stderr."""


def streamed(root: Path) -> Path:
    """A project for which each command has something to say."""
    saved = (CORPUS / "image/docker save").read_bytes()
    files: dict[str, str | bytes] = {"Dockerfile": "FROM scratch\nCOPY . /\n", "saved": saved}
    init(grow(root, "src/a.py 3", files=files))
    git(root, "add", "-A")
    commit(root)
    return root


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return streamed(tmp_path_factory.mktemp("project"))


def shell(
    arguments: str, redirects: str, cwd: Path, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """The program as bash starts it; its exit code is that of the whole pipe."""
    line = f"{' '.join(command())} {arguments} {redirects}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=cwd,
        env=environment(env),
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("arguments", SOME)
@pytest.mark.parametrize("redirect", WITHOUT_OUTPUT)
def test_what_cannot_be_written_to_stdout_is_one_error(
    project: Path, arguments: str, redirect: str
) -> None:
    ended = shell(arguments, redirect, project)
    errors = [line for line in ended.stderr.splitlines() if b" error: " in line]
    assert (ended.returncode, len(errors)) == (2, 1), ended.stderr
    assert errors[0].startswith(b"ctxscan: error: cannot write to stdout: ")
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", SOME[:3])
@pytest.mark.parametrize("redirect", UNHEARD)
def test_a_result_does_not_depend_on_somebody_hearing_the_rest(
    project: Path, arguments: str, redirect: str
) -> None:
    assert shell(arguments, redirect, project).returncode == 0


@pytest.mark.parametrize("redirect", [*UNHEARD, "2>&1 | true", ">&- 2>&- <&-"])
def test_a_mistake_is_2_though_nobody_hears_of_it(project: Path, redirect: str) -> None:
    ended = shell("report nowhere", redirect, project)
    assert (ended.returncode, ended.stdout) == (2, b"")


@pytest.mark.parametrize("arguments", SOME)
def test_a_reader_that_left_is_no_error(project: Path, arguments: str) -> None:
    ended = shell(arguments, "| true", project)
    assert ended.returncode == 0
    assert b"error" not in ended.stderr


@pytest.mark.parametrize("arguments", SOME)
def test_a_closed_stdin_is_missed_by_nobody(project: Path, arguments: str) -> None:
    ended = shell(arguments, "<&-", project)
    assert ended.returncode == (1 if arguments == "lint ." else 0)  # the history is sent
    assert b"error" not in ended.stderr


@pytest.mark.parametrize("arguments", ["explain -", "report . -f -", "explore --plain ."])
@pytest.mark.parametrize("redirect", ["<&-", "0>/dev/null"])
def test_a_stdin_that_is_asked_for_and_cannot_be_read_is_one_error(
    project: Path, arguments: str, redirect: str
) -> None:
    ended = shell(arguments, redirect, project)
    assert (ended.returncode, ended.stdout) == (2, b"")
    errors = [line for line in ended.stderr.splitlines() if b" error: " in line]
    assert errors == [b"ctxscan: error: cannot read stdin: Bad file descriptor"]


def test_a_file_that_is_written_needs_no_stdout(project: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    ended = shell(f"report . --format json -o {written}", ">&-", project)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert written.read_bytes().startswith(b"{")


@pytest.mark.parametrize("encoding", ["idna", "undefined", "rot13", "punycode"])
def test_an_encoding_that_is_for_no_text_is_replaced(project: Path, encoding: str) -> None:
    ended = shell("report .", "", project, PYTHONIOENCODING=encoding)
    if b"Fatal Python error" in ended.stderr or b"LookupError" in ended.stderr:
        pytest.skip("Python itself does not start with it")
    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False), ended.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be"])
def test_answers_in_another_encoding_than_was_said_are_one_error(
    project: Path, encoding: str
) -> None:
    ended = shell("explore --plain .", "<<< ab", project, PYTHONIOENCODING=encoding)
    said = ended.stderr.decode(encoding)
    assert "fault of ctxscan" not in said
    assert (ended.returncode, said.count("ctxscan: error: stdin is not utf-")) == (2, 1)


@pytest.mark.parametrize("arguments", ["report .", "list .", "lint .", "suggest .", "check ."])
@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
def test_an_ascii_locale_takes_every_path(tmp_path: Path, arguments: str, builder: str) -> None:
    dockerfile = 'FROM scratch\nCOPY ["é ü", "/"]\nCOPY *.ß nowhere\udcff /\n'
    files = {
        "Dockerfile": dockerfile.encode("utf-8", "surrogateescape"),
        ".dockerignore": "é*x\n".encode(),
    }
    root = grow(tmp_path, "é ü 3", "ö.ß 3", "\udcff 3", files=files)
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = shell(f"{arguments} --builder {builder}", "", root, **env)
    # lint models Docker alone, and says so of podman
    assert ended.returncode in ((2,) if f"{arguments[:4]} {builder}" == "lint podman" else (0, 1))
    assert b"Traceback" not in ended.stderr
    assert b"fault of ctxscan" not in ended.stderr
    assert arguments != "report ." or ended.stdout.isascii()


def test_starting_up_in_an_ascii_locale_keeps_the_arguments(tmp_path: Path) -> None:
    root = grow(tmp_path, "é 3", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ended = shell("explain é --format json", "", root, **env)
    assert b'"path": "\\u00e9"' in ended.stdout
