"""A submodule whose files are not here is not passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two commits, each of which takes the submodule to another commit."""
    root = init(tmp_path / "project")
    make_file(root / "Dockerfile", "FROM scratch\nCOPY go.mod /\nCOPY vendored /v\n")
    make_file(root / "go.mod", "0\n")
    (root / "vendored").mkdir()
    for digit in "123":
        row = f"160000 {digit * 40}\tvendored\n"
        git(root, "add", "Dockerfile", "go.mod")
        git(root, "update-index", "--add", "--index-info", stdin=row.encode())
        commit(root)
    return root


def document(root: Path, *arguments: str) -> Any:
    run = ctxscan(*arguments, "--format", "json", cwd=root)
    assert run.exit_code == 0, run.errors
    return run.document


def test_two_revisions_with_another_one_are_noted(root: Path) -> None:
    (note,) = document(root, "diff", "HEAD~1..HEAD")["notes"]
    assert note == (
        "vendored is a submodule at another commit, and its files are not here: what they break is "
        "not known"
    )
    assert document(root, "diff", "HEAD..HEAD")["notes"] == []


def test_churn_says_how_many_commits_it_does_not_count(root: Path) -> None:
    found = document(root, "churn")
    assert found["submodules"] == [{"path": "vendored", "commits": 2}]
    assert mismatches(found, "churn") == []
    said = "vendored is a submodule, which 2 commits change: what its files break is not"
    assert said in ctxscan("churn", cwd=root).text


def test_one_that_is_not_sent_is_not_mentioned(root: Path) -> None:
    make_file(root / "Dockerfile", "FROM scratch\nCOPY go.mod /\n")
    git(root, "commit", "-qam", "x")
    assert document(root, "churn")["submodules"] == []
