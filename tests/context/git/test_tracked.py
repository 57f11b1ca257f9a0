"""The index as it is read here, against what git itself lists."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git.tracked import read_tracked
from tests.support.repositories import git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["a 1", "b/c 2", "b/cc 3", "b/d/e 4", "ü 1", f"long/{'x' * 200} 1", "sp ace 1"]


def listed(root: Path) -> dict[str, str]:
    out = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-s", "-z"], capture_output=True, check=True
    ).stdout
    rows = [row.partition(b"\t") for row in out.split(b"\0")[:-1]]
    return {os.fsdecode(name): head.split()[1].decode() for head, _, name in rows}


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_version_of_the_index_is_read_as_git_reads_it(tmp_path: Path, version: str) -> None:
    root = grow(tmp_path, *NAMES)
    init(root)
    git(root, "add", "-A")
    git(root, "update-index", "--index-version", version)
    if version == "3":
        git(root, "update-index", "--skip-worktree", "a")
    found = read_tracked(str(root))
    assert found is not None
    assert found.object_ids == listed(root)
    assert found.same(str(root), [*found.object_ids]) == frozenset(found.object_ids)


def test_a_split_index_is_not_read_here(tmp_path: Path) -> None:
    root = grow(tmp_path, *NAMES)
    init(root)
    git(root, "add", "-A")
    git(root, "update-index", "--split-index")
    assert read_tracked(str(root)) is None


def test_an_index_that_is_none_says_nothing(tmp_path: Path) -> None:
    root = grow(tmp_path, "a 1")
    init(root)
    for data in (b"DIRC", b"DIRC\0\0\0\2\0\0\0\\9", b"x" * 100):
        (root / ".git/index").write_bytes(data)
        assert read_tracked(str(root)) is None


def test_from_below_the_top_paths_begin_there(tmp_path: Path) -> None:
    root = grow(tmp_path, *NAMES)
    init(root)
    git(root, "add", "-A")
    found = read_tracked(str(root / "b"))
    assert found is not None
    assert set(found.object_ids) == {"c", "cc", "d/e"}
