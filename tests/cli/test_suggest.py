"""``ctxscan suggest`` as a user runs it: where the file goes, and that nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.sizes import human_size
from tests.support.program import command, ctxscan, environment
from tests.support.repositories import commit, git, init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = "FROM scratch\nCOPY . /app\n"
OLD = "# ours\n*.bak\n\n!keep.bak"
"""Without a line end at its end."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "Dockerfile": DOCKERFILE,
        "package.json": "{}",
        ".gitignore": "*.tmp\n/out/\n",
        ".dockerignore": OLD,
        "src/app.js": "1",
        "out/big.bin": "x" * 1000,
    }
    root = init(grow(tmp_path / "project", files=files))
    git(root, "add", "-A")
    commit(root)
    return root


def shell(root: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", script.replace("ctxscan", " ".join(command()))],
        cwd=root,
        env=environment({"HOME": os.devnull}),
        capture_output=True,
        check=True,
    )


def written(root: Path) -> str:
    return (root / ".dockerignore").read_text(encoding="utf-8")


def test_the_old_rules_come_first_verbatim_with_their_comments(project: Path) -> None:
    run = ctxscan("suggest", project)
    assert run.exit_code == 0
    assert run.text.startswith(f"{OLD}\n\n# Ignored by git (saves 1 file, 1kB)\n**/*.tmp\nout\n")


def test_writing_twice_changes_nothing_the_second_time(project: Path) -> None:
    assert ctxscan("suggest", project, "--write").exit_code == 0
    once = written(project)
    assert once.startswith(OLD)
    assert "**/node_modules" in once
    run = ctxscan("suggest", project, "--write")
    assert (run.exit_code, written(project)) == (0, once)
    assert run.errors[-1].startswith("ctxscan: nothing to add")


def test_the_output_is_the_same_each_time(project: Path) -> None:
    assert ctxscan("suggest", project).stdout == ctxscan("suggest", project).stdout


def test_the_gate_fails_with_what_is_missing_and_passes_once_it_is_there(project: Path) -> None:
    run = ctxscan("suggest", project, "--check")
    assert run.exit_code == 1
    assert "**/*.tmp\tgit ignores *.tmp" in run.lines
    ctxscan("suggest", project, "--write")
    run = ctxscan("suggest", project, "--check")
    assert (run.exit_code, run.stdout) == (0, b"")


def test_the_diff_can_be_applied(project: Path) -> None:
    wanted = ctxscan("suggest", project).stdout
    diff = ctxscan("suggest", ".", "--diff", cwd=project).stdout
    git(project, "apply", stdin=diff)
    assert (project / ".dockerignore").read_bytes() == wanted


def test_the_diff_against_no_file_makes_one(project: Path) -> None:
    (project / ".dockerignore").unlink()
    diff = ctxscan("suggest", ".", "--diff", cwd=project).stdout
    assert diff.startswith(b"--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1,")


def test_the_document_tells_what_each_rule_saves_and_where_it_comes_from(project: Path) -> None:
    document = ctxscan("suggest", ".", "--format", "json", cwd=project).document
    rule = next(each for each in document["rules"] if each["pattern"] == "out")
    assert rule["origin"] == {"file": ".gitignore", "line": 2}
    assert (rule["saves_files"], rule["saves_bytes"]) == (1, 1000)
    assert document["text"].startswith(OLD)
    assert document["command"] == "suggest"


@pytest.mark.parametrize("builder", ["buildkit", "classic", "podman"])
def test_what_it_says_will_be_sent_is_what_a_report_then_finds(project: Path, builder: str) -> None:
    of = ("--format", "json", "--builder", builder)
    said = ctxscan("suggest", project, *of).document["after"]
    ctxscan("suggest", project, "--write", "--builder", builder)
    sent = ctxscan("report", project, *of).document["sent"]
    assert said == {key: sent[key] for key in said}


def test_a_file_for_one_dockerfile_is_the_one_that_is_written(project: Path) -> None:
    own = project / "Dockerfile.dockerignore"
    own.write_text("# own\n", encoding="utf-8")
    assert ctxscan("suggest", project, "--write").exit_code == 0
    assert own.read_text(encoding="utf-8").startswith("# own\n\n#")
    assert written(project) == OLD


