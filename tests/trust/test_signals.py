"""A signal at any moment: 130 or 143, the ignore file whole, no traceback."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.program import hear_interrupts

if TYPE_CHECKING:
    from pathlib import Path

MOMENTS = int(os.environ.get("CTXSCAN_SIGNAL_MOMENTS", "3"))

_LATE = """
import os, signal, time
from ctxscan import __main__ as program

class Member:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.{name})
        time.sleep(5)

program._run = lambda: type("Enumeration", (), {{"member": Member()}})
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


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize("words", [["report"], ["suggest", "--write"], ["list"], ["diff"]])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_at_any_moment_leaves_the_ignore_file_whole(
    tmp_path: Path, words: list[str], number: signal.Signals
) -> None:
    project = tmp_path / "project"
    for at in range(30):
        directory = project / f"d{at}" / "node_modules"
        directory.mkdir(parents=True)
        for name in range(20):
            (directory / f"f{name}.pyc").write_text("x")
    (project / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", str(project)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "Dockerfile"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "m"], check=True)
    before = b"# mine\n*.log\n"
    ignore = project / ".dockerignore"
    command = [sys.executable, "-m", "ctxscan", *words]
    command += ["HEAD", str(project)] if words == ["diff"] else [str(project)]
    ignore.write_bytes(before)
    began = time.monotonic()
    subprocess.run(command, capture_output=True, check=False)
    whole, after = time.monotonic() - began, ignore.read_bytes()
    chance = random.Random(16)  # noqa: S311 - moments need not be secret
    for _ in range(MOMENTS):
        ignore.write_bytes(before)
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=hear_interrupts,  # noqa: PLW1509 - this process has no threads
        )
        time.sleep(chance.uniform(0.02, whole))
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        # Minus the number: before Python itself had started.
        assert process.returncode in {0, 1, 128 + number, -number}, errors
        assert b"fault of ctxscan" not in errors
        assert b"Traceback" not in errors or process.returncode == -number
        assert ignore.read_bytes() in {before, after}
        left = [each.name for each in project.iterdir() if each.name.startswith("..dockerignore")]
        assert len(left) <= (number == signal.SIGKILL)
