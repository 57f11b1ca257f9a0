"""The index as it is read here, against what git itself lists."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git import index_entries
from ctxscan.context.git.tracked import read_tracked
from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
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
    assert read(root) == listed(root)
    assert found.same(str(root), [*found]) == frozenset(found)


@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_split_index_goes_on_from_the_shared_one(
    tmp_path: Path, version: str, algorithm: str
) -> None:
    many = [f"many/{number:03} 1" for number in range(200)]
    root = grow(tmp_path, *NAMES, *many)
    git(root, "init", "-q", "--object-format", algorithm)
    git(root, "add", "-A")
    git(root, "update-index", "--index-version", version, "--split-index")
    assert read(root) == listed(root)
    git(root, "config", "splitIndex.maxPercentChange", "100")
    git(root, "config", "core.splitIndex", "true")
    (root / "a").write_text("new")
    (root / "b/new").write_text("new")
    for number in range(70, 140):
        (root / f"many/{number:03}").write_text("changed")
    git(root, "rm", "-q", "--cached", "b/c", "many/001", "many/199")
    git(root, "add", "a", "b/new", "many/07*", "many/100")
    assert [*(root / ".git").glob("sharedindex.*")]
    assert read(root) == listed(root)


def test_a_sparse_index_names_what_is_not_checked_out(tmp_path: Path) -> None:
    root = grow(tmp_path, *NAMES, "apart/deep/x 1", "apart/y 2")
    init(root)
    git(root, "add", "-A")
    commit(root)
    git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "b")
    assert not (root / "apart").exists()
    assert b"sdir" in (root / ".git/index").read_bytes()
    grow(root, "apart/deep/x 1", "apart/new 3")
    found = read(root)
    assert found == listed(root)
    assert "apart/deep/x" in found
    assert "apart/new" not in found


def read(root: Path) -> dict[str, str]:
    found = read_tracked(str(root))
    assert found is not None
    staged = {path: found.staged(path) for path in found}
    return {path: each[1] for path, each in staged.items() if each is not None}


@pytest.mark.parametrize("kind", ["split", "sparse"])
def test_what_is_not_in_git_is_found_beside_an_index_of_any_kind(tmp_path: Path, kind: str) -> None:
    root = grow(tmp_path, "src/a 1", "apart/b 1", files={"Dockerfile": "FROM a\nCOPY . /\n"})
    init(root)
    git(root, "add", "-A")
    commit(root)
    if kind == "split":
        git(root, "update-index", "--split-index")
    else:
        git(root, "sparse-checkout", "set", "--cone", "--sparse-index", "src")
    grow(root, "dump.sql 2000000")
    document = ctxscan("report", root, "--format", "json").document
    assert document["untracked"]["files"] == 1
    assert document["untracked"]["largest"][0]["name"] == "dump.sql"
    assert "untracked-sent" in [each["code"] for each in document["warnings"]]


def test_an_index_is_read_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = grow(tmp_path, *NAMES, *(f"many/{number:03} 1" for number in range(300)))
    init(root)
    git(root, "add", "-A")
    monkeypatch.setattr(index_entries, "_AT_ONCE", 300)
    monkeypatch.setattr(index_entries, "_LONGEST", 200)
    assert read(root) == listed(root)


def test_what_is_in_another_directory_is_not_tracked(tmp_path: Path) -> None:
    root = grow(tmp_path, *NAMES)
    init(root)
    git(root, "add", "-A")
    found = read_tracked(str(root))
    assert found is not None
    assert len(found) == len(listed(root))
    assert "b/c" in found
    assert "c" not in found
    assert "b/nothing" not in found
    assert found.staged("b/nothing") is None


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
    assert set(found) == {"c", "cc", "d/e"}


def test_a_submodule_among_files_is_told_from_them(tmp_path: Path) -> None:
    inner = init(grow(tmp_path / "inner", "x 1", "deep/y 2"))
    git(inner, "add", "-A")
    commit(inner)
    root = init(grow(tmp_path / "root", "a 1", "z 2", "sub/a 1", "sub/z 2"))
    for place in ("m", "n", "sub/m"):
        git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), place)
    git(root, "add", "-A")
    found = read_tracked(str(root))
    assert found is not None
    own = {".gitmodules", "a", "z", "sub/a", "sub/z"}
    inside = {f"{place}/{name}" for place in ("m", "n", "sub/m") for name in ("x", "deep/y")}
    assert set(found) == own | inside
    assert found.same(str(root), found) == set(found)
