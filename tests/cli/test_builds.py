"""`ctxscan builds`: a directory, a compose or bake file, a command line of docker's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.listings import listed_directories
from tests.support.program import ctxscan
from tests.support.schemas import mismatches
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

COMPOSE = """\
services:
  a: {build: web}
  b: {build: {context: web, target: nope}}
  c: {build: gone}
  d: {build: web, profiles: [x]}
  e: {build: "https://github.com/a/b.git"}
"""
BAKE = """\
target "t" {
  context = "web"
  contexts = { base = "target:u" }
  typo = 1
}
target "u" {
  dockerfile-inline = "FROM scratch\\nCOPY web missing /"
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(
        tmp_path / "project",
        "web/src/a 3",
        files={
            "web/Dockerfile": "FROM scratch\nCOPY src /\n",
            "tools/x/Dockerfile": "FROM scratch\nCOPY web/src tools /\n",
            "node_modules/y/Dockerfile": "FROM scratch\n",
            "compose.yaml": COMPOSE,
            "docker-bake.hcl": BAKE,
        },
    )


def document(project: Path, *words: str) -> Any:
    run = ctxscan("builds", "--format", "json", *words, cwd=project)
    assert run.exit_code == 0, run.errors
    assert mismatches(run.document, "builds") == []
    return run.document


def test_a_directory_holds_what_compose_bake_and_dockerfiles_declare(project: Path) -> None:
    found = document(project)
    assert [(each["name"], each["from"]["tool"]) for each in found["builds"]] == [
        *(("a", "compose"), ("b", "compose"), ("c", "compose"), ("e", "compose")),
        *(("t", "bake"), ("u", "bake"), ("tools/x/Dockerfile", "dockerfile")),
    ]
    assert found["inactive"] == ["d"]
    assert {each["code"] for each in found["warnings"]} == {
        *("bake-ignored", "context-elsewhere", "context-guessed", "unknown-value"),
    }


def test_the_context_of_a_dockerfile_is_where_all_its_sources_lie(project: Path) -> None:
    (build,) = document(project, "--only", "tools/x/Dockerfile")["builds"]
    assert (build["context"], build["failures"]) == (str(project), [])


def test_a_figure_is_that_of_the_report(project: Path) -> None:
    reported = ctxscan("report", "web", "--format", "json", cwd=project).document["sent"]
    (build,) = document(project, "compose.yaml", "--only", "a")["builds"]
    assert build["transfer_bytes"] == reported["transfer_bytes"]
    assert build["files"] == reported["files"]


def test_what_is_not_there_or_remote_has_no_figures(project: Path) -> None:
    rows = {each["name"]: each for each in document(project, "compose.yaml")["builds"]}
    assert [rows[name]["transfer_bytes"] for name in "bce"] == [None, None, None]
    assert rows["c"]["failures"][0]["message"] == f"no such directory: {project}/gone"
    assert "nope" in rows["b"]["failures"][0]["message"]
    assert rows["e"]["failures"] == []


def test_a_step_that_fails_is_a_failure_of_its_build(project: Path) -> None:
    (build,) = document(project, "docker-bake.hcl", "--only", "u")["builds"]
    assert [(each["line"], each["kind"]) for each in build["failures"]] == [(2, "source-missing")]


def test_builds_that_send_the_same_share_one_walk(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = listed_directories(monkeypatch)
    found = document(project, "--only", "a", "--only", "t")
    assert [each["files"] for each in found["builds"]] == [1, 1]
    assert listed == ["", "src/"]
    (shared,) = found["contexts"]
    assert shared["builds"] == ["a", "t"]


def test_builds_that_ask_for_different_things_share_one_walk_too(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "other.Dockerfile").write_text("FROM scratch\nCOPY web tools /\n")
    (project / "third.Dockerfile").write_text("FROM scratch\nCOPY tools /\n")
    names = ("other.Dockerfile", "third.Dockerfile")
    alone = [document(project, "--only", name)["builds"][0] for name in names]
    listed = listed_directories(monkeypatch)
    found = document(project, "--only", names[0], "--only", names[1])
    assert found["builds"] == alone
    assert listed.count("web/src/") == 1


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["docker", "build", "web"], id="docker build"),
        pytest.param(["docker", "buildx", "build", "-f", "web/Dockerfile", "web"], id="buildx"),
        pytest.param(["DOCKER_BUILDKIT=0", "docker", "build", "web"], id="classic"),
        pytest.param(["podman", "build", "web"], id="podman"),
        pytest.param(["docker", "compose", "build", "a"], id="compose"),
        pytest.param(["docker", "buildx", "bake", "t"], id="bake"),
    ],
)
def test_the_command_line_of_a_builder_is_taken_as_it_is(project: Path, words: list[str]) -> None:
    found = document(project, "--", *words)["builds"][0]
    assert found["context"] == str(project / "web")
    assert found["failures"] == []
    assert found["files"] is not None


