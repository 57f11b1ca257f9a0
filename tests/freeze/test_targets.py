from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.freeze.commands import BUILDERS, quick, thorough
from tests.freeze.samples import plant_samples
from tests.freeze.targets import (
    Target,
    dockerfiles,
    found_in_repositories,
    is_dockerfile,
    spread,
    targets,
)
from tests.support.samples import BUILDS, PROJECTS
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "dockerfile",
        "Dockerfile.dev",
        "api.Dockerfile",
        "Containerfile",
        "Dockerfile-1",
    ],
)
def test_is_a_dockerfile_by_its_name(name: str) -> None:
    assert is_dockerfile(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "api.Dockerfile.dockerignore",
        "dockerfile.go",
        "Dockerfiles",
        "dockerfile_test.py",
        "compose.yaml",
    ],
)
def test_is_no_dockerfile_by_its_name(name: str) -> None:
    assert not is_dockerfile(name)


def test_dockerfiles_are_found_at_any_depth_but_not_in_git(tmp_path: Path) -> None:
    grow(tmp_path, "b/c/Dockerfile", "a.Dockerfile", ".git/Dockerfile", "b/main.py")
    assert dockerfiles(tmp_path) == ["a.Dockerfile", "b/c/Dockerfile"]


@pytest.mark.parametrize(
    ("most", "chosen"),
    [(1, "a"), (2, "ae"), (3, "ace"), (5, "abcde"), (9, "abcde")],
)
def test_the_first_and_the_last_are_chosen_and_some_in_between(most: int, chosen: str) -> None:
    assert "".join(spread(list("abcde"), most)) == chosen


def test_a_dockerfile_has_its_directory_and_the_root_for_contexts(tmp_path: Path) -> None:
    found = targets("repos/x", tmp_path, ["Dockerfile", "web/Dockerfile"])
    assert [(each.context, each.dockerfile) for each in found] == [
        (".", "Dockerfile"),
        ("web", "web/Dockerfile"),
        (".", "web/Dockerfile"),
    ]


def test_a_repository_without_a_dockerfile_is_asked_as_it_is(tmp_path: Path) -> None:
    grow(tmp_path, "one/README.md", "file")
    assert found_in_repositories(tmp_path, 3) == [Target("repos/one", tmp_path / "one", ".", "")]


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_every_build_of_the_samples_is_asked_in_both_states(tmp_path: Path) -> None:
    found = {
        (each.project, each.context, each.dockerfile) for each in plant_samples(PROJECTS, tmp_path)
    }
    for build in BUILDS:
        prefix = "" if build.context == "." else f"{build.context}/"
        for state in ("clean", "lived-in"):
            project = f"samples/{build.sample}/{state}"
            assert (project, build.context, prefix + build.dockerfile) in found


def test_all_is_asked_of_every_target_with_every_builder(tmp_path: Path) -> None:
    grow(tmp_path, "web/Dockerfile", "web/app/main.py")
    asked = targets("samples/x", tmp_path, ["web/Dockerfile"])
    lines = [run.line for run, _ in thorough(asked)]
    assert len(set(lines)) == len(lines)
    for context in ("web", "."):
        for builder in BUILDERS:
            line = (
                f"ctxscan report -f web/Dockerfile --builder {builder} --format text -- {context}"
            )
            assert {f"COLUMNS=80 {line}", f"COLUMNS=160 {line}"} <= set(lines)


def test_what_is_slow_is_asked_once_for_each_context_of_a_repository(tmp_path: Path) -> None:
    grow(tmp_path, "a.Dockerfile", "b.Dockerfile")
    asked = targets("repos/x", tmp_path, ["a.Dockerfile", "b.Dockerfile"])
    commands = [run.command for run, _ in quick(asked)]
    assert commands.count("suggest --allowlist") == 1
    assert {run.command for run, _ in thorough(asked)} == set(commands)


def test_a_path_of_each_kind_is_explained(tmp_path: Path) -> None:
    grow(tmp_path, "Dockerfile", "src/a.py", "src/z.py")
    asked = targets("samples/x", tmp_path, ["Dockerfile"])
    run = next(run for run, _ in thorough(asked) if run.command == "explain")
    after = run.arguments[run.arguments.index("--") + 1 :]
    assert {"no-such/file.txt", "Dockerfile", "src", "src/a.py", "src/z.py"} <= set(after)


def test_a_path_is_named_from_where_the_command_is_run(tmp_path: Path) -> None:
    grow(tmp_path, "web/Dockerfile", "web/app.py")
    asked = targets("samples/x", tmp_path, ["web/Dockerfile"])
    run = next(run for run, _ in thorough(asked) if run.command == "explain")
    after = run.arguments[run.arguments.index("--") + 1 :]
    assert {"web/.dockerignore", "web/Dockerfile", "web/app.py"} <= set(after)
