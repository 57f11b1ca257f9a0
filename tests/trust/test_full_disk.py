"""A file system that is full: one line, exit code 2, the old file whole and nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, ctxscan, environment
from tests.support.trees import grow
from tests.trust.test_streams import EVERY_COMMAND, streamed

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tmpfs and /dev/full are Linux's")

OLD = b"*.log\n" + b"# as it was\n" * 20

FORMATS = {
    "report": ("text", "json", "html"),
    "check": ("text", "json", "markdown", "github", "sarif", "junit"),
    "lint": ("text", "json", "markdown", "github", "sarif", "junit"),
    **dict.fromkeys(("list", "key", "builds", "diff .", "explain a"), ("text", "json")),
}


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A project on a file system on which nothing fits any more."""
    where = tmp_path / "full"
    where.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(where)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield filled(grow(where / "p", "a 9", "node_modules/b.pyc 9", files=FILES))
    finally:
        subprocess.run(["umount", str(where)], check=True)


FILES: dict[str, str | bytes] = {
    "Dockerfile": "FROM scratch\nCOPY . /\n",
    ".dockerignore": OLD,
    "out": OLD,
}


def filled(root: Path) -> Path:
    with (root / "filler").open("wb", buffering=0) as filler:
        while True:
            try:
                filler.write(b"x" * 1024)
            except OSError:
                return root


def assert_one_line(root: Path, words: str, name: str) -> None:
    run = ctxscan(*words.split(), cwd=root)
    assert run.exit_code == 2, run
    (error,) = [line for line in run.errors if " error: " in line]
    assert error.startswith("ctxscan: error: cannot write "), error
    assert error.endswith(": No space left on device"), error
    if name:
        assert (root / name).read_bytes() == OLD
    assert list(root.glob("*ctxscan-*")) + list(root.glob(".*ctxscan-*")) == []


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
def test_an_ignore_file_for_which_there_is_no_room_stays_as_it_was(
    full: Path, builder: str
) -> None:
    assert_one_line(full, f"suggest --write --builder {builder} .", ".dockerignore")


def test_a_mended_ignore_file_for_which_there_is_no_room_stays_as_it_was(full: Path) -> None:
    twice = OLD.replace(b"# as it was\n" * 2, b"*.log\n", 1)
    (full / ".dockerignore").write_bytes(twice)
    run = ctxscan("lint", "--fix", ".", cwd=full)
    assert run.exit_code == 2, run
    assert run.errors == ["ctxscan: error: cannot write .dockerignore: No space left on device"]
    assert (full / ".dockerignore").read_bytes() == twice


def test_a_result_for_which_there_is_no_room_leaves_the_old_one_whole(full: Path) -> None:
    for words, formats in FORMATS.items():
        for name in formats:
            place = "" if words.startswith(("diff", "explain")) else " ."
            assert_one_line(full, f"{words}{place} --format {name} -o out", "out")
            assert_one_line(full, f"{words}{place} --format {name} -o new", "")
            assert not (full / "new").exists()


def test_a_draft_for_which_there_is_no_room_leaves_the_old_file_whole(full: Path) -> None:
    said = b"i node_modules\nw\ny\nq\n"
    run = ctxscan("explore", "--plain", ".", cwd=full, stdin=said)
    assert [each for each in run.errors if "No space left on device" in each], run
    assert (full / ".dockerignore").read_bytes() == OLD
    assert list(full.glob(".*ctxscan-*")) == []
    # What could not be written is printed at the end.
    assert (run.exit_code, run.lines[-1]) == (0, "node_modules")


def test_a_baseline_for_which_there_is_no_room_leaves_the_old_one_whole(full: Path) -> None:
    assert_one_line(full, "check --update-baseline --baseline new.json .", "")
    assert not (full / "new.json").exists()


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_a_device_that_is_full_is_one_error_for_every_command(tmp_path: Path, words: str) -> None:
    if not os.environ.get("CTXSCAN_LONG") and words.partition(" ")[0] not in {"--version", "rule"}:
        pytest.skip("CTXSCAN_LONG asks for all of them: each is a process")
    root = streamed(tmp_path)
    with Path("/dev/full").open("wb") as device:
        run = subprocess.run(
            command(*words.split()),
            cwd=root,
            env=environment(),
            stdout=device,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 2
    errors = [line for line in run.stderr.splitlines() if b" error: " in line]
    assert errors == [b"ctxscan: error: cannot write to stdout: No space left on device"]
