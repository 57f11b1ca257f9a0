"""``ctxscan suggest`` is safe for every build that reads the ignore file, whoever declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import apply, lines, notes, project, suggest
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SRC = "FROM scratch\nCOPY src /s\n"
DIST = "FROM scratch\nCOPY dist /d\n"

Files = dict[str, str]

DECLARED = [
    pytest.param({"worker.Dockerfile": DIST}, "worker.Dockerfile", id="a second Dockerfile"),
    pytest.param({"docker/worker": DIST, "compose.yaml": """\
services:
  worker:
    build: {context: ., dockerfile: docker/worker}
"""}, "docker/worker", id="compose.yaml"),
    pytest.param({"docker/worker": DIST, "docker-bake.hcl": """\
target "worker" {
  dockerfile = "docker/worker"
}
"""}, "docker/worker", id="docker-bake.hcl"),
    pytest.param({"docker/worker": DIST, ".ctxscan.toml": """\
[[contexts]]
path = "."

[[contexts]]
path = "."
file = "docker/worker"
"""}, "docker/worker", id="contexts of the settings"),
]  # fmt: skip

LEVELS = [
    pytest.param((), id="default"),
    pytest.param(("--allowlist",), id="allowlist"),
    pytest.param(("--level", "aggressive"), id="aggressive"),
]


def passes(root: Path, *options: str | Path) -> bool:
    run = ctxscan("check", root, *options, env=ENVIRONMENT)
    return run.exit_code == 0


@pytest.mark.parametrize("options", LEVELS)
@pytest.mark.parametrize(("files", "worker"), DECLARED)
def test_no_neighbour_loses_what_it_copies(
    tmp_path: Path, files: Files, worker: str, options: tuple[str, ...]
) -> None:
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, gitignore="dist\n", files=files)
    assert passes(root, "-f", root / worker)
    apply(root, *options)
    assert passes(root)
    assert passes(root, "-f", root / worker)
    run = ctxscan("suggest", root, *options, "--check", env=ENVIRONMENT)
    assert (run.exit_code, run.text) == (0, "")


@pytest.mark.parametrize(("files", "worker"), DECLARED)
def test_the_reason_names_the_build_and_its_line(tmp_path: Path, files: Files, worker: str) -> None:
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, gitignore="dist\n", files=files)
    said = notes(root).replace(f"{root}/", "")
    assert "no rule for dist: COPY in line 2 of" in said
    assert f"of {worker}" in said


@pytest.mark.parametrize(("files", "worker"), DECLARED)
def test_the_output_says_which_builds_it_was_proven_for(
    tmp_path: Path, files: Files, worker: str
) -> None:
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, gitignore="dist\n", files=files)
    run = suggest(root)
    shown = [each["dockerfile"].replace(f"{root}/", "") for each in run.document["builds"]]
    assert shown == ["Dockerfile", worker]
    assert any("proven for all 2 builds that read this file" in line for line in run.errors)


def test_a_build_alone_is_not_talked_about(tmp_path: Path) -> None:
    run = suggest(project(tmp_path, "src/a", dockerfile=SRC))
    assert len(run.document["builds"]) == 1
    assert not any("proven for" in line for line in run.errors)


@pytest.mark.parametrize("options", LEVELS)
def test_a_target_leaves_the_other_stages_what_they_copy(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    text = "FROM scratch AS dev\nCOPY dist /d\nFROM scratch AS prod\nCOPY src /s\n"
    root = project(tmp_path, "src/a", "dist/w", dockerfile=text, gitignore="dist\n")
    apply(root, "--target", "prod", *options)
    assert passes(root, "--target", "dev")
    assert passes(root, "--target", "prod")


JUNK = ["node_modules/x/a.js", "src/__pycache__/a.pyc", "coverage/lcov.info", ".pytest_cache/v"]


@pytest.mark.parametrize("path", JUNK)
def test_junk_that_another_build_names_stays(tmp_path: Path, path: str) -> None:
    files = {"other.Dockerfile": f"FROM scratch\nCOPY {path.rpartition('/')[0]} /x\n"}
    root = project(
        tmp_path, "src/a", "package.json", "a.py", path, dockerfile=SRC, files=files,
        gitignore=f"{path}\n",
    )  # fmt: skip
    apply(root)
    assert passes(root, "-f", root / "other.Dockerfile")


def test_the_history_stays_where_another_build_takes_its_version_from_it(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\n',
        "build/wheel.Dockerfile": "FROM a\nCOPY . /w\nCOPY pyproject.toml /\nRUN pip wheel /w\n",
    }
    root = project(tmp_path, "src/a", dockerfile=SRC, files=files)
    assert "**/.git" not in lines(root)
    assert ".git is kept" in notes(root)


def test_tracked_settings_of_an_editor_stay_for_the_build_that_copies_them(tmp_path: Path) -> None:
    files = {"dev.Dockerfile": "FROM scratch\nCOPY .vscode/settings.json /v/\n"}
    root = project(tmp_path, "src/a", ".vscode/settings.json", dockerfile=SRC, files=files)
    apply(root)
    assert passes(root, "-f", root / "dev.Dockerfile")
    assert "**/.vscode" not in lines(root)


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")], ids=str)
def test_an_allowlist_for_one_build_after_the_other_takes_nothing_back(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    files = {f"{name}.Dockerfile": f"FROM scratch\nCOPY {name} /x\n" for name in ("a", "b")}
    files["Dockerfile"] = SRC
    root = project(tmp_path, "src/x", "a/x", "b/x", dockerfile=SRC, files=files)
    for name in order:
        apply(root, "--allowlist", "-f", str(root / f"{name}.Dockerfile"))
    text = (root / ".dockerignore").read_text(encoding="utf-8")
    assert all(line in text.splitlines() for line in ("*", "!a", "!b", "!src"))
    assert text.count("\n*\n") == 1
    for name in ("Dockerfile", "a.Dockerfile", "b.Dockerfile"):
        assert passes(root, "-f", root / name)


def test_arguments_that_a_service_gives_count(tmp_path: Path) -> None:
    compose = """\
