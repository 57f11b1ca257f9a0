from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.freeze.__main__ import main
from tests.freeze.commands import Run
from tests.freeze.kept import MOST, Kept, Text, projects, read, write
from tests.freeze.pool import Pool, ProgramError, interpreter_of
from tests.support.program import ROOT, program
from tests.support.samples import PROJECTS
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

TALKER = """\
import os, sys
if "--version" in sys.argv:
    print("ctxscan 7.8.9")
    raise SystemExit
print("ctxscan 7.8.9", os.getcwd(), __file__, os.environ["HOME"], os.environ.get("SECRET"))
print("columns", os.environ["COLUMNS"], file=sys.stderr)
raise SystemExit(len(sys.argv))
"""


def script(tmp_path: Path, text: str, interpreter: str = sys.executable) -> Path:
    path = tmp_path / "venv/bin/ctxscan"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!{interpreter}\n{text}", encoding="utf-8")
    path.chmod(0o755)
    return path


def ctxscan_script(tmp_path: Path) -> Path:
    """As pip would write it, for what is tested here."""
    body = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
    return script(tmp_path, f"{body}from ctxscan.__main__ import main\nmain()\n")


def ask(
    path: Path, scratch: Path, *arguments: str, timeout: float = 60
) -> tuple[int | None, str, str]:
    with Pool(path, scratch, 1, timeout) as pool:
        outcome = pool.run(Run("", arguments, 80), scratch)
    return outcome.exit, outcome.stdout.decode(), outcome.stderr.decode()


def test_a_command_in_a_fork_answers_as_one_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = ctxscan_script(tmp_path)
    sample = PROJECTS / "node-app"
    with Pool(path, tmp_path / "scratch", 1, 60) as pool:
        for arguments in (("report", "."), ("report", "."), ("lint", "nowhere"), ("--nonsense",)):
            outcome = pool.run(Run("", arguments, 100), sample)
            expected = program(*arguments, cwd=sample, env={"COLUMNS": "100"})
            assert outcome.exit == expected.exit_code
            assert outcome.stdout == expected.stdout
            assert outcome.stderr == expected.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("print('fine')", (0, "fine\n", ""), id="the end"),
        pytest.param("raise SystemExit(3)", (3, "", ""), id="a code"),
        pytest.param("raise SystemExit('no')", (1, "", "no\n"), id="a message"),
        pytest.param("import os; os._exit(7)", (7, "", ""), id="at once"),
        pytest.param("import os; os.kill(os.getpid(), 9)", (-9, "", ""), id="a signal"),
        pytest.param("print(input())", (1, "", "EOFError"), id="nothing on stdin"),
        pytest.param("import nowhere", (1, "", "No module named 'nowhere'"), id="a traceback"),
        pytest.param("import atexit; atexit.register(print, 'bye')", (0, "bye\n", ""), id="atexit"),
    ],
)
def test_however_a_program_ends_it_is_seen(
    tmp_path: Path, text: str, expected: tuple[int, str, str]
) -> None:
    code, stdout, stderr = ask(script(tmp_path, text), tmp_path / "scratch")
    assert (code, stdout) == expected[:2]
    assert expected[2] in stderr
    assert bool(stderr) == bool(expected[2])


def test_a_program_that_hangs_is_ended_and_the_next_command_runs(tmp_path: Path) -> None:
    path = script(tmp_path, "import sys, time\nif sys.argv[1:]: time.sleep(600)\nprint('ended')")
    with Pool(path, tmp_path / "scratch", 1, 2) as pool:
        assert pool.run(Run("", ("hang",), 80), tmp_path).exit is None
        assert pool.run(Run("", (), 80), tmp_path).stdout == b"ended\n"


def test_one_command_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    text = "import os, json\nprint(hasattr(json, 'mark'), 'MARK' in os.environ)\n"
    path = script(tmp_path, f"{text}json.mark = 1\nos.environ['MARK'] = '1'\nos.chdir('/')\n")
    with Pool(path, tmp_path / "scratch", 1, 60) as pool:
        for _ in range(3):
            assert pool.run(Run("", (), 80), tmp_path).stdout == b"False False\n"


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 0\n", ""], ids=["a shell script", "nothing"])
def test_a_program_without_python_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "ctxscan"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProgramError, match="not a Python console script"):
        interpreter_of(path)


