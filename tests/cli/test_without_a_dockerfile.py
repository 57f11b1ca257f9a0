"""People start with an ignore file: suggest and lint do without a Dockerfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT, commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

BUILDERS = ("buildkit", "classic", "podman")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {".gitignore": "node_modules\n.env\n", "package.json": "{}", "src/a.js": "1"}
    root = init(grow(tmp_path / "project", files=files))
    git(root, "add", "-A")
    commit(root)
    return root


@pytest.mark.parametrize("builder", BUILDERS)
def test_rules_are_suggested_and_it_is_said_that_nothing_was_proven(
    root: Path, builder: str
) -> None:
    run = ctxscan("suggest", root, "--builder", builder, env=ENVIRONMENT)
    assert run.exit_code == 0
    assert {"**/node_modules", "**/.env", "**/.git"} <= {*run.lines}
    assert any("there is no Dockerfile in" in each for each in run.errors)
    assert any("nothing could be proven" in each for each in run.errors)


@pytest.mark.parametrize("level", ["cautious", "default", "aggressive"])
def test_what_is_written_stays_as_it_is_on_a_second_run(root: Path, level: str) -> None:
    ctxscan("suggest", root, "--level", level, "--write", env=ENVIRONMENT)
    assert (root / ".dockerignore").exists()
    run = ctxscan("suggest", root, "--level", level, "--check", env=ENVIRONMENT)
    assert (run.exit_code, run.text) == (0, "")


def test_a_tracked_source_is_not_taken(root: Path) -> None:
    grow(root, "build/a.c")
    git(root, "add", "-A")
    run = ctxscan("suggest", root, "--level", "aggressive", env=ENVIRONMENT)
    assert "**/build" not in run.lines


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_lint_reads_the_ignore_file(root: Path, builder: str) -> None:
    grow(root, files={".dockerignore": "**/.git\n*.pem # keys\n"})
    run = ctxscan("lint", root, "--builder", builder, "--format", "json")
    assert [(each["code"], each["line"]) for each in run.document["findings"]] == [
        ("trailing-comment", 2)
    ]


@pytest.mark.parametrize("command", ["suggest", "lint"])
def test_another_dockerfile_further_down_is_named(root: Path, command: str) -> None:
    grow(root, files={"web/Dockerfile": "FROM scratch\n"})
    run = ctxscan(command, root)
    assert run.exit_code == 2
    assert "web/Dockerfile" in run.errors[0]


@pytest.mark.parametrize("command", ["suggest", "lint"])
def test_one_that_is_named_has_to_be_there(root: Path, command: str) -> None:
    run = ctxscan(command, root, "-f", "no.Dockerfile", cwd=root)
    assert run.exit_code == 2
    assert "no such Dockerfile: no.Dockerfile" in run.errors[0]


@pytest.mark.parametrize("command", ["report", "check", "list", "builds"])
def test_what_a_build_would_send_is_not_guessed(root: Path, command: str) -> None:
    run = ctxscan(command, root)
    assert run.exit_code == (0 if command == "builds" else 2)
