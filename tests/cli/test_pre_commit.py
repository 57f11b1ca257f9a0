"""The hook, installed by pre-commit itself, on real commits."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import ROOT, environment
from tests.support.repositories import ENVIRONMENT, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    Done = subprocess.CompletedProcess[str]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pre_commit") is None,
    reason="pre-commit is not installed (it comes with ctxscan[test])",
)

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
LARGE = 200_000_000
"""Bytes; sparse on disk."""


def run(root: Path, *command: str) -> Done:
    own = {**ENVIRONMENT, "PRE_COMMIT_HOME": str(root.parent / "pre-commit"), "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=root, env=environment(own), capture_output=True, text=True, check=False
    )


def pre_commit(root: Path, *arguments: str) -> Done:
    return run(root, sys.executable, "-m", "pre_commit", *arguments)


def hooked(root: Path) -> Path:
    """A repository with the hook of our manifest; ctxscan is the one that is tested."""
    import yaml  # noqa: PLC0415 - comes with pre-commit, which may be absent

    (hook,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    program = f"{sys.executable} -m {hook['entry']}"
    local = {**hook, "language": "system", "entry": program}
    config = yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})
    grow(
        root,
        "src/a.py 10",
        files={"Dockerfile": "FROM scratch\nCOPY src /src\n", ".pre-commit-config.yaml": config},
    )
    init(root)
    # Git need not read and compress 200 MB of zeros as it would a small file.
    git(root, "config", "core.bigFileThreshold", "1m")
    git(root, "config", "core.compression", "0")
    installed = pre_commit(root, "install")
    assert installed.returncode == 0, installed.stderr
    return root


def committed(root: Path) -> Done:
    git(root, "add", ".")
    return run(root, "git", "commit", "-m", "x")


def commits(root: Path) -> int:
    done = run(root, "git", "rev-list", "--count", "HEAD")
    return int(done.stdout) if done.returncode == 0 else 0


def test_the_manifest_is_valid() -> None:
    done = pre_commit(ROOT, "validate-manifest", os.fspath(MANIFEST))
    assert done.returncode == 0, done.stdout


def test_a_commit_that_adds_a_large_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    root = hooked(tmp_path / "project")
    assert committed(root).returncode == 0
    assert commits(root) == 1
    with (root / "src/model.bin").open("wb") as sparse:
        sparse.truncate(LARGE)
    refused = committed(root)
    assert refused.returncode == 1
    said = " ".join((refused.stdout + refused.stderr).split())
    assert "the transfer is 200MB, and 100MB is the limit by default" in said
    assert "src/model.bin" in said
    assert commits(root) == 1


def test_a_large_file_that_the_build_does_not_ask_for_may_be_committed(tmp_path: Path) -> None:
    root = hooked(tmp_path / "project")
    (root / "video").mkdir()
    with (root / "video/film.bin").open("wb") as sparse:
        sparse.truncate(LARGE)
    done = committed(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert commits(root) == 1
