"""Every file that is read against every kind of hostile file: a line and 2, or an answer.

With CTXSCAN_LONG, all of them by each command that reads the file; else special files by the
first command, and of the contents each third.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support.program import Run, ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import grow
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import FrameType

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices and holes of Linux")

LONG = bool(os.environ.get("CTXSCAN_LONG"))
HANGS = 100
"""Seconds: nothing that ends is near it, on a machine that has other things to do, either."""

DOCKERFILE = "FROM scratch\nCOPY . /\nRUN make\nRUN sh run.sh\nRUN npm run x\n"

EXTENDS = "services:\n  a:\n    extends:\n      file: common.yaml\n      service: b\n"

READERS: dict[str, tuple[str, ...]] = {
    "Dockerfile": ("report", "lint", "key", "builds"),
    "named.Dockerfile": ("report -f named.Dockerfile", "suggest -f named.Dockerfile"),
    "Containerfile": ("report --builder podman",),
    "Dockerfile.dockerignore": ("report", "lint", "suggest"),
    ".dockerignore": ("report", "lint", "suggest", "report --builder classic"),
    "named.ignore": ("report --ignorefile named.ignore --builder podman",),
    ".containerignore": ("report --builder podman", "suggest --builder podman"),
    ".ctxscan.toml": ("check", "report", "builds"),
    "pyproject.toml": ("check", "suggest"),
    "baseline.json": (
        "check --baseline baseline.json",
        "check --baseline baseline.json --update-baseline",
    ),
    "compose.yaml": ("builds", "report compose.yaml", "check"),
    "compose.override.yaml": ("builds",),
    "common.yaml": ("builds extends.yaml",),
    ".env": ("builds", "check", "report compose.yaml"),
    "docker-bake.hcl": ("builds docker-bake.hcl", "report docker-bake.hcl"),
    "docker-bake.json": ("builds docker-bake.json", "check"),
    "docker-bake.override.hcl": ("builds", "check"),
    ".gitignore": ("suggest", "check --leaks", "report"),
    "src/.gitignore": ("suggest", "check --leaks"),
    ".gitattributes": ("check", "lint"),
    ".git/info/exclude": ("suggest", "check --leaks"),
    ".git/index": ("suggest", "report", "diff HEAD"),
    ".git/config": ("suggest", "churn"),
    ".git/HEAD": ("check --leaks", "diff HEAD"),
    "saved.json": ("diff saved.json",),
    "Makefile": ("suggest", "check"),
    "package.json": ("suggest",),
    "run.sh": ("suggest", "lint"),
}
"""Each file, with commands that read it."""


def _holds(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _hole(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def _socket(path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)  # the whole path is too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _unreadable(path: Path) -> None:
    path.write_text("a\n")
    path.chmod(0)


DIGITS = b"9" * 5_000
KINDS: dict[str, Callable[[Path], object]] = {
    "a fifo": os.mkfifo,
    "a device that never ends": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a directory": lambda path: path.mkdir(),
    "a hole of a terabyte": _hole,
    "unreadable": _unreadable,
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link in a circle": lambda path: path.symlink_to(path.name),
    "a link out of the context": lambda path: path.symlink_to("/proc/self/environ"),
    "a socket": _socket,
    "empty": _holds(b""),
    "NULs": _holds(b"\0" * 1_000 + b"\n" + b"a\0b\n"),
    "no UTF-8": _holds(b"\xff\xfe\xfd\n\xc3\n"),
    "UTF-16": _holds("FROM scratch\na = 1\n".encode("utf-16")),
    "a mark of UTF-8 twice": _holds(b"\xef\xbb\xbf\xef\xbb\xbfa: 1\n"),
    "carriage returns": _holds(b"FROM scratch\rCOPY . /\ra = 1\r"),
    "arrays in arrays": _holds(b"[" * 100_000),
    "arrays in arrays that end": _holds(b"[" * 20_000 + b"]" * 20_000),
    "objects in objects": _holds(b'{"a":' * 100_000),
    "arrays in arrays of TOML": _holds(b"a = " + b"[" * 100_000),
    "tables in tables of TOML": _holds(b"a" + b".a" * 100_000 + b" = 1\n"),
    "blocks in blocks": _holds(b"a: \n" + b"".join(b" " * at + b"a:\n" for at in range(1, 2_000))),
    "calls in calls": _holds(b"a = " + b"f(" * 50_000),
    "variables in variables": _holds(b"FROM scratch\nCOPY " + b"${A:-" * 50_000 + b" /\n"),
    "many digits in TOML": _holds(b"max-files = " + DIGITS + b"\n"),
    "many digits in JSON": _holds(
        b'{"schema_version": ' + DIGITS + b', "builds": [' + DIGITS + b"]}"
    ),
    "many digits in YAML": _holds(b"services:\n  a:\n    build: " + DIGITS + b"\n"),
    "many digits in HCL": _holds(b'target "default" {\n  args = { a = ' + DIGITS + b" }\n}\n"),
    "many digits in a Dockerfile": _holds(b"FROM scratch\nCOPY --from=" + DIGITS + b" a /\n"),
    "infinite in TOML": _holds(b"max-files = inf\nmax-size = nan\n"),
    "infinite in JSON": _holds(b'{"schema_version": 1e999, "builds": NaN, "steps": -Infinity}'),
    "infinite in YAML": _holds(b"services:\n  a:\n    build: .inf\n    x: .nan\n"),
    "infinite in HCL": _holds(b'target "default" {\n  args = { a = 1/0, b = 1e99999 }\n}\n'),
    "aliases of aliases": _holds(
        b"a0: &a0 [x, x]\n"
        + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (at, at, at - 1, at - 1) for at in range(1, 40))
    ),
    "one long line": _holds(b"a" * 1_000_000),
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with something of everything, in git."""
    root = init(tmp_path_factory.mktemp("repository"))
    service = "services:\n  {}:\n    build: .\n"
    grow(
        root,
        "src/a 3",
        files={
            "Dockerfile": DOCKERFILE,
            "named.Dockerfile": DOCKERFILE,
            "extends.yaml": EXTENDS,
            "compose.yaml": service.format("a"),
            "docker-bake.hcl": 'target "default" {\n}\n',
            "Makefile": "all:\n\tsh run.sh\n",
            "run.sh": "cat src/a\n",
        },
    )
    git(root, "add", "-A")
    commit(root)
    return root