def test_a_redirect_into_a_tracked_file_keeps_its_rules(project: Path) -> None:
    wanted = ctxscan("suggest", ".", cwd=project).text
    run = shell(project, "ctxscan suggest > .dockerignore")
    assert written(project) == wanted
    assert b"its 4 lines are recovered from git's index" in run.stderr


def test_a_redirect_into_a_file_that_is_only_committed_keeps_its_rules(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    run = shell(project, "ctxscan suggest > .dockerignore")
    assert written(project).startswith(OLD)
    assert b"recovered from the last commit (HEAD)" in run.stderr


def test_a_redirect_into_an_untracked_file_says_that_its_rules_are_gone(project: Path) -> None:
    git(project, "rm", "-q", "--cached", ".dockerignore")
    git(project, "commit", "-q", "-m", "x")
    run = shell(project, "ctxscan suggest --quiet > .dockerignore")
    assert b"cannot be recovered, because git does not track it" in run.stderr
    assert b"Use --write" in run.stderr
    assert "**/*.tmp" in written(project)


def test_a_redirect_outside_of_git_says_that_too(tmp_path: Path) -> None:
    root = grow(tmp_path / "a", files={"Dockerfile": DOCKERFILE, ".dockerignore": OLD})
    run = shell(root, "ctxscan suggest > .dockerignore")
    assert b"cannot be recovered, because this directory is in no git repository" in run.stderr


def test_a_redirect_that_appends_adds_what_is_new_and_no_rule_twice(project: Path) -> None:
    wanted = ctxscan("suggest", ".", cwd=project).text
    run = shell(project, "ctxscan suggest >> .dockerignore")
    assert written(project) == wanted
    assert b"only what is new is written" in run.stderr


def test_a_redirect_to_another_file_is_no_trap(project: Path) -> None:
    run = shell(project, "ctxscan suggest > other.txt")
    assert (project / "other.txt").read_text(encoding="utf-8").startswith(OLD)
    assert b"warning" not in run.stderr


def test_writing_while_stdout_is_the_file_recovers_it_as_well(project: Path) -> None:
    wanted = ctxscan("suggest", ".", cwd=project).text
    shell(project, "ctxscan suggest --write > .dockerignore")
    assert written(project) == wanted


def test_output_into_the_ignore_file_keeps_its_rules(project: Path) -> None:
    wanted = ctxscan("suggest", ".", cwd=project).text
    assert ctxscan("suggest", ".", "-o", ".dockerignore", cwd=project).exit_code == 0
    assert written(project) == wanted


def test_each_new_rule_is_explained_with_what_it_saves(project: Path) -> None:
    shown = ctxscan("suggest", project, "--explain", env={"COLUMNS": "200"}).lines
    rules = json.loads(ctxscan("suggest", project, "--format", "json").text)["rules"]
    assert shown[0].split() == ["saves", "files", "rule", "why"]
    assert len(shown) == len(rules) + 1
    for line, rule in zip(shown[1:], rules, strict=True):
        assert rule["pattern"] in line.split()
        assert rule["reason"] in line
        if not rule["pattern"].startswith("!"):
            assert line.split()[:2] == [human_size(rule["saves_bytes"]), str(rule["saves_files"])]
    assert written(project) == OLD


@pytest.mark.parametrize(
    "options",
    [
        ("--write", "--check"),
        ("--diff", "--format", "json"),
        ("--write", "--explain"),
        ("--diff", "--explain"),
        ("--explain", "--format", "json"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    project: Path, options: tuple[str, ...]
) -> None:
    assert ctxscan("suggest", project, *options).exit_code == 2
    assert written(project) == OLD


def test_ones_own_excludes_count_on_request_alone(project: Path, tmp_path: Path) -> None:
    excludes = tmp_path / "excludes"
    excludes.write_text("*.mine\n", encoding="utf-8")
    git(project, "config", "core.excludesFile", str(excludes))
    assert "**/*.mine" not in ctxscan("suggest", project).lines
    assert "**/*.mine" in ctxscan("suggest", project, "--global-excludes").lines