def test_a_build_that_is_not_there_is_refused_with_those_that_are(project: Path) -> None:
    run = ctxscan("builds", "--only", "z", cwd=project)
    names = "a, b, c, e, t, u, tools/x/Dockerfile"
    assert run.errors == [f"ctxscan: error: --only z: no such build (there are: {names})"]


@pytest.mark.parametrize("address", ["https://example.com/a.git", "git@example.com:a/b.git"])
def test_a_remote_context_is_refused_as_what_it_is_with_what_to_do(
    project: Path, address: str
) -> None:
    run = ctxscan("builds", address, cwd=project)
    (error,) = run.errors
    assert run.exit_code == 2
    assert error.startswith(f"ctxscan: error: a remote context is not read: {address} (clone")


def test_a_fault_is_one_line_and_with_json_a_document_too(project: Path) -> None:
    (project / "docker-bake.hcl").write_text('target "t" {\n  context = \n}\n')
    run = ctxscan("builds", "--format", "json", "--", "docker", "buildx", "bake", cwd=project)
    assert run.exit_code == 2
    assert len(run.errors) == 1
    assert run.errors[0].startswith("ctxscan: error: docker-bake.hcl:2: ")
    fault = run.document["error"]
    assert (fault["kind"], fault["file"], fault["line"]) == ("syntax", "docker-bake.hcl", 2)
    assert mismatches(run.document, "builds") == []


def test_the_table_names_builds_figures_and_what_fails(project: Path) -> None:
    lines = ctxscan("builds", "compose.yaml", cwd=project, env={"COLUMNS": "120"}).lines
    assert lines[0] == "4 builds of compose.yaml"
    assert lines[2] == "compose.yaml"
    assert lines[4].split() == ["62B", "1", "a", "web/Dockerfile,", "context", "web"]
    assert "c fails: no such directory: " in "\n".join(lines)


def test_many_warnings_of_one_kind_are_few_lines(project: Path) -> None:
    for number in range(9):
        grow(project / f"tool{number}", files={"Dockerfile": "FROM scratch\n"})
    errors = ctxscan("builds", cwd=project).errors
    assert sum("[context-guessed]" in line for line in errors) == 4
    assert "ctxscan: warning: 7 more like that [context-guessed]" in errors


def test_what_docker_build_takes_by_itself_is_no_guess(tmp_path: Path) -> None:
    one = {"Dockerfile": "FROM scratch\nCOPY a /\n", "web/Dockerfile": "FROM scratch\n"}
    run = ctxscan("builds", cwd=grow(tmp_path, "a", files=one))
    (warned,) = (line for line in run.errors if "[context-guessed]" in line)
    assert "web/Dockerfile: nothing says what its context is; web is a guess" in warned


def test_one_bake_run_sends_a_context_once_for_each_different_request(tmp_path: Path) -> None:
    targets = {"a": "big", "b": "big", "c": "big other"}
    root = grow(
        tmp_path / "project",
        *("big 3", "other 2"),
        files={
            **{name: f"FROM scratch\nCOPY {asked} /\n" for name, asked in targets.items()},
            "docker-bake.hcl": "".join(f'target "{n}" {{ dockerfile = "{n}" }}\n' for n in targets),
        },
    )
    (shared,) = document(root, "docker-bake.hcl")["contexts"]
    assert (shared["builds"], shared["transfers"]) == (["a", "b", "c"], 2)
    (shared,) = document(root, "docker-bake.hcl", "--only", "a", "--only", "b")["contexts"]
    assert shared["transfers"] == 1
    (shared,) = document(root, "docker-bake.hcl", "--builder", "classic")["contexts"]
    assert shared["transfers"] == 3
