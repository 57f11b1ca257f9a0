"""``ctxscan suggest > .dockerignore``: the shell empties the file before the program starts."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.program import command, environment
from tests.support.repositories import ENVIRONMENT, commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

OLD = "# ours\n*.bak\n\n!keep.bak"
"""Without a line end at its end."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it takes a POSIX shell")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"Dockerfile": "FROM scratch\nCOPY . /app\n", ".gitignore": "*.tmp\n"}
    root = init(grow(tmp_path / "project", "sub/a", files={**files, ".dockerignore": OLD}))
    return committed(root)


def committed(root: Path) -> Path:
    git(root, "add", "-A")
    commit(root)
    return root


def shell(root: Path, script: str) -> str:
    """What it tells on stderr."""
    ran = subprocess.run(
        ["sh", "-c", script.replace("ctxscan", " ".join(command()))],
        cwd=root,
        env=environment({"HOME": os.devnull, **ENVIRONMENT}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    return ran.stderr.decode()


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("ctxscan suggest > .dockerignore", id="a redirect"),
        pytest.param("ctxscan suggest >> .dockerignore", id="one that appends"),
        pytest.param("ctxscan suggest 1<> .dockerignore", id="one that does not empty it"),
        pytest.param("ctxscan suggest . | tee .dockerignore", id="tee"),
        pytest.param("ctxscan suggest . | cat > .dockerignore", id="a pipe that ends in it"),
        pytest.param("cd sub && ctxscan suggest .. > ../.dockerignore", id="from further down"),
        pytest.param(
            ": > .dockerignore; ctxscan suggest --write", id="a run after one that failed"
        ),
    ],
)
def test_the_rules_of_a_tracked_file_survive(project: Path, script: str) -> None:
    shell(project, script)
    assert text(project / ".dockerignore").startswith(f"{OLD}\n\n# Ignored by git\n**/*.tmp\n")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param("suggest --nonsense", "No such option", id="an unknown option"),
        pytest.param("suggest --target none", "none", id="a build that fails"),
        pytest.param("suggest --format json", "is no ignore file", id="JSON"),
        pytest.param("suggest --diff", "is no ignore file", id="a diff"),
        pytest.param("suggest --check", "is no ignore file", id="what the gate says"),
    ],
)
def test_where_nothing_is_suggested_the_file_is_filled_again(
    project: Path, script: str, why: str
) -> None:
    told = shell(project, f"ctxscan {script} > .dockerignore")
    assert why in told
    assert "put back from git's index" in told
    assert text(project / ".dockerignore") == OLD


def test_an_answer_that_is_no_ignore_file_is_not_written_over_one(project: Path) -> None:
    told = shell(project, "ctxscan suggest --format json -o .dockerignore")
    assert "is no ignore file" in told
    assert text(project / ".dockerignore") == OLD


def test_a_failure_that_appends_leaves_the_file_as_it_is(project: Path) -> None:
    (project / ".dockerignore").write_bytes(b"")
    told = shell(project, "ctxscan suggest --nonsense >> .dockerignore")
    assert "put back" not in told
    assert text(project / ".dockerignore") == ""


def test_a_failure_tells_what_is_lost(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    commit(project)
    told = shell(project, "ctxscan suggest --nonsense > .dockerignore")
    assert "cannot be recovered, because git does not track it" in told


def test_a_file_that_is_staged_and_never_committed_is_recovered(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    commit(project)
    git(project, "add", ".dockerignore")
    assert "4 lines are recovered from git's index" in shell(
        project, "ctxscan suggest > .dockerignore"
    )
    assert text(project / ".dockerignore").startswith(OLD)


def test_a_name_that_git_knows_without_content_recovers_nothing(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    commit(project)
    git(project, "add", "--intent-to-add", ".dockerignore")
    told = shell(project, "ctxscan suggest > .dockerignore")
    assert "cannot be recovered, because git was given its name, not its content" in told


def test_a_file_that_is_meant_to_be_empty_is_left_alone(project: Path) -> None:
    (project / ".dockerignore").write_bytes(b"")
    git(project, "add", "-A")
    told = shell(project, "ctxscan suggest --write")
    assert "recovered" not in told
    assert text(project / ".dockerignore").startswith("# Ignored by git\n")


def test_an_untracked_file_at_the_end_of_a_pipe_is_told_of(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    commit(project)
    told = shell(project, "ctxscan suggest . | tee .dockerignore")
    assert "its rules are gone. Use --write" in told


def test_a_file_for_one_dockerfile_is_recovered_as_well(project: Path) -> None:
    (project / ".dockerignore").rename(project / "Dockerfile.dockerignore")
    committed(project)
    told = shell(project, "ctxscan suggest > Dockerfile.dockerignore")
    assert "Dockerfile.dockerignore: the shell cleared it" in told
    assert text(project / "Dockerfile.dockerignore").startswith(OLD)


def test_a_symlink_to_the_file_is_followed(project: Path) -> None:
    (project / "conf").mkdir()
    (project / ".dockerignore").rename(project / "conf/ignore")
    (project / ".dockerignore").symlink_to("conf/ignore")
    committed(project)
    shell(project, "ctxscan suggest > .dockerignore")
    assert (project / ".dockerignore").is_symlink()
    assert text(project / "conf/ignore").startswith(OLD)


def test_a_worktree_has_an_index_of_its_own(project: Path) -> None:
    other = project.parent / "other"
    git(project, "worktree", "add", "-q", str(other))
    shell(other, "ctxscan suggest > .dockerignore")
    assert text(other / ".dockerignore").startswith(OLD)


def test_a_submodule_is_asked_itself(project: Path) -> None:
    outer = init(project.parent / "outer")
    allowed = ("-c", "protocol.file.allow=always")
    git(outer, *allowed, "submodule", "-q", "add", str(project), "module")
    shell(outer / "module", "ctxscan suggest > .dockerignore")
    assert text(outer / "module/.dockerignore").startswith(OLD)