@contextmanager
def no_hang() -> Iterator[None]:
    def ring(_: int, frame: FrameType | None) -> None:
        raise AssertionError(f"it hangs in {frame}")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ended(root: Path, words: str, kind: str) -> Run:
    with no_hang():
        if kind != "unreadable":
            return ctxscan(*words.split(), cwd=root)
        with as_nobody(root / "Dockerfile"):
            return ctxscan(*words.split(), cwd=root)


def assert_well(run: Run, words: str) -> None:
    assert run.exit_code in (0, 1, 2), words
    errors = [line for line in run.errors if line.startswith("ctxscan: error: ")]
    assert bool(errors) == (run.exit_code == 2), (words, run.errors)
    # Compose and bake read the same files, and each may say what it does not take.
    assert len(errors) <= (2 if "builds" in words else 1), (words, run.errors)
    assert not [line for line in run.errors if "fault of ctxscan" in line], (words, errors)
    assert b"Traceback" not in run.stderr
    assert all(len(line) < 2_000 and line.isprintable() for line in run.errors), words


CONTENTS = list(KINDS)[list(KINDS).index("empty") :]
"""Kinds that a pipe can bring as well."""

CASES = [
    (name, kind)
    for at, name in enumerate(READERS)
    for number, kind in enumerate(KINDS)
    if LONG or kind not in CONTENTS or (at + number) % 3 == 0
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_hostile_file_is_a_line_or_an_answer(
    repository: Path, tmp_path: Path, name: str, kind: str
) -> None:
    root = tmp_path / "project"
    shutil.copytree(repository, root, symlinks=True)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    KINDS[kind](path)
    for words in READERS[name] if LONG else READERS[name][:1]:
        assert_well(ended(root, words, kind), words)


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize(
    "words", ["explain -", "report -f -", "builds -f -", "list -f - --builder podman"]
)
def test_a_hostile_stdin_is_a_line_or_an_answer(tmp_path: Path, words: str, kind: str) -> None:
    KINDS[kind](tmp_path / "stdin")
    stdin = (tmp_path / "stdin").read_bytes()
    root = grow(tmp_path / "project", "src/a 3", files={"Dockerfile": DOCKERFILE})
    with no_hang():
        assert_well(ctxscan(*words.split(), cwd=root, stdin=stdin), words)
