"""Attacks that once succeeded, by what they did."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.git import program
from ctxscan.context.walk.two_processes import WORTH_SHARING
from tests.support.program import command, ctxscan, environment
from tests.support.trees import grow
from tests.support.unprivileged import NOBODY

if TYPE_CHECKING:
    from pathlib import Path

COPY_ALL = "FROM scratch\nCOPY . /\n"


@pytest.mark.parametrize("words", ["report", "list", "check", "suggest", "lint", "key", "builds"])
@pytest.mark.parametrize("name", [".gitignore", ".git/config", ".env", "Dockerfile"])
def test_no_result_replaces_a_file_that_it_is_drawn_from(
    tmp_path: Path, words: str, name: str
) -> None:
    root = grow(tmp_path, files={"Dockerfile": COPY_ALL, ".gitignore": "a\n", ".env": "A=1\n"})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    before = (root / name).read_bytes()
    run = ctxscan(words, "-o", name, ".", cwd=root)
    assert run.exit_code == 2
    assert run.errors == [
        f"ctxscan: error: --output {name} would replace what this reads (write it to another file)"
    ]
    assert (root / name).read_bytes() == before


@pytest.mark.parametrize("words", [("check", "sub"), ("check",), ("lint", "sub"), ("builds",)])
def test_settings_that_name_a_link_in_a_circle_are_no_fault(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    settings = '[[contexts]]\npath = "loop"\nfile = "loop"\n'
    root = grow(
        tmp_path,
        "loop -> loop",
        "sub/a",
        files={"Dockerfile": COPY_ALL, "sub/Dockerfile": COPY_ALL, ".ctxscan.toml": settings},
    )
    run = ctxscan(*words, cwd=root)
    assert run.exit_code in (0, 1, 2)
    assert not [line for line in run.errors if "fault of ctxscan" in line]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone removes a current directory")
@pytest.mark.parametrize(
    "words",
    [
        *("report", "list", "check", "suggest", "suggest --write", "lint", "key", "builds"),
        *("explain a", "diff .", "churn", "report /"),
    ],
)
def test_a_current_directory_that_is_gone_is_one_error(tmp_path: Path, words: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f'rmdir "$PWD" && exec "$@" {words}'
    run = subprocess.run(
        ["sh", "-c", line, "sh", *command()],
        cwd=gone,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, b"")
    (error,) = os.fsdecode(run.stderr).splitlines()
    assert error == (
        "ctxscan: error: cannot use the current directory: No such file or directory "
        "(go to one that is there)"
    )


@pytest.fixture
def leaking(tmp_path: Path) -> Path:
    """A file that only a rule of a .gitignore further down keeps out of git."""
    root = grow(tmp_path, "sub/secret.txt 3", files={"Dockerfile": COPY_ALL})
    (root / "sub/.gitignore").write_text("secret.txt\n")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def refused(*_: object, **__: object) -> None:
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


@pytest.mark.parametrize("words", ["check --leaks", "suggest", "suggest --source gitignore"])
@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        ("processes", "git cannot be started: Resource temporarily unavailable"),
        ("path", "git is not installed"),
        ("owner", "git does not trust the repository, because it belongs to somebody else"),
        ("git", "{}/.git is no repository"),
    ],
)
def test_where_git_could_not_be_asked_nothing_passes_without_a_word(
    leaking: Path, words: str, attack: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ctxscan("check", "--leaks", cwd=leaking).exit_code == 1
    match attack:
        case "processes":
            monkeypatch.setattr("subprocess.Popen", refused)
        case "path":
            monkeypatch.setenv("PATH", "/nowhere")
        case "owner":
            # Git's own switch for its tests: every repository belongs to somebody else.
            monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        case _:
            (leaking / ".git/HEAD").unlink()
    run = ctxscan(*words.split(), cwd=leaking)
    said = " ".join(run.text.split() + " ".join(run.errors).split())
    assert f"because {reason.format(leaking)}" in said


@pytest.mark.parametrize("words", ["check --leaks", "suggest", "report", "list", "churn", "diff ."])
def test_no_directory_for_temporary_files_changes_no_answer(
    leaking: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ctxscan(*words.split(), cwd=leaking)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", list)
    monkeypatch.setattr("tempfile.tempdir", None)
    assert ctxscan(*words.split(), cwd=leaking) == before


def test_where_no_second_process_may_start_one_walks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow(tmp_path, files={"Dockerfile": COPY_ALL})
    for directory in range(80):
        (root / f"d{directory}").mkdir()
        for name in range(WORTH_SHARING // 80 + 10):
            (root / f"d{directory}/{name}").touch()
    before = ctxscan("report", "--format", "json", cwd=root)
    monkeypatch.setattr("os.fork", refused)
    assert ctxscan("report", "--format", "json", cwd=root) == before


@pytest.mark.skipif(os.name != "posix", reason="what runs is a shell script")
@pytest.mark.parametrize("words", ["suggest", "check --leaks", "diff HEAD", "churn", "report"])
def test_a_partial_clone_fetches_nothing_with_an_older_git_either(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = grow(tmp_path / "r", files={"Dockerfile": COPY_ALL, ".dockerignore": "*.log\n"})
    git = ["git", "-c", "user.name=n", "-c", "user.email=e", "-C", str(root)]
    for each in (
        *(["init", "-q"], ["add", "."], ["commit", "-qm", "m"]),
        ["config", "remote.origin.uploadpack", f"touch {tmp_path}/ran; false"],
        ["config", "remote.origin.url", str(root)],
        ["config", "remote.origin.promisor", "true"],
        ["config", "extensions.partialClone", "origin"],
    ):
        subprocess.run([*git, *each], check=True)
    blob = subprocess.check_output([*git, "rev-parse", "HEAD:.dockerignore"], text=True).strip()
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    (root / ".dockerignore").write_text("")
    # Git knows this variable since May 2024.
    older = {**program._ENVIRONMENT}
    del older["GIT_NO_LAZY_FETCH"]
    monkeypatch.setattr(program, "_ENVIRONMENT", older)
    run = ctxscan(*words.split(), cwd=root)
    assert run.exit_code in (0, 1, 2)
    assert not (tmp_path / "ran").exists()
    monkeypatch.delenv("GIT_NO_LAZY_FETCH", raising=False)
    subprocess.run([*git, "cat-file", "blob", blob], check=False, capture_output=True)
    assert (tmp_path / "ran").exists(), "git by itself would have run it"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root alone gives files away")
@pytest.mark.parametrize("words", ["suggest --write", "lint --fix", "check --update-baseline"])
def test_a_file_that_root_writes_stays_its_owners_with_its_mode(tmp_path: Path, words: str) -> None:
    ignore, baseline = "*.log\n*.log\n", '{"schema_version": 1, "builds": {}}'
    files = {"Dockerfile": COPY_ALL, ".dockerignore": ignore, "b.json": baseline}
    root = grow(tmp_path, ".env 3", files={**files, ".ctxscan.toml": 'baseline = "b.json"\n'})
    name = "b.json" if "baseline" in words else ".dockerignore"
    os.chown(root / name, NOBODY, NOBODY)
    (root / name).chmod(0o640)
    before = (root / name).read_bytes()
    assert ctxscan(*words.split(), cwd=root).exit_code in (0, 1)
    found = (root / name).stat()
    assert (root / name).read_bytes() != before
    assert (found.st_uid, found.st_gid, found.st_mode & 0o7777) == (NOBODY, NOBODY, 0o640)


@pytest.mark.parametrize("words", ["suggest", "check --leaks", "report", "diff HEAD", "churn"])
def test_a_work_tree_that_is_configured_to_be_elsewhere_is_no_error_and_is_said(
    leaking: Path, words: str
) -> None:
    subprocess.run(["git", "-C", str(leaking), "config", "core.worktree", "/"], check=True)
    run = ctxscan(*words.split(), cwd=leaking)
    said = " ".join(run.text.split() + " ".join(run.errors).split())
    assert run.exit_code in ((2,) if words in ("diff HEAD", "churn") else (0, 1))
    assert words == "report" or "configured to be elsewhere (core.worktree)" in said
