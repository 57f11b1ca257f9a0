"""Where one build needs what another could do without: ``<Dockerfile>.dockerignore`` files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import project, suggest
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.program import Run

ALL = "FROM scratch\nCOPY . /app\n"
WORKER = {"worker.Dockerfile": "FROM scratch\nCOPY dist /d\n"}


def contested(root: Path, **files: str) -> Path:
    return project(
        root, "src/a", "dist/big", dockerfile=ALL, gitignore="dist\n", files={**WORKER, **files}
    )


def write(root: Path, *options: str) -> Run:
    return ctxscan("suggest", root, "--write", "--per-dockerfile", *options, env=ENVIRONMENT)


def passes(root: Path, dockerfile: str) -> bool:
    run = ctxscan("check", root, "-f", root / dockerfile, env=ENVIRONMENT)
    return run.exit_code == 0


def sent(root: Path, dockerfile: str) -> set[str]:
    return set(ctxscan("list", root, "--files", "-f", root / dockerfile, env=ENVIRONMENT).lines)


def test_it_is_proposed_with_what_it_saves(tmp_path: Path) -> None:
    root = contested(tmp_path)
    document = suggest(root).document
    (own,) = document["own_files"]
    assert own["path"].endswith("/Dockerfile.dockerignore")
    assert own["saves_files"] == 1
    assert "\n**/dist\n" in own["text"]
    assert "**/dist" not in document["text"]
    (note,) = (each for each in document["notes"] if each["code"] == "own-ignore-file")
    assert "could do without 1 file" in note["message"]


def test_writing_them_saves_it_and_breaks_no_build(tmp_path: Path) -> None:
    root = contested(tmp_path)
    run = write(root)
    assert run.exit_code == 0, run.errors
    assert "dist/big" not in sent(root, "Dockerfile")
    assert "dist/big" in sent(root, "worker.Dockerfile")
    assert passes(root, "Dockerfile")
    assert passes(root, "worker.Dockerfile")
    for name in ("Dockerfile", "worker.Dockerfile"):
        run = ctxscan("suggest", root, "-f", root / name, "--check", env=ENVIRONMENT)
        assert (run.exit_code, run.text) == (0, ""), name


def test_without_the_option_the_shared_file_alone_is_written(tmp_path: Path) -> None:
    root = contested(tmp_path)
    ctxscan("suggest", root, "--write", env=ENVIRONMENT)
    assert not (root / "Dockerfile.dockerignore").exists()
    assert "dist/big" in sent(root, "Dockerfile")


def test_it_goes_with_write_alone(tmp_path: Path) -> None:
    root = contested(tmp_path)
    run = ctxscan("suggest", root, "--per-dockerfile", env=ENVIRONMENT)
    assert run.exit_code == 2
    assert run.stdout == b""
    assert "--per-dockerfile writes several files (use it with --write)" in run.errors[-1]


NOT_PROPOSED = [
    pytest.param({"worker.Dockerfile": "FROM scratch\nCOPY src /d\n"}, id="nothing is contested"),
    pytest.param(
        {
            "compose.yaml": (
                "services:\n  a: {build: .}\n"
                "  b: {build: {context: sub, dockerfile: ../Dockerfile}}\n"
            ),
            "sub/x": "1",
        },
        id="another context has the same Dockerfile",
    ),
]


@pytest.mark.parametrize("files", NOT_PROPOSED)
def test_it_is_not_proposed_where_it_saves_nothing_or_others_would_read_it(
    tmp_path: Path, files: dict[str, str]
) -> None:
    root = contested(tmp_path, **files)
    assert suggest(root).document["own_files"] == []


def test_the_classic_builder_reads_no_such_file(tmp_path: Path) -> None:
    root = contested(tmp_path)
    assert suggest(root, "--builder", "classic").document["own_files"] == []


def test_what_lies_there_already_is_never_written_over(tmp_path: Path) -> None:
    root = contested(tmp_path)
    (root / "Dockerfile.dockerignore").symlink_to("nowhere")
    run = write(root)
    assert run.exit_code == 2
    assert (root / "Dockerfile.dockerignore").is_symlink()
    assert not (root / ".dockerignore").exists()


def test_what_a_secret_is_to_one_build_stays_out_of_the_other(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("src/a", ".env"),
        dockerfile=ALL,
        gitignore=".env\n",
        files={"worker.Dockerfile": "FROM scratch\nCOPY .env /\n"},
    )
    grow(root, ".env")
    assert write(root).exit_code == 0
    assert ".env" not in sent(root, "Dockerfile")
    assert ".env" in sent(root, "worker.Dockerfile")
