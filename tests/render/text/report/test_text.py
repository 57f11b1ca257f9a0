"""A report as people see it: whole texts of the samples, widths, encodings.

``CTXSCAN_UPDATE_GOLDEN=1 python -m pytest tests/render`` writes tests/golden anew: look at the
difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.support.program import ctxscan
from tests.support.samples import BUILDS, Build, fill
from tests.support.trees import WHY_NOT_HERE, grow

GOLDEN = Path(__file__).parents[3] / "golden"

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def is_golden(name: str, text: str) -> None:
    """*text* is what stands in tests/golden under this name."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@on_linux
@pytest.mark.parametrize(
    ("name", "sample", "arguments"),
    [
        ("report-flask-single", "flask-single", "--platform linux/amd64"),
        ("report-flask-multistage", "flask-multistage", "--platform linux/amd64 --ignored"),
        ("report-allowlist-classic", "allowlist", "--builder classic --iec -n 4 -d 2"),
        ("list-node-app", "node-app", "--platform linux/amd64"),
        ("list-ignored-allowlist", "allowlist", "--ignored --files --platform linux/amd64"),
    ],
)
def test_golden(tmp_path: Path, name: str, sample: str, arguments: str) -> None:
    fill(sample, tmp_path / sample)
    command = name.partition("-")[0]
    run = ctxscan(command, sample, *arguments.split(), cwd=tmp_path)
    assert run.exit_code == 0
    is_golden(name, run.text)


@on_linux
def test_golden_explanation(tmp_path: Path) -> None:
    fill("allowlist", tmp_path / "allowlist")
    paths = ["cmd/server/main.go", "internal/greet/testdata/names.txt", ".env", "docs", "bin/new"]
    context = ["--context", "allowlist", "--platform", "linux/amd64"]
    run = ctxscan("explain", *context, *paths, cwd=tmp_path)
    assert run.exit_code == 0
    is_golden("explain-allowlist", run.text)


def test_no_golden_file_is_left_over() -> None:
    names = {file.name for file in GOLDEN.iterdir() if file.is_file()}
    assert names == {
        "explain-allowlist.txt",
        "list-ignored-allowlist.txt",
        "list-node-app.txt",
        "report-allowlist-classic.txt",
        "report-flask-multistage.txt",
        "report-flask-single.txt",
    }


@on_linux
@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_a_report_fits_its_columns(
    tmp_path: Path, build: Build, builder: str, columns: int
) -> None:
    context = fill(build.sample, tmp_path / build.sample) / build.context
    file = context / build.dockerfile
    arguments = ("report", context, "-f", file, "--builder", builder, "--ignored")
    run = ctxscan(*arguments, env={"COLUMNS": str(columns)})
    assert run.exit_code == 0
    assert max(map(cell_len, run.lines)) <= columns
    assert not [line for line in run.lines if line != line.rstrip()]


def test_a_pipe_has_80_columns(tmp_path: Path) -> None:
    grow(tmp_path, f"{'long/' * 30}name 5", files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    run = ctxscan("report", cwd=tmp_path)
    assert 70 <= max(map(len, run.lines)) <= 80


@on_linux
def test_without_block_characters_a_report_says_the_same(tmp_path: Path) -> None:
    """Bars and guides change; words and figures do not."""
    fill("flask-single", tmp_path)
    drawn = ctxscan("report", cwd=tmp_path).text
    assert "█" in drawn
    assert "└─" in drawn
    for name in ("build context", "sent", "Directories sent", "Largest files sent"):
        assert name.lower() in drawn.lower()


def test_a_build_that_is_fine_says_so_in_one_line(tmp_path: Path) -> None:
    grow(tmp_path, "a 5", files={"Dockerfile": "FROM scratch\nCOPY a /\n"})
    assert ctxscan("report", cwd=tmp_path).lines[-1] == "Nothing looks wrong."


def test_a_build_that_is_not_says_what_to_do(tmp_path: Path) -> None:
    grow(tmp_path, "a 5", files={"Dockerfile": "FROM scratch\nCOPY b /\n"})
    lines = ctxscan("report", cwd=tmp_path).lines
    at = lines.index("1 thing to look at")
    assert lines[at + 1].startswith("  Dockerfile:2: 'b' does not exist in the context")
    assert any(line.startswith("     -> ") for line in lines[at:])


def test_an_empty_build_is_no_division_by_zero(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n"})
    run = ctxscan(
        "report", "--ignored", *(f"--by={name}" for name in ("directories", "files")), cwd=tmp_path
    )
    assert run.exit_code == 0
    assert "never asks for its context" in run.text