services:
  web: {build: {context: ., args: {OUT: dist}}}
"""
    text = "FROM scratch\nARG OUT=src\nCOPY $OUT /o\n"
    root = project(
        tmp_path, "src/a", "dist/w", dockerfile=text, gitignore="dist\n",
        files={"compose.yaml": compose},
    )  # fmt: skip
    apply(root)
    assert passes(root, "--build-arg", "OUT=dist")


def test_each_platform_counts(tmp_path: Path) -> None:
    bake = 'target "default" {\n  platforms = ["linux/amd64", "linux/arm64"]\n}\n'
    text = "FROM scratch\nARG TARGETARCH\nCOPY out/$TARGETARCH /o\n"
    root = project(
        tmp_path, "out/amd64/x", "out/arm64/x", dockerfile=text, gitignore="out\n",
        files={"docker-bake.hcl": bake},
    )  # fmt: skip
    apply(root, "--allowlist")
    for platform in ("linux/amd64", "linux/arm64"):
        assert passes(root, "--platform", platform)


def test_what_cannot_be_read_is_said_and_stops_nothing(tmp_path: Path) -> None:
    files = {"compose.yaml": "services: {w: {build: [}}\n"}
    root = project(tmp_path, "src/a", dockerfile=SRC, files=files)
    run = ctxscan("suggest", root, env=ENVIRONMENT)
    assert run.exit_code == 0
    said = [line for line in run.errors if "compose.yaml" in line]
    assert len(said) == 1
    assert "builds of this file may read the ignore file, and were left out" in said[0]


def test_a_context_that_others_use_by_name_is_read_by_them_too(tmp_path: Path) -> None:
    files = {
        "compose.yaml": """\
services:
  web:
    build: {context: web, additional_contexts: {shared: .}}
""",
        "web/Dockerfile": "FROM scratch\nCOPY --from=shared dist /d\n",
    }
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, gitignore="dist\n", files=files)
    options = ("--build-context", f"shared={root}", "-f", root / "web/Dockerfile")
    assert passes(root / "web", *options)
    apply(root)
    assert passes(root / "web", *options)


def test_the_disk_may_be_clean_when_it_is_asked(tmp_path: Path) -> None:
    files = {"docker/worker.Dockerfile": DIST}
    root = project(tmp_path, "src/a", dockerfile=SRC, gitignore="dist\n", files=files)
    apply(root)
    grow(root, "dist/w")
    assert passes(root, "-f", root / "docker/worker.Dockerfile")
