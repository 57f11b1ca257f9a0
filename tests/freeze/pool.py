"""Some workers at the same time, and what the commands of a program see of this machine."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from tests.freeze.commands import Run

_WORKER = Path(__file__).with_name("worker.py")
_PYTHON = re.compile(r"""^(?:#!|'''exec' ")(/[^"]*/python[0-9.]*)""", re.MULTILINE)


class ProgramError(Exception):
    """The program cannot be run; the message says what to do."""


class Outcome(NamedTuple):
    exit: int | None
    """``None``: it did not end in time."""

    stdout: bytes
    stderr: bytes


def interpreter_of(program: Path) -> str:
    """The Python that a console script names in its first lines."""
    try:
        head = program.read_bytes()[:1000].decode("utf-8", "replace")
    except OSError as problem:
        raise ProgramError(f"{program}: {problem.strerror}; name a venv's bin/ctxscan") from None
    found = _PYTHON.search(head)
    if found is None:
        raise ProgramError(f"{program}: not a Python console script; name a venv's bin/ctxscan")
    return found[1]


class _Worker:
    def __init__(self, program: Path, scratch: Path, environment: dict[str, str]) -> None:
        self._files = scratch / "stdout", scratch / "stderr"
        scratch.mkdir(parents=True)
        self._process = subprocess.Popen(
            # -P: the folder of the worker is no place to import from
            [interpreter_of(program), "-P", _WORKER, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=scratch,
        )

    def run(self, run: Run, cwd: Path, environment: dict[str, str], timeout: float) -> Outcome:
        stdout, stderr = self._files
        request = {
            "arguments": run.arguments,
            "cwd": str(cwd),
            "env": environment | {"COLUMNS": str(run.columns)},
            "timeout": timeout,
            "stdout": str(stdout),
            "stderr": str(stderr),
        }
        answer = self._ask(json.dumps(request).encode())
        return Outcome(answer, stdout.read_bytes(), stderr.read_bytes())

    def _ask(self, line: bytes) -> int | None:
        asking, answering = _pipes(self._process)
        asking.write(line + b"\n")
        asking.flush()
        answer = answering.readline()
        if not answer:
            raise ProgramError("a worker has ended; what it said stands above")
        code: int | None = json.loads(answer)["exit"]
        return code

    def close(self) -> None:
        for pipe in _pipes(self._process):
            pipe.close()
        self._process.wait()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ProgramError("a worker without pipes")
    return process.stdin, process.stdout


class Pool:
    """Workers of one program. Safe to be used from several threads."""

    def __init__(self, program: Path, scratch: Path, jobs: int, timeout: float) -> None:
        self.program = program.absolute()
        self.scratch = scratch
        self.jobs = jobs
        self._timeout = timeout
        self._environment = _environment(scratch / "home")
        self._workers = [
            _Worker(self.program, scratch / f"worker-{number}", self._environment)
            for number in range(jobs)
        ]
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def run(self, run: Run, cwd: Path) -> Outcome:
        worker = self._idle.get()
        try:
            return worker.run(run, cwd, self._environment, self._timeout)
        finally:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.close()


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own: no settings of git, no colours, no language."""
    home.mkdir(parents=True)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(home.parent.resolve()),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
