"""As little memory as the system gives: one line and 2, and no traceback, wherever it runs out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, environment
from tests.trust.test_streams import EVERY_COMMAND, streamed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no such limit elsewhere")

ROOMS = tuple(range(14, 52, 2)) if os.environ.get("CTXSCAN_LONG") else (22, 26, 34)
"""MiB of addresses: too few for Python's own modules, for ours, and nearly enough."""

SOME = EVERY_COMMAND if os.environ.get("CTXSCAN_LONG") else ("--help", "suggest .", "image saved")

NO_ROOM_FOR_A_NUMBER = "it needs a number to pass an error on (python/cpython#132508, until 3.14)"
"""Where there is none even for that, it tries again for ever, or until its stack is full."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return streamed(tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("words", SOME)
def test_no_memory_is_one_line_and_no_traceback(project: Path, words: str, room: int) -> None:
    run = _run(words, project, room)
    if run.returncode in (0, 1) and b"Traceback" not in run.stderr:
        return
    if run.returncode == -signal.SIGSEGV:
        pytest.skip(f"Python itself crashed: {NO_ROOM_FOR_A_NUMBER}")
    if b"ctxscan" not in run.stderr:
        pytest.skip("Python itself did not start")
    if b"error return without exception set" in run.stderr or b"Fatal Python" in run.stderr:
        pytest.skip("Python itself lost what went wrong, or gave up")  # none of our code runs then
    errors = [line for line in run.stderr.splitlines() if b" error: " in line]
    assert (run.returncode, b"Traceback" in run.stderr) == (2, False), run.stderr
    assert len(errors) == 1, run.stderr
    assert b"fault of ctxscan" not in errors[0]


def _run(words: str, project: Path, room: int) -> subprocess.CompletedProcess[bytes]:
    process = subprocess.Popen(
        ["sh", "-c", f'ulimit -v {room * 1024} && exec "$@"', "sh", *command(*words.split())],
        cwd=project,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            out, errors = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.terminate()  # our code hears it; Python does not, in a circle of its own
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                pytest.skip(f"Python itself did not end: {NO_ROOM_FOR_A_NUMBER}")
            pytest.fail("it did not end by itself")
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)


WITHOUT = """
import sys

class Unsayable(RuntimeError):
    def __str__(self):
        raise RuntimeError("of what, nobody can say")


lacking = {}  # the module that cannot be imported, and what Python says then
for each in sys.argv.pop(1).split():
    name, _, kind = each.partition("=")
    listing = OSError(12, "Cannot allocate memory", name)
    other = {"memory": MemoryError(), "other": RuntimeError("gone"), "unsayable": Unsayable()}
    lacking[name] = other.get(kind, listing)


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name in lacking:
            raise lacking[name]


sys.meta_path.insert(0, Finder())
from ctxscan.__main__ import main

main()
"""


@pytest.mark.parametrize(
    "lacking",
    [
        "ctxscan.api.suggest=memory",
        "ctxscan.api.suggest=listing",
        # What says so is not there either.
        "ctxscan.api.suggest=memory ctxscan.render.names=listing",
        "ctxscan.api.suggest=listing ctxscan.render.names=memory",
        "ctxscan.cli=listing ctxscan.render.names=listing",
        "ctxscan.cli=memory ctxscan.errors=listing",
        # It is said, and what comes after it has no memory.
        "ctxscan.api.suggest=memory ctxscan.cli.suggest.emptied=memory",
        "ctxscan.api.suggest=memory ctxscan.cli.suggest.emptied=listing",
        "ctxscan.api.suggest=memory ctxscan.cli.suggest.emptied=other",
        "ctxscan.api.suggest=listing ctxscan.cli.suggest.emptied=unsayable",
    ],
)
def test_want_of_memory_is_said_once_whatever_is_imported_to_say_it(
    project: Path, lacking: str
) -> None:
    run = subprocess.run(
        [sys.executable, "-P", "-c", WITHOUT, lacking, "suggest", "."],
        cwd=project,
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = b"ctxscan: error: there is not enough memory for this\n"
    assert (run.returncode, run.stdout, run.stderr) == (2, b"", said)


def test_what_python_cannot_hand_on_for_want_of_memory_is_no_traceback() -> None:
    """It closes a generator as an error passes, and the generator has no memory to end."""
    code = (
        "import sys\n"
        "from ctxscan.process import hear_signals\n"
        "class Going:\n"
        "    def __del__(self): raise error\n"
        "hear_signals()\n"
        "for error in (MemoryError(), ValueError('seen')):\n"
        "    going = Going()\n"
        "    del going\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert (b"MemoryError" in run.stderr, b"ValueError: seen" in run.stderr) == (False, True)
