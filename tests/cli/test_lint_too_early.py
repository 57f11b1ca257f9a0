"""`copy-too-early` of `ctxscan lint`: a copy before commands, by the commits of its branch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

EARLY = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n"
FILES = {"package.json": '{"dependencies": {"a": "1"}}', "package-lock.json": "{}", "src/a.js": ""}


def project(
    root: Path, dockerfile: str, changed: Sequence[str], *, ignored: str = "", below: str = ""
) -> Path:
    """One commit of everything, then one for each path of *changed*."""
    init(root)
    make_file(root / below / "Dockerfile", dockerfile)
    make_file(root / below / ".dockerignore", ignored)
    for name, text in FILES.items():
        make_file(root / below / name, text)
    git(root, "add", "-A")
    commit(root)
    for number, path in enumerate(changed):
        text = f'{{"version": "{number}"}}' if path.endswith(".json") else f"{number}\n"
        make_file(root / path, text)
        git(root, "add", "-A")
        commit(root)
    return root


def said(root: Path, *arguments: str) -> list[Any]:
    run = ctxscan("lint", *arguments, "--format", "json", cwd=root)
    assert run.exit_code in (0, 1), run.errors
    document = run.document
    findings = [row for each in document.get("builds", [document]) for row in each["findings"]]
    return [each for each in findings if each["code"] == "copy-too-early"]


def test_it_says_how_often_the_command_runs_again_today_and_behind_a_copy_of_its_lists(
    tmp_path: Path,
) -> None:
    changed = ["src/a.js"] * 9 + ["package.json", "src/b.js", "src/a.js"]
    (found,) = said(project(tmp_path / "p", EARLY, changed))
    assert (found["file"], found["line"]) == ("Dockerfile", 3)
    assert found["message"] == (
        "it runs again after 12 of the last 12 commits, and line 4 needs only package.json and "
        "package-lock.json of what it copies: that runs again 12 times, and 1 with them copied "
        "first"
    )
    assert found["hint"] == (
        "copy package.json and package-lock.json first, and the rest behind line 4; "
        "churn --propose shows the Dockerfile"
    )


@pytest.mark.parametrize(
    ("changed", "ignored"),
    [
        pytest.param(["src/a.js"] * 9, "", id="fewer than ten commits"),
        pytest.param(["package.json"] * 12, "", id="the lists are what changes"),
        pytest.param(
            ["src/a.js", "package.json"] * 6 + ["package.json"], "", id="more than half do both"
        ),
        pytest.param(["src/a.js"] * 12, "src\n", id="what changes is not sent"),
        pytest.param(["README.md"] * 7 + ["src/a.js"] * 6, "*.md\n", id="not most commits"),
    ],
)
def test_it_is_silent(tmp_path: Path, changed: list[str], ignored: str) -> None:
    assert said(project(tmp_path / "p", EARLY, changed, ignored=ignored)) == []


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param(
            "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm run build\nRUN npm ci\n",
            id="the first command may need all of it",
        ),
        pytest.param(
            "FROM node\nWORKDIR /app\nCOPY src /src\nRUN make\nCOPY . .\nRUN npm ci\n",
            id="a step before it breaks as often",
        ),
        pytest.param(f"{EARLY}FROM scratch AS last\n", id="the target does not need the stage"),
        pytest.param("FROM node\nCOPY . /app\n", id="there is no command"),
        pytest.param("FROM node\nCOPY nothing /app/\nRUN apt-get update\n", id="the step fails"),
    ],
)
def test_an_order_is_left_alone_if_another_keeps_no_more(tmp_path: Path, dockerfile: str) -> None:
    assert said(project(tmp_path / "p", dockerfile, ["src/a.js"] * 12)) == []


def test_commits_that_change_nothing_of_the_context_do_not_count(tmp_path: Path) -> None:
    changed = ["web/src/a.js", "docs/a.md", "docs/b.md"] * 11
    root = project(tmp_path / "p", EARLY, changed, below="web")
    (found,) = said(root, "web")
    assert found["message"].startswith("it runs again after 11 of the last 11 commits")


def test_no_more_than_a_hundred_commits_are_looked_at(tmp_path: Path) -> None:
    (found,) = said(project(tmp_path / "p", EARLY, ["src/a.js"] * 101 + ["src/b.js"] * 5))
    assert found["message"].startswith("it runs again after 100 of the last 100 commits")


def test_a_command_that_needs_nothing_is_one_to_move_behind(tmp_path: Path) -> None:
    text = "FROM node\nWORKDIR /app\nCOPY . .\nRUN apt-get update\nRUN apt-get install git\nRUN x\n"
    (found,) = said(project(tmp_path / "p", text, ["src/a.js"] * 10))
    assert "lines 4 and 5 need nothing of what it copies: those run again 20" in found["message"]
    assert found["message"].endswith("and 0 with this one behind them")
    assert found["hint"].startswith("move it behind line 5;")


def test_it_is_a_note_that_fails_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "p", EARLY, ["src/a.js"] * 12, ignored=".git\n")
    run = ctxscan("lint", cwd=root)
    assert run.exit_code == 0
    assert run.text.splitlines()[-1].endswith(": 1 note")
    assert ctxscan("lint", "--format", "json", cwd=root).document["passed"] is True
    assert ctxscan("lint", "--format", "github", cwd=root).text.startswith("::notice file=")
    make_file(root / ".dockerignore", ".git\n.git\n")
    run = ctxscan("lint", cwd=root)
    assert run.exit_code == 1
    assert "finding and 1 note" in run.text


def test_a_shallow_clone_and_a_context_outside_of_git_say_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "p", EARLY, ["src/a.js"] * 12)
    git(tmp_path, "clone", "-q", "--depth", "3", root.as_uri(), "shallow")
    assert said(tmp_path / "shallow") == []
    git(tmp_path, "clone", "-q", "--depth", "12", root.as_uri(), "deeper")
    assert said(tmp_path / "deeper") == []
    (root / ".git").rename(tmp_path / "elsewhere")
    assert said(root) == []


def test_it_is_said_once_of_builds_that_share_a_dockerfile_and_can_be_left_out(
    tmp_path: Path,
) -> None:
    root = project(tmp_path / "p", EARLY, ["src/a.js"] * 12)
    targets = {"a": {"context": "."}, "b": {"context": ".", "args": {"X": "1"}}}
    bake = {"group": {"default": {"targets": ["a", "b"]}}, "target": targets}
    make_file(root / "docker-bake.json", json.dumps(bake))
    assert len(said(root, "docker-bake.json")) == 2
    text = ctxscan("lint", "docker-bake.json", cwd=root).text
    assert text.count("[copy-too-early]") == 1
    assert said(root, "--skip", "copy-too-early") == []


def test_the_classic_builder_has_no_such_cache(tmp_path: Path) -> None:
    root = project(tmp_path / "p", EARLY, ["src/a.js"] * 12)
    assert said(root, "--builder", "classic") == []
