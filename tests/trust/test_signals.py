"""A signal at any moment: 130 or 143, the ignore file whole, no traceback."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from ctxscan.context.walk.two_processes import WORTH_SHARING, may_share
from tests.support.program import command, environment, hear_interrupts

MOMENTS = int(os.environ.get("CTXSCAN_SIGNAL_MOMENTS", "5"))
"""Of each signal, with and without a second process."""

_LATE = """
import os, signal, time
from ctxscan import __main__ as program

class Member:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.{name})
        time.sleep(5)

program._run = lambda _: type("Enumeration", (), {{"member": Member()}})
program.main()
"""


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_while_a_class_is_made_is_no_fault(name: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LATE.format(name=name)],
        capture_output=True,
        check=False,
        preexec_fn=hear_interrupts,
    )
    assert (done.returncode, done.stderr) == (code, b"")


_AS_AN_OBJECT_GOES = """
import os, signal, time
from ctxscan import __main__ as program

class Lock:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        time.sleep(0.01)

def run(_):
    Lock()
    time.sleep(5)

program._run = run
program.main()
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no timer")
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_while_an_object_goes_is_heard_behind_it(name: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AS_AN_OBJECT_GOES.format(name=name)],
        capture_output=True,
        check=False,
        preexec_fn=hear_interrupts,
        timeout=4,
    )
    assert (done.returncode, done.stderr) == (code, b"")


_AT_THE_END = """
import atexit, gc, os, signal, time
from ctxscan import __main__ as program

def again():
    os.kill(os.getpid(), signal.{name})
    time.sleep(0.01)

gc.freeze = again
atexit.register(again)
program._run = lambda _: None
program.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_behind_the_end_is_no_traceback(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AT_THE_END.format(name=name)],
        capture_output=True,
        check=False,
        preexec_fn=hear_interrupts,
    )
    assert (done.returncode, done.stderr) == (0, b"")


COMMANDS = (("report",), ("suggest", "--write"), ("list",), ("diff", "HEAD"), ("check",))

_STARTING = (b"Fatal Python error: init_", b"Could not import runpy module")
"""What Python says of ^C while it imports its own first modules (pylifecycle.c, main.c)."""

BEFORE = b"# mine\n*.log\n"


def grown(root: Path, directories: int) -> Path:
    """A repository with rules to suggest, and twenty files in each of its directories."""
    for at in range(directories):
        directory = root / f"d{at}" / "node_modules"
        directory.mkdir(parents=True)
        for name in range(20):
            (directory / f"f{name}.pyc").touch()
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", str(root)]
    for words in (["init", "-q"], ["add", "Dockerfile"], ["commit", "-q", "-m", "m"]):
        subprocess.run([*git, *words], check=True)
    return root


@pytest.fixture(scope="module", params=["one process walks", "a second process helps"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    is_large = request.param == "a second process helps"
    if is_large and not may_share():
        pytest.skip("there is no second process here")
    directories = WORTH_SHARING // 20 + 100 if is_large else 30
    return grown(tmp_path_factory.mktemp("signals") / "project", directories)


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_at_any_moment_leaves_the_ignore_file_whole_and_no_process(
    project: Path, number: signal.Signals
) -> None:
    ends = {words: whole_run(project, words) for words in COMMANDS[:MOMENTS]}
    chance = random.Random(16)  # noqa: S311 - moments need not be secret
    codes: Counter[int] = Counter()
    temporaries = 0
    for moment in range(MOMENTS):
        words = COMMANDS[moment % len(COMMANDS)]
        seconds, after = ends[words]
        ignore_file(project).write_bytes(BEFORE)
        process = subprocess.Popen(
            [*command(*words, project)],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 - this process has no threads
        )
        time.sleep(chance.uniform(0.02, seconds))
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        codes[process.returncode] += 1
        # Minus the number: before Python itself had started.
        assert process.returncode in {0, 1, 128 + number, -number}, errors
        assert b"fault of ctxscan" not in errors
        assert b"Traceback" not in errors or python_had_not_started(process.returncode, errors)
        assert process.returncode != 1 or python_had_not_started(process.returncode, errors)
        assert ignore_file(project).read_bytes() in {BEFORE, after}
        assert_nobody_is_left(project)
        temporaries += len(left(project))
        assert len(left(project)) <= (number == signal.SIGKILL)
    print(f"{MOMENTS} moments: {dict(codes)}, {temporaries} temporaries")  # noqa: T201 - with -s


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    project = grown(tmp_path / "project", 1)
    killed = project / "..dockerignore.ctxscan-abcd_123"
    killed.write_bytes(b"half a fi")
    like_it = project / "..dockerignore.ctxscan-notes"
    like_it.touch()
    whole_run(project, ("suggest", "--write"))
    assert left(project) == [like_it.name]


def python_had_not_started(code: int, errors: bytes) -> bool:
    """Whether the signal came before our first line could run: that ends as Python has it."""
    return code < 0 or (code == 1 and any(each in errors for each in _STARTING))


def ignore_file(project: Path) -> Path:
    return project / ".dockerignore"


def left(project: Path) -> list[str]:
    return [each.name for each in project.iterdir() if each.name.startswith("..dockerignore")]


def whole_run(project: Path, words: tuple[str, ...]) -> tuple[float, bytes]:
    """How many seconds it takes, and what is in the ignore file behind it."""
    ignore_file(project).write_bytes(BEFORE)
    began = time.monotonic()
    subprocess.run(command(*words, project), env=environment(), capture_output=True, check=False)
    return time.monotonic() - began, ignore_file(project).read_bytes()


def assert_nobody_is_left(project: Path) -> None:
    """No helper and no git, which are called with the project's path; a moment is theirs to end.

    A helper whose process was killed hears of it when it wants to hand on what it found.
    """
    ends = time.monotonic() + 10
    while named := [each for each in Path("/proc").iterdir() if names(each, project)]:
        assert time.monotonic() < ends, named
        time.sleep(0.05)


def names(process: Path, project: Path) -> bool:
    if not process.name.isdigit():
        return False
    try:
        return os.fsencode(project) in (process / "cmdline").read_bytes()
    except OSError:
        return False  # it is gone
