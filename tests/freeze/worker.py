"""Runs commands of a Python program, each in a fork of a process that has imported its modules.

Starting Python anew costs more than most commands do. The program's own interpreter runs this
file, so it stands alone: it knows nothing of these tests. A request is a line of JSON on stdin,
its answer a line on stdout, once the command has ended: ``{"exit": CODE}``, null after a timeout.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import sys
import time
import traceback
from typing import NoReturn, TypedDict

UNKNOWABLE = {"__main__"}
"""Modules that are not to be imported, or were not found when it was tried."""


class Request(TypedDict):
    arguments: list[str]
    cwd: str
    env: dict[str, str]
    timeout: float
    stdout: str
    stderr: str


def serve(program: str) -> None:
    """Answer until stdin ends. The commands see neither the requests nor the answers."""
    requests, answers = os.dup(0), os.dup(1)
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - only what is needed is imported
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
    with os.fdopen(requests, encoding="utf-8") as lines:
        for line in lines:
            code = answer(program, json.loads(line))
            os.write(answers, json.dumps({"exit": code}).encode() + b"\n")


def answer(program: str, request: Request) -> int | None:
    """Run one command to its end, and import what it has imported, for the next one."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        run(program, request, writing)
    os.close(writing)
    modules, is_late = read(reading, request["timeout"])
    os.close(reading)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # also what it may have left running
    _, status = os.waitpid(child, 0)
    learn(modules.split())
    return None if is_late else os.waitstatus_to_exitcode(status)


def read(reading: int, timeout: float) -> tuple[str, bool]:
    """All that comes until it is closed, and whether that took too long."""
    parts: list[bytes] = []
    until = time.monotonic() + timeout
    while (left := until - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        part = os.read(reading, 1 << 16)
        if not part:
            return b"".join(parts).decode(), False
        parts.append(part)
    return "", True


def learn(names: list[str]) -> None:
    """What a fork would collect or copy of it, it need not: it is frozen."""
    unknown = [name for name in names if name not in sys.modules and name not in UNKNOWABLE]
    for name in unknown:
        UNKNOWABLE.add(name)
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    if unknown:
        gc.freeze()


def run(program: str, request: Request, writing: int) -> NoReturn:
    """In the fork: the program as if it had just been started."""
    code = 1
    try:
        os.setsid()
        become(request)
        sys.argv = [program, *request["arguments"]]
        code = outcome(program)
        atexit._run_exitfuncs()  # as at the end of Python
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(writing, " ".join(sys.modules).encode())
    finally:
        os._exit(code)


def become(request: Request) -> None:
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, path in ((1, request["stdout"]), (2, request["stderr"])):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)


def outcome(program: str) -> int:
    """The exit code that Python would end with."""
    try:
        runpy.run_path(program, run_name="__main__")
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        sys.stderr.write(f"{ended.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - whatever it is, Python would print it
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
