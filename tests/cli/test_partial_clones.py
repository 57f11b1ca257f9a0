"""`ctxscan diff` and `churn` in a clone that lacks objects: by name, or refused at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    root = init(tmp_path / "origin")
    git(root, "config", "uploadpack.allowFilter", "true")
    make_file(root / "Dockerfile", "FROM scratch\nCOPY go.mod /\nCOPY . /all\n")
    make_file(root / ".dockerignore", ".git\n")
    make_file(root / "go.mod", "0\n")
    for number in range(3):
        make_file(root / "a.txt", "longer than one byte"[: number + 5])
        (root / "link").unlink(missing_ok=True)
        (root / "link").symlink_to(("go.mod", "a.txt", "nowhere")[number])
        git(root, "add", "-A")
        commit(root)
    return root


def cloned(origin: Path, kind: str) -> Path:
    root = origin.parent / "clone"
    git(origin, "clone", "-q", f"--filter={kind}", origin.as_uri(), str(root))
    return root


def document(root: Path, *arguments: str) -> Any:
    run = ctxscan(*arguments, "--format", "json", cwd=root)
    assert run.exit_code == 0, run.errors
    return run.document


@pytest.mark.parametrize("base", ["HEAD~1..HEAD", "HEAD~1"])
def test_files_without_a_blob_are_compared_by_name_and_their_bytes_are_not_counted(
    origin: Path, base: str
) -> None:
    (origin / "link").unlink()
    git(origin, "commit", "-qam", "x")
    (origin / "a.txt").write_text("again\n")
    git(origin, "commit", "-qam", "x")
    whole = document(origin, "diff", base)
    part = document(cloned(origin, "blob:none"), "diff", base)
    assert part["steps"] == whole["steps"]
    assert [each["path"] for each in part["changes"]] == ["a.txt"]
    assert part["notes"] == ["bytes do not count 1 file of HEAD~1, which this partial clone lacks"]


def test_churn_goes_by_names_alone(origin: Path) -> None:
    whole = document(origin, "churn")
    part = document(cloned(origin, "blob:none"), "churn")
    assert (part["steps"], part["paths"]) == (whole["steps"], whole["paths"])


def test_a_link_of_which_the_target_is_not_there_is_refused(origin: Path) -> None:
    run = ctxscan("diff", "HEAD~1", cwd=cloned(origin, "blob:none"))
    assert run.exit_code == 2
    (line,) = run.errors
    assert line == (
        "ctxscan: error: this is a partial clone, which lacks a file of HEAD~1 "
        "(git fetch --refetch --filter=blob:limit=1g fetches it)"
    )


@pytest.mark.parametrize("command", [("churn",), ("diff", "HEAD~1"), ("diff", "HEAD~2..HEAD~1")])
def test_without_trees_it_is_refused_on_one_line(origin: Path, command: tuple[str, ...]) -> None:
    run = ctxscan(*command, cwd=cloned(origin, "tree:0"))
    assert run.exit_code == 2
    (line,) = run.errors
    assert line.startswith("ctxscan: error: this is a partial clone, which lacks ")
    assert line.endswith("(git fetch --refetch --filter=blob:limit=1g fetches it)")
