"""What an exception that is there lets in: no line of ours takes it out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import BUILDERS, apply, lines, notes, project, sent
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

SRC = "FROM scratch\nCOPY src /s\n"
ELSEWHERE = "FROM scratch\nCOPY src /s\nCOPY dist /d\n"
"""Of a build that nobody here knows of."""

LET_IN = [
    pytest.param("*\n!dist\n", id="behind a star that is there"),
    pytest.param("*\n!dist/w\n", id="a part of a directory"),
    pytest.param("dist\n!dist\n", id="without a star"),
    pytest.param("dist\n!dist\ntmp\n", id="with other rules behind it"),
    pytest.param("*\n!src\n!*t\n", id="by a wildcard"),
]


@pytest.mark.parametrize("ignored", LET_IN)
def test_an_allowlist_leaves_in_what_an_exception_lets_in(tmp_path: Path, ignored: str) -> None:
    files = {"other/Dockerfile": ELSEWHERE}
    root = project(tmp_path, "src/a", "dist/w", dockerfile=SRC, ignored=ignored, files=files)
    apply(root, "--allowlist")
    grow(root, files={"Dockerfile": "FROM scratch\nCOPY . /all\n"})
    for builder in BUILDERS:
        assert "dist/w" in sent(root, builder)
    grow(root, files={"Dockerfile": SRC})
    assert lines(root, "--allowlist") == []


@pytest.mark.parametrize("options", [(), ("--allowlist",)], ids=["default", "allowlist"])
def test_it_stays_so_for_what_is_not_there_yet(tmp_path: Path, options: tuple[str, ...]) -> None:
    root = project(
        tmp_path, "src/a", dockerfile=SRC, ignored="docs\n!**/keep.log\n", gitignore="*.log\n"
    )
    apply(root, *options)
    grow(root, "keep.log", "other.log", files={"Dockerfile": "FROM scratch\nCOPY . /all\n"})
    for builder in BUILDERS:
        found = sent(root, builder)
        assert "keep.log" in found
        assert "other.log" not in found


def test_what_a_rule_behind_the_exception_ignores_stays_out(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("src/a", "keep.log", "private/keep.log"),
        dockerfile="FROM scratch\nCOPY . /all\n",
        ignored="!**/keep.log\nprivate\n",
        gitignore="*.log\n",
        track=("keep.log",),
    )
    apply(root)
    for builder in BUILDERS:
        found = sent(root, builder)
        assert "keep.log" in found
        assert "private/keep.log" not in found
    assert lines(root) == []


def test_a_rule_that_would_turn_an_exception_around_is_left_out(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a", "web/.idea/x", ignored="*.md\n!**/.idea\n")
    assert "**/.idea" not in lines(root)
    assert "no rule **/.idea: .dockerignore:2 lets it in" in notes(root).replace(f"{root}/", "")


def test_junk_below_what_an_exception_names_is_junk_all_the_same(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("src/a.py", "src/__pycache__/a.pyc"),
        ignored="*\n!src\n",
        gitignore="__pycache__/\n",
    )
    apply(root)
    for builder in BUILDERS:
        assert sent(root, builder) & {"src/a.py", "src/__pycache__/a.pyc"} == {"src/a.py"}


def test_the_exceptions_of_a_rule_go_with_it(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *("README.md", "helm/README.md", "docs/a.md", "pyproject.toml"),
        dockerfile="FROM python\nCOPY docs/*.md /docs/\nCOPY . /app\n",
        ignored="/README.md\n",
    )
    options = ("--level", "aggressive")
    assert not any(line.endswith(".md") for line in lines(root, *options))
    apply(root, *options)
    assert lines(root, *options) == []


def test_the_exception_from_the_rule_for_the_history_goes_where_the_history_stays(
    tmp_path: Path,
) -> None:
    dockerfile = "FROM alpine\nCOPY . /app\nRUN git describe\n"
    root = project(tmp_path, "src/a", dockerfile=dockerfile, ignored="*\n!.git\n!src\n")
    assert "!.git" not in lines(root)
