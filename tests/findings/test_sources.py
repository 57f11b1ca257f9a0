"""Lost sources: report, check and lint say the same, with the rule, and advice that was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.program import ctxscan
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"report": "warnings", "check": "findings", "lint": "findings"}


def found(root: Path, command: str, code: str) -> list[tuple[Any, ...]]:
    document = ctxscan(command, "--format", "json", cwd=root).document
    rows = [each for each in document[KEY[command]] if each["code"] == code]
    return [(each["file"], each["line"], each["message"], each["hint"]) for each in rows]


@pytest.mark.parametrize(
    ("rules", "source", "by"),
    [
        pytest.param("src\n", "src", ".dockerignore:1 (src)", id="by its name"),
        pytest.param("*\n!docs\n", "src/a.py", ".dockerignore:1 (*)", id="by an allowlist"),
        pytest.param("src/a.py\n", "link", ".dockerignore:1 (src/a.py)", id="behind a symlink"),
        pytest.param("dist\n", "dist", ".dockerignore:1 (dist)", id="before it is made"),
    ],
)
def test_every_command_says_the_same_of_what_is_ignored(
    rules: str, source: str, by: str, tmp_path: Path
) -> None:
    build = f"FROM scratch\nCOPY {source} /\n"
    root = grow(
        tmp_path,
        "src/a.py 3",
        "link -> src/a.py",
        files={"Dockerfile": build, ".dockerignore": rules},
    )
    (said,) = found(root, "report", "source-ignored")
    assert said[:2] == ("Dockerfile", 2)
    assert f"{source!r} is ignored by {by}" in said[2]
    assert found(root, "check", "source-ignored") == [said]
    assert found(root, "lint", "source-ignored") == [said]


def test_both_commands_say_the_same_of_what_is_missing(tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY gone /\n"})
    (said,) = found(root, "report", "source-missing")
    assert found(root, "check", "source-missing") == [said]


@pytest.mark.parametrize(
    ("rules", "source", "line"),
    [
        pytest.param("dist\n", "dist", "!dist", id="a directory"),
        pytest.param("*\n", "a b", "!a b", id="a name with a blank"),
        pytest.param("**/*.py\n", "src/a.py", "!src/a.py", id="below a directory that stays"),
        pytest.param("src/a.py\n", "link", "!src/a.py", id="what a symlink leads to"),
    ],
)
def test_the_exception_that_is_advised_brings_the_source_back(
    rules: str, source: str, line: str, tmp_path: Path
) -> None:
    files = {"Dockerfile": f'FROM scratch\nCOPY ["{source}", "/"]\n', ".dockerignore": rules}
    root = grow(tmp_path, "dist/x 3", "a b 3", "src/a.py 3", "link -> src/a.py", files=files)
    ((_, _, _, hint),) = found(root, "check", "source-ignored")
    assert hint == f"append {line} to the ignore file, or take the rule back"
    (root / ".dockerignore").write_text(f"{rules}{line}\n")
    assert found(root, "check", "source-ignored") == []


def test_an_allowlist_is_not_to_blame_for_a_source_that_lies_beside_the_dockerfile(
    tmp_path: Path,
) -> None:
    build = "FROM scratch\nCOPY build.sh /\n"
    grow(tmp_path, "docker/build.sh 3", files={"docker/Dockerfile": build, ".dockerignore": "*\n"})
    run = ctxscan("report", "-f", "docker/Dockerfile", "--format", "json", cwd=tmp_path)
    (said,) = (each for each in run.document["warnings"] if each["code"].startswith("source-"))
    assert said["code"] == "source-missing"
    assert "which has 'docker/build.sh'" in said["message"]
