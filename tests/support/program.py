"""The program as a user runs it: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from ctxscan.cli import main
from ctxscan.context.git import program as git_program

if TYPE_CHECKING:
    from collections.abc import Iterator

# The developer's own terminal decides nothing.
NEUTRAL = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "PYTHONIOENCODING")

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    exit_code: int
    stdout: bytes
    stderr: bytes

    @property
    def text(self) -> str:
        return self.stdout.decode("utf-8", "surrogateescape")

    @property
    def errors(self) -> list[str]:
        return self.stderr.decode("utf-8", "surrogateescape").splitlines()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def document(self) -> Any:
        return json.loads(self.stdout)


def ctxscan(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Run:
    """In this process: quick, and as complete as the program itself but for its encodings."""
    runner = CliRunner(env={**dict.fromkeys(NEUTRAL), **(env or {})})
    with _in(cwd), _new_process(), runner.isolation(stdin) as (stdout, stderr, _):
        with pytest.raises(SystemExit) as ended:
            main([os.fspath(each) for each in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        code = ended.value.code
        assert isinstance(code, int)
        return Run(code, stdout.getvalue(), stderr.getvalue())


@contextmanager
def _new_process() -> Iterator[None]:
    """What a process remembers for the rest of its life, no other run is to know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(git_program, "_silent", [])
        yield


def hear_interrupts() -> None:
    """For a process to be: a shell starts what runs in its background deaf to them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def _in(directory: Path) -> Iterator[None]:
    """Go there and back, also for somebody who could not find the way back by its name."""
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(directory)
        yield
    finally:
        os.fchdir(here)
        os.close(here)


def program(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", env: dict[str, str] | None = None
) -> Run:
    """As a process: ``python -m ctxscan``."""
    ended = subprocess.run(
        command(*arguments),
        cwd=cwd,
        input=stdin,
        env=environment(env),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Run(ended.returncode, ended.stdout, ended.stderr)


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "ctxscan", *(os.fspath(each) for each in arguments)]


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NEUTRAL}
    found = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": found, **(more or {})}
