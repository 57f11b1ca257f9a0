"""The programs that run side by side, each with a way to count what it sees of a tree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.support.program import command, environment
from tests.support.recorder import Recording, _environment, find_docker, serve, why_no_docker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PATIENCE = 100
"""Seconds that a program may take, to be counted or to be measured."""

EXCLUDE_PATHS = Path(__file__).with_name("exclude_paths.py")


def as_installed() -> dict[str, str]:
    """With bytecode kept, as an installer leaves it, and not compiled anew at each start."""
    return {key: value for key, value in environment().items() if key != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Contender:
    name: str

    command: Callable[[Path], list[str]]
    """What to run on the tree with this root."""

    count: Callable[[Path], int] | None = None
    """How many entries it takes of that tree, the root apart: what is compared must be equal.

    Raises subprocess.TimeoutExpired.
    """

    environment: Mapping[str, str] = field(default_factory=as_installed)

    why_not: str | None = None
    """The reason to leave it out here."""

    exit_codes: tuple[int, ...] = (0,)
    """What it may end with: a gate that finds something has done its work."""


def output(command: list[str], env: Mapping[str, str] | None = None) -> bytes:
    done = subprocess.run(
        command, env=env or as_installed(), stdout=subprocess.PIPE, check=True, timeout=PATIENCE
    )
    return done.stdout


def _missing(*programs: str) -> str | None:
    absent = [program for program in programs if shutil.which(program) is None]
    return f"there is no {absent[0]} on PATH" if absent else None


def _reported(root: Path) -> int:
    sent = json.loads(output(command("report", root, "--format", "json")))["sent"]
    return int(sent["files"]) + int(sent["directories"])


REPORT = Contender("ctxscan report", lambda root: command("report", root), _reported)

LIST = Contender(
    "ctxscan list",
    lambda root: command("list", root),
    lambda root: output(command("list", "-0", root)).count(b"\0"),
)

LIST_JSON = Contender(
    "ctxscan list --format json", lambda root: command("list", root, "--format", "json")
)

CHECK = Contender("ctxscan check", lambda root: command("check", root), exit_codes=(0, 1))

LEAKS = Contender(
    "ctxscan check --leaks", lambda root: command("check", "--leaks", root), exit_codes=(0, 1)
)

LINT = Contender("ctxscan lint", lambda root: command("lint", root), exit_codes=(0, 1))

SUGGEST = Contender("ctxscan suggest", lambda root: command("suggest", root))

EXPLAIN = Contender(
    "ctxscan explain", lambda root: command("explain", "Dockerfile", "--context", root)
)

COMMANDS = (REPORT, LIST, LIST_JSON, CHECK, LEAKS, LINT, SUGGEST, EXPLAIN)

NCDU = Contender(
    "ncdu -o",
    lambda root: ["ncdu", "-0", "-o", os.devnull, str(root)],
    why_not=_missing("ncdu"),
)

GDU = Contender(
    "gdu -n",
    lambda root: ["gdu", "--non-interactive", "--no-progress", str(root)],
    why_not=_missing("gdu"),
)

DEVTOOLS = Contender(
    "docker-devtools",
    lambda root: ["docker-devtools", "build-context", "ls", str(root)],
    lambda root: output(["docker-devtools", "build-context", "ls", "-0", str(root)]).count(b"\0"),
    why_not=_missing("docker-devtools"),
)

PEERS = (NCDU, GDU, DEVTOOLS)
"""Where they are installed."""

FIND = Contender(
    "find -printf",
    lambda root: ["find", str(root), "-printf", "%s\\n"],
    lambda root: output(["find", str(root), "-printf", "%s\\n"]).count(b"\n") - 1,
    why_not=_missing("find"),
)

DU = Contender(
    "du -sb",
    lambda root: ["du", "-sb", str(root)],
    lambda root: output(["du", "-ab0", str(root)]).count(b"\0") - 1,
    why_not=_missing("du"),
)

DOCKER_PY = Contender(
    "docker-py",
    lambda root: [sys.executable, str(EXCLUDE_PATHS), str(root)],
    lambda root: int(output([sys.executable, str(EXCLUDE_PATHS), str(root)])),
    why_not=None if find_spec("docker") else "docker-py is not installed: pip install docker",
)

VERSION = Contender("ctxscan --version", lambda _: command("--version"))

PASS = Contender("python -c pass", lambda _: [sys.executable, "-c", "pass"])


@contextmanager
def docker_client() -> Iterator[Contender]:
    """The classic builder's tar, made by the real client for a daemon that only takes it."""
    name = "docker build (tar)"
    client = find_docker()
    if client is None or why_no_docker() is not None:
        yield Contender(name, lambda _: [], why_not=why_no_docker())
        return

    def command(root: Path) -> list[str]:
        return [client.path, "build", "--quiet", os.fspath(root)]

    with TemporaryDirectory(prefix="ctxscan-") as folder, serve(folder) as daemon:
        settings = _environment(folder)

        def count(root: Path) -> int:
            output(command(root), settings)
            return len(Recording(daemon.tar, 0, "", None, {}).members())

        yield Contender(name, command, count, settings)