def test_the_interpreter_is_found_behind_a_shell_too(tmp_path: Path) -> None:
    path = tmp_path / "ctxscan"
    path.write_text('#!/bin/sh\n\'\'\'exec\' "/a b/bin/python3.11" "$0" "$@"\n', encoding="utf-8")
    assert interpreter_of(path) == "/a b/bin/python3.11"


def test_what_cannot_be_run_takes_one_line_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "bin/ctxscan"
    assert main(["record", str(tmp_path / "out"), "--program", str(missing)]) == 2
    assert capsys.readouterr().err.startswith(f"freeze: {missing}: No such file")
    broken = script(tmp_path, "raise SystemExit('broken: no rooms')")
    assert main(["record", str(tmp_path / "out"), "--program", str(broken)]) == 2
    assert capsys.readouterr().err.endswith("--version fails: broken: no rooms\n")


def test_neither_places_nor_versions_nor_the_users_settings_are_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "s3cret")
    path = script(tmp_path, TALKER)
    repos = grow(tmp_path / "repos", "one/Dockerfile").resolve()
    out = tmp_path / "out"
    arguments = ["--program", str(path), "--repos", str(repos), "--only", "one"]
    assert main(["record", str(out), *arguments]) == 0
    kept = next(iter(read(out, "repos/one").values()))
    assert kept.stdout.start == (
        "ctxscan <version> <root> <program>/bin/ctxscan <scratch>/home None\n"
    )
    assert kept.stderr.start == "columns 80\n"
    assert str(tmp_path) not in str(read(out, "repos/one"))


def test_the_same_program_recorded_twice_gives_the_same_files(tmp_path: Path) -> None:
    path = script(tmp_path, TALKER)
    for out in ("a", "b"):
        arguments = ["--program", str(path), "--only", "flask-single", "--jobs", "2"]
        assert main(["record", str(tmp_path / out), *arguments]) == 0
    a, b = tmp_path / "a", tmp_path / "b"
    assert projects(a) == {"samples/flask-single/clean", "samples/flask-single/lived-in"}
    for project in projects(a):
        assert (a / f"{project}.json.gz").read_bytes() == (b / f"{project}.json.gz").read_bytes()


def test_a_record_that_was_cut_off_can_be_resumed_or_begun_anew(tmp_path: Path) -> None:
    path, out = script(tmp_path, TALKER), tmp_path / "out"
    arguments = ["record", str(out), "--program", str(path), "--only", "flask-single"]
    there = {"old": Kept("list", 0, Text.of(b""), Text.of(b""))}
    write(out, "samples/flask-single/clean", there)
    assert main([*arguments, "--resume"]) == 0
    assert read(out, "samples/flask-single/clean") == there
    assert "old" not in read(out, "samples/flask-single/lived-in")
    assert main(arguments) == 0
    assert "old" not in read(out, "samples/flask-single/clean")


def test_the_recorded_tree_is_left_as_it_was(tmp_path: Path) -> None:
    path = ctxscan_script(tmp_path)
    repos = grow(tmp_path / "repos", "one/Dockerfile 0", "one/main.py 3")
    before = seen(repos)
    arguments = ["--program", str(path), "--repos", str(repos), "--only", "one"]
    assert main(["record", str(tmp_path / "out"), *arguments]) == 0
    assert seen(repos) == before
    assert {kept.exit for kept in read(tmp_path / "out", "repos/one").values()} <= {0, 1, 2}


def seen(root: Path) -> list[tuple[str, int, int]]:
    found = [(str(path), path.lstat()) for path in sorted(root.rglob("*"))]
    return [
        (path, about.st_mtime_ns, stat.S_IFMT(about.st_mode) or about.st_size)
        for path, about in found
    ]


def test_a_long_output_is_known_by_its_start_and_its_hash(tmp_path: Path) -> None:
    long, longer = Text.of(b"x" * (MOST + 1)), Text.of(b"x" * MOST + b"y")
    assert long.start == longer.start
    assert not long.is_whole
    assert long != longer
    write(tmp_path, "repos/one", {"a": Kept("list", 0, long, Text.of(b"\xff"))})
    assert read(tmp_path, "repos/one") == {
        "a": Kept("list", 0, long, Text.of(os.fsencode("\udcff")))
    }
