"""``init``: what it shows, what it writes, and that it leaves alone what is there."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

import ctxscan
from ctxscan.api.starting_files import rounded_up
from tests.support.program import ROOT, command, environment
from tests.support.program import ctxscan as run
from tests.support.repositories import init
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = sorted(path.name for path in (ROOT / "sample_projects").iterdir() if path.is_dir())
DOCKERFILE = {"Dockerfile": "FROM scratch\nCOPY . /app\n"}
OURS = (
    ".ctxscan.toml",
    ".dockerignore",
    ".github/workflows/ctxscan.yml",
    ".pre-commit-config.yaml",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(init(tmp_path / "p"), "src/a.py 5", "node_modules/b.js 9", files=DOCKERFILE)


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


def test_without_a_yes_it_only_shows(project: Path) -> None:
    before = contents(project)
    found = run("init", cwd=project)
    assert found.exit_code == 0
    assert all(f"\n{name}  new\n" in f"\n{found.text}" for name in OURS)
    assert "nothing is written: that takes a terminal to ask at, or --yes" in found.errors[-1]
    assert contents(project) == before


def test_what_is_shown_is_what_is_written(project: Path) -> None:
    shown = run("init", cwd=project).text
    assert run("init", "--yes", cwd=project).text == shown
    for name in OURS:
        text = (project / name).read_text()
        assert "".join(f"  {line}".rstrip() + "\n" for line in text.splitlines()) in shown


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_set_up_and_passes_as_it_was_said_to(name: str, tmp_path: Path) -> None:
    root = init(tmp_path / "p")
    shutil.copytree(ROOT / "sample_projects" / name, root, symlinks=True, dirs_exist_ok=True)
    found = run("init", "--yes", cwd=root)
    assert found.exit_code == 0, found.errors
    after = contents(root)
    checked = run("check", "--all", cwd=root)
    assert (checked.exit_code == 0) == ("finds nothing today" in found.text)
    again = run("init", "--yes", cwd=root)
    assert "ctxscan: nothing to do: all is there" in again.errors
    assert contents(root) == after
    for file in (".github/workflows/ctxscan.yml", ".pre-commit-config.yaml"):
        assert yaml.safe_load(after[file])
    assert set(tomllib.loads(after[".ctxscan.toml"].decode())) == {"max-size", "leaks"}


def test_what_will_still_be_found_is_said(project: Path) -> None:
    (project / "src/id_rsa").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    (project / ".dockerignore").write_text("node_modules\n!src/id_rsa\n")
    found = run("init", "--yes", "--skip", "ignore-file", cwd=project)
    assert "will still find" in found.text
    assert "src/id_rsa" in found.text
    assert run("check", "--all", cwd=project).exit_code == 1


def test_it_is_asked_at_a_terminal(project: Path) -> None:
    assert asked(project, b"n\n")[0] == 0
    assert not (project / ".ctxscan.toml").exists()
    code, said = asked(project, b"y\n")
    assert code == 0, said
    assert all((project / name).exists() for name in OURS)


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal to be had")
def asked(root: Path, answer: bytes) -> tuple[int, bytes]:
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the program
        os.chdir(root)
        os.execvpe(sys.executable, command("init"), environment({"TERM": "dumb"}))  # noqa: S606 - it has to have the terminal
    said, answered = b"", False
    while select.select([terminal], [], [], 60)[0]:
        try:
            said += os.read(terminal, 65536)
        except OSError:
            break
        if b"[y/N]" in said and not answered:
            os.write(terminal, answer)
            answered = True
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert answered, said
    return os.waitstatus_to_exitcode(status), said


def test_parts_can_be_left_out(project: Path) -> None:
    skipped = [word for part in ("ci", "pre-commit", "settings") for word in ("--skip", part)]
    run("init", "--yes", *skipped, cwd=project)
    assert [name for name in OURS if (project / name).exists()] == [".dockerignore"]


def test_a_hook_is_added_to_those_that_are_there(project: Path) -> None:
    own = "repos:\n  - repo: https://example.invalid/x\n    rev: v1\n    hooks: [{id: x}]\n"
    (project / ".pre-commit-config.yaml").write_text(own)
    assert "  +  - repo: local\n" in run("init", "--yes", cwd=project).text
    text = (project / ".pre-commit-config.yaml").read_text()
    assert text.startswith(own)
    first, second = yaml.safe_load(text)["repos"]
    assert first == yaml.safe_load(own)["repos"][0]
    assert second["hooks"][0]["entry"] == "ctxscan check --all"


def test_a_hook_that_cannot_be_added_safely_is_shown(project: Path) -> None:
    (project / ".pre-commit-config.yaml").write_text("repos: []\n")
    found = run("init", "--yes", cwd=project)
    assert ".pre-commit-config.yaml  left as it is: it is not written in a way" in found.text
    assert "  - repo: local" in found.text
    assert (project / ".pre-commit-config.yaml").read_text() == "repos: []\n"


def test_gitlab_gets_a_job_where_it_is_used(project: Path) -> None:
    own = "build:\n  script:\n    - !reference [x, script]\n"
    (project / ".gitlab-ci.yml").write_text(own)
    run("init", "--yes", cwd=project)
    text = (project / ".gitlab-ci.yml").read_text()
    assert text.startswith(own)
    job = yaml.safe_load(text.removeprefix(own))["ctxscan"]
    assert "ctxscan check --all" in job["script"][-1]
    assert not (project / ".github").exists()


def test_gitlab_with_stages_of_its_own_is_left(project: Path) -> None:
    (project / ".gitlab-ci.yml").write_text("stages: [build, ship]\nx:\n  script: [y]\n")
    found = run("init", "--yes", cwd=project)
    assert ".gitlab-ci.yml  left as it is: its stages are build, ship" in found.text
    assert "ctxscan" not in (project / ".gitlab-ci.yml").read_text()


def test_a_workflow_that_speaks_of_us_is_enough(project: Path) -> None:
    grow(
        project, files={".github/workflows/all.yaml": "jobs: {a: {steps: [{run: ctxscan check}]}}"}
    )
    run("init", "--yes", cwd=project)
    assert not (project / ".github/workflows/ctxscan.yml").exists()


def test_settings_that_are_there_stay(project: Path) -> None:
    grow(project, files={"pyproject.toml": '[tool.ctxscan]\nmax-size = "1MB"\n'})
    run("init", "--yes", cwd=project)
    assert not (project / ".ctxscan.toml").exists()


def test_a_link_that_leads_out_of_the_project_is_not_followed(project: Path) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (project / ".github").symlink_to(outside)
    (project / ".pre-commit-config.yaml").symlink_to(outside / "hooks.yaml")
    found = run("init", "--yes", cwd=project)
    assert found.text.count("its links lead out of the project") == 2
    assert list(outside.iterdir()) == []


def test_only_the_top_of_a_repository_is_set_up(project: Path) -> None:
    found = run("init", "src", "--yes", cwd=project)
    assert (found.exit_code, len(found.errors)) == (2, 1)
    assert "is a part of" in found.errors[0]
    assert run("init", "nowhere", cwd=project).exit_code == 2


def test_a_project_without_a_build_is_not_set_up(tmp_path: Path) -> None:
    root = grow(init(tmp_path / "p"), "a 1")
    found = run("init", "--yes", cwd=root)
    assert (found.exit_code, len(found.errors)) == (2, 1)
    assert contents(root) == {"a": b"a"} or set(contents(root)) == {"a"}


def test_from_python_nothing_is_written(project: Path) -> None:
    before = contents(project)
    found = ctxscan.init(str(project), skip=["ci"])
    assert contents(project) == before
    for file in found.files:
        file.write()
    assert (project / ".ctxscan.toml").exists()
    assert not (project / ".github").exists()


def test_a_file_that_changed_meanwhile_is_not_overwritten(project: Path) -> None:
    found = ctxscan.init(str(project))
    (project / ".ctxscan.toml").write_text('max-size = "1MB"\n')
    (file,) = (each for each in found.files if each.path.endswith(".ctxscan.toml"))
    with pytest.raises(ctxscan.CtxscanError, match="has changed since it was read"):
        file.write()
    assert (project / ".ctxscan.toml").read_text() == 'max-size = "1MB"\n'


@pytest.mark.parametrize(
    ("size", "limit"),
    [
        (0, 1_000_000),
        (600_000, 1_000_000),
        (700_000, 2_000_000),
        (5_224_000, 10_000_000),
        (10**9, 2 * 10**9),
    ],
)
def test_a_limit_is_a_number_that_people_say(size: int, limit: int) -> None:
    assert rounded_up(size) == limit
    assert rounded_up(size) * 2 >= size * 3


def test_the_hook_that_is_written_is_one_that_pre_commit_takes(project: Path) -> None:
    pre_commit = shutil.which("pre-commit") or shutil.which(
        "pre-commit",
        path=os.path.dirname(sys.executable),  # noqa: PTH120 - a folder of programs
    )
    if pre_commit is None:
        pytest.skip("no pre-commit here")
    run("init", "--yes", cwd=project)
    words = [pre_commit, "validate-config", ".pre-commit-config.yaml"]
    subprocess.run(words, cwd=project, check=True, capture_output=True)
