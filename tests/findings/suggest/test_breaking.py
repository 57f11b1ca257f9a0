"""A file that already breaks a build is a finding, with lines that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import project
from tests.support.program import Run, ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

BREAKING = [
    pytest.param("COPY src /s", "src\n", ["!src"], id="a directory"),
    pytest.param("COPY src /s", "sr*\n*.log\n**/*.log\n", ["!src", "**/*.log"], id="inner rules"),
    pytest.param("COPY src/a /s", "*\n", ["!src/a"], id="a file below a star"),
    pytest.param("COPY src/*.py /s", "src\n", ["!src"], id="a directory to look for matches in"),
    pytest.param("COPY link /s", "src\n", ["!src/a"], id="where a symlink leads"),
    pytest.param("RUN --mount=type=bind,source=src,target=/s true", "src\n", ["!src"], id="bind"),
]


def check(root: Path, *options: str) -> Run:
    options = ("--source", "gitignore", *options)
    return ctxscan("suggest", root, "--check", *options, env=ENVIRONMENT)


@pytest.mark.parametrize(("copy", "ignored", "mended"), BREAKING)
def test_the_gate_fails_with_the_lines_that_mend_it_and_passes_with_them(
    tmp_path: Path, copy: str, ignored: str, mended: list[str]
) -> None:
    root = project(
        tmp_path,
        *("src/a", "src/b.py", "src/x.log", "link -> src/a"),
        dockerfile=f"FROM alpine\n{copy}\n",
        ignored=ignored,
    )
    run = check(root)
    assert run.exit_code == 1
    assert [line.partition("\t")[0] for line in run.lines] == mended
    assert any("so the build fails here (to mend it, append " in line for line in run.errors)
    (root / ".dockerignore").write_text(ignored + "".join(f"{line}\n" for line in mended))
    assert check(root).exit_code == 0
    assert ctxscan("check", root, env=ENVIRONMENT).exit_code == 0


def test_another_build_that_it_breaks_counts_just_as_much(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services: {w: {build: {context: ., dockerfile: w.d}}}\n",
        "w.d": "FROM scratch\nCOPY dist /d\n",
    }
    dockerfile = "FROM scratch\nCOPY src /s\n"
    root = project(
        tmp_path, "src/a", "dist/w", dockerfile=dockerfile, ignored="dist\n", files=files
    )
    run = check(root)
    assert (run.exit_code, run.lines[0].partition("\t")[0]) == (1, "!dist")
    assert "w.d:2: 'dist' is ignored by" in run.errors[0].replace(f"{root}/", "")


def test_what_is_missing_in_any_case_is_not_the_files_fault(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a", dockerfile="FROM scratch\nCOPY gone /g\n", ignored="gone\n")
    assert check(root).exit_code == 0


def test_nothing_is_let_in_unasked(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a", dockerfile="FROM scratch\nCOPY src /s\n", ignored="src\n")
    run = ctxscan("suggest", root, "--format", "json", env=ENVIRONMENT)
    assert "!src" not in run.document["text"]
    (note,) = (each for each in run.document["notes"] if each["severity"] == "error")
    assert (note["code"], note["rules"], note["line"]) == ("source-ignored", ["!src"], 2)
    grow(root, files={".dockerignore": "# none\n"})
    run = ctxscan("suggest", root, "--format", "json", env=ENVIRONMENT)
    assert [each for each in run.document["notes"] if each["severity"] == "error"] == []
