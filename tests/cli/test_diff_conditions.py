"""`ctxscan diff`: what the command line says of the cache, and bases that are hardly any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.repositories import commit, git, init
from tests.support.trees import WHY_NOT_HERE, make_file

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

DOCKERFILE = """\
FROM alpine AS one
COPY a.txt /
RUN x
FROM alpine AS Two
RUN y
COPY --from=one /a.txt /
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = init(tmp_path / "project")
    make_file(root / "Dockerfile", DOCKERFILE)
    make_file(root / "a.txt", "a\n")
    git(root, "add", "-A")
    commit(root)
    return root


def fates(root: Path, *command: str, base: str = "HEAD") -> list[str]:
    run = ctxscan("diff", "--format", "json", base, *command, cwd=root)
    assert run.exit_code == 0, run.errors
    return [each["fate"] for each in run.document["steps"]]


def built(root: Path, *options: str) -> list[str]:
    return fates(root, "--", "docker", "buildx", "build", *options, ".")


def test_no_step_is_kept_without_the_cache(root: Path) -> None:
    assert built(root) == ["kept"] * 4
    assert built(root, "--no-cache") == ["lost"] * 4
    assert built(root, "--no-cache", "--no-cache=false") == ["kept"] * 4


def test_a_stage_without_the_cache_is_lost_and_what_reads_it_hangs_on_its_commands(
    root: Path,
) -> None:
    assert built(root, "--no-cache-filter=one") == ["lost", "lost", "kept", "perhaps"]
    assert built(root, "--no-cache-filter", "TWO,none") == ["kept", "kept", "lost", "lost"]


def test_what_a_run_is_run_with_is_in_its_key_and_of_a_host_the_name_alone(
    root: Path, tmp_path: Path
) -> None:
    def digests(*options: str) -> list[str]:
        command = ("--format", "json", "--", "docker", "build", *options, ".")
        document = ctxscan("key", *command, cwd=root).document
        return [each["digest"] for each in document["steps"]]

    plain = digests()
    assert digests("--no-cache") == plain
    assert digests("--network=default") == plain
    for option in ("--ulimit=nofile=9", "--shm-size=1g", "--network=host", "--add-host=a:1.2.3.4"):
        found = digests(option)
        assert [old == new for old, new in zip(plain, found, strict=True)] == [
            *(True, False, False, False)
        ]
    assert digests("--add-host=a:1.2.3.4") == digests("--add-host", "a=5.6.7.8")
    saved = str(tmp_path / "keys.json")
    command = ("--", "docker", "build", "--ulimit=nofile=9", ".")
    ctxscan("key", "--format", "json", "-o", saved, *command, cwd=root)
    assert fates(root, *command, base=saved) == ["kept"] * 4
    assert fates(root, base=saved) == ["kept", "lost", "lost", "lost"]


def test_a_network_of_all_commands_is_that_of_one_that_names_it_itself(root: Path) -> None:
    make_file(root / "Dockerfile", "FROM alpine\nRUN --network=none x\nRUN y\n")
    git(root, "commit", "-qam", "none")
    make_file(root / "Dockerfile", "FROM alpine\nRUN x\nRUN --network=none y\n")
    assert built(root, "--network=none") == ["kept", "kept"]
    assert built(root) == ["lost", "lost"]
    make_file(root / "Dockerfile", "FROM alpine\nRUN x\nRUN --network=host y\n")
    assert built(root, "--network=none") == ["kept", "lost"]


def test_values_that_docker_refuses_are_refused(root: Path) -> None:
    for option in ("--ulimit=nofile=3:1", "--shm-size=1ib", "--add-host=a"):
        command = ("diff", "HEAD", "--", "docker", "build", option, ".")
        assert option.replace("=", " ", 1) in refused(root, *command)


def refused(root: Path, *arguments: str) -> str:
    run = ctxscan(*arguments, cwd=root)
    assert run.exit_code == 2
    (line,) = run.errors
    return line


def test_a_branch_without_commits_has_nothing_to_compare_with(tmp_path: Path) -> None:
    root = init(tmp_path)
    make_file(root / "Dockerfile", DOCKERFILE)
    assert "the branch has no commits" in refused(root, "diff")
    assert refused(root, "churn") == (
        "ctxscan: error: there is no history: the branch has no commits"
    )


def test_three_dots_are_refused_with_the_way_to_what_they_mean(root: Path) -> None:
    line = refused(root, "diff", "HEAD...other")
    assert "three dots are not read: HEAD...other" in line
    assert "git merge-base HEAD other" in line


def test_one_commit_is_no_history_to_go_through(root: Path) -> None:
    text = ctxscan("churn", cwd=root).text
    assert text == "No commit to go through: only one is there, or none so young.\n"


def test_the_title_names_both_of_two_revisions(root: Path) -> None:
    commit(root)
    first: Any = ctxscan("diff", "HEAD~1..HEAD", cwd=root).text.splitlines()[0]
    assert first == "Build context . at HEAD  against HEAD~1  (BuildKit)"
    first = ctxscan("diff", "HEAD~1", cwd=root).text.splitlines()[0]
    assert first == "Build context .  against HEAD~1  (BuildKit)"


def test_the_file_that_a_checkout_writes_into_a_submodule_is_no_change(tmp_path: Path) -> None:
    inner = init(tmp_path / "inner")
    make_file(inner / "a", "a\n")
    git(inner, "add", "-A")
    commit(inner)
    root = init(tmp_path / "outer")
    make_file(root / "Dockerfile", "FROM scratch\nCOPY sub /sub\n")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    git(root, "add", "-A")
    commit(root)
    assert fates(root) == ["kept"]
    make_file(root / "sub" / "a", "b\n")
    assert fates(root) == ["lost"]


def test_a_long_command_takes_one_line_of_a_terminal_and_is_cut_in_a_comment(root: Path) -> None:
    make_file(root / "Dockerfile", f"FROM alpine\nRUN {'echo x && ' * 30}true\n")
    text = ctxscan("diff", cwd=root).text
    (line,) = [each for each in text.splitlines() if "echo x" in each]
    assert "…" in line
    markdown = ctxscan("diff", "--format", "markdown", cwd=root).text
    (line,) = [each for each in markdown.splitlines() if "echo x" in each]
    assert "…` | new in the Dockerfile |" in line
    assert len(line) < 150


def test_a_directory_that_is_no_copy_and_has_the_name_of_a_branch_is_taken_for_neither(
    root: Path,
) -> None:
    git(root, "branch", "web")
    make_file(root / "web" / "index.html", "x\n")
    run = ctxscan("diff", "web", cwd=root)
    assert run.exit_code == 2
    (line,) = run.errors
    assert "web is a directory here, and a revision: as a directory it has no such build" in line
    assert line.endswith("(the revision is web^0)")
    assert fates(root, base="web^0") == ["kept"] * 4


def test_a_step_that_is_lost_for_certain_names_no_cause_that_is_in_doubt(root: Path) -> None:
    stage = "FROM alpine AS one\nCOPY a.txt /\nRUN x\n"
    text = f"{stage}FROM alpine\nARG V=1\nRUN y\nCOPY --from=one /x /\n"
    make_file(root / "Dockerfile", text)
    git(root, "commit", "-qam", "x")
    make_file(root / "Dockerfile", text.replace("V=1", "V=2"))
    make_file(root / "a.txt", "other\n")
    steps = ctxscan("diff", "--format", "json", cwd=root).document["steps"]
    assert (steps[-1]["fate"], steps[-1]["because"]) == ("lost", [{"line": 6}])
