"""What the rules that are there say is wanted: no new rule takes that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import BUILDERS, apply, lines, notes, project, sent
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("entries", [["dist/a.js"], []], ids=["there", "not built yet"])
@pytest.mark.parametrize(
    "exception", ["!dist", "!dist/", "!dist/**", "!dist/*.js", "!dist/a.js", "!./dist"]
)
def test_what_an_exception_names_stays_although_git_ignores_it(
    exception: str, entries: list[str], tmp_path: Path
) -> None:
    root = project(
        tmp_path / "a", *entries, ignored=f"*\n{exception}\n", gitignore="dist/\n*.tmp\n"
    )
    said = notes(root)
    assert said.startswith("no rule for dist/: ")
    # As it is written: Docker takes "./" and a slash at the end for nothing.
    assert f".dockerignore:2 lets in {exception[1:].removeprefix('./').rstrip('/')}, which" in said
    apply(root)
    grow(root, "dist/a.js")
    for builder in BUILDERS:
        assert "dist/a.js" in sent(root, builder)


def test_an_exception_that_a_later_rule_undoes_names_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "a", ignored="!dist\n*.js\ndist\n", gitignore="web/dist/\n*.tmp\n")
    assert lines(root, "--source", "gitignore") == ["web/dist", "**/*.tmp"]


def test_an_exception_that_floats_names_nothing_in_particular(tmp_path: Path) -> None:
    root = project(tmp_path / "a", "venv/x.py", ignored="*\n!**/*.py\n", gitignore="venv/\n")
    apply(root)
    for builder in BUILDERS:
        assert "venv/x.py" not in sent(root, builder)


def test_a_secret_that_an_exception_names_is_excepted_again_and_others_are_not(
    tmp_path: Path,
) -> None:
    files = {".env": "x", "src/.env": "x", "src/a": ""}
    root = project(tmp_path / "a", files=files, ignored="*\n!src\n!.env\n", gitignore=".env\n")
    apply(root)
    for builder in BUILDERS:
        assert ".env" in sent(root, builder)
        assert "src/.env" not in sent(root, builder)


@pytest.mark.parametrize(
    "ignored",
    [
        pytest.param(".git/*\n!.git/HEAD\n!.git/refs\n", id="all but what names the revision"),
        pytest.param(".git/objects\n", id="all but its bulk"),
    ],
)
def test_a_part_of_git_that_is_let_in_stays(ignored: str, tmp_path: Path) -> None:
    root = project(tmp_path / "a", ignored=ignored)
    assert "no rule **/.git: " in notes(root)
    apply(root)
    for builder in BUILDERS:
        assert ".git/HEAD" in sent(root, builder)


def test_a_directory_that_is_ignored_in_part_is_needed_for_the_rest(tmp_path: Path) -> None:
    """As in netbox-docker, whose build copies ``${NETBOX_PATH}``, which is ``.netbox``."""
    root = project(tmp_path / "a", ".netbox/a", ignored=".netbox/docs\n", gitignore=".netbox\n")
    assert ".dockerignore:1 ignores only a part of .netbox," in notes(root)
    apply(root)
    for builder in BUILDERS:
        assert ".netbox/a" in sent(root, builder)


def test_a_source_without_a_value_is_told_as_not_protected(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nARG OUT\nCOPY ${OUT} /o\nCOPY ${SRC:-src} /s\n"
    root = project(tmp_path / "a", "out/a", dockerfile=dockerfile, gitignore="out/\n")
    assert "${OUT} is not protected, because nothing sets $OUT" in notes(root)
    assert "**/out" in lines(root)
    given = ("--build-arg", "OUT=out")
    assert "is not protected" not in notes(root, *given)
    assert "**/out" not in lines(root, *given)


def test_a_tracked_file_that_is_copied_costs_no_rule(tmp_path: Path) -> None:
    dockerfile = "FROM scratch\nCOPY . /a\nCOPY conf.json /c\n"
    root = project(
        tmp_path / "a",
        *("conf.json", "other.json"),
        dockerfile=dockerfile,
        gitignore="*.json\n",
        track=["conf.json"],
    )
    assert lines(root, "--source", "gitignore") == ["**/*.json", "!conf.json"]


def test_exceptions_of_git_that_another_rule_undoes_are_not_written(tmp_path: Path) -> None:
    gitignore = ".vscode/*\n!.vscode/settings.json\n.cache/*\n!.cache/keep\n"
    root = project(tmp_path / "a", ".vscode/settings.json", gitignore=gitignore)
    found = lines(root)
    assert [line for line in found if ".vscode" in line] == ["**/.vscode"]
    assert [line for line in found if ".cache/" in line] == [".cache/*", "!.cache/keep"]
    alone = lines(root, "--source", "gitignore")
    assert alone[:2] == [".vscode/*", "!.vscode/settings.json"]


def test_lines_of_git_without_effect_are_not_worth_a_note(tmp_path: Path) -> None:
    root = project(
        tmp_path / "a", "api/Dockerfile", gitignore="web/dist/\n*.tmp\nlog/*\n!log/sub/\n"
    )
    (root / "api/Dockerfile").write_text("FROM scratch\nCOPY . /a\n", encoding="utf-8")
    assert notes(root / "api", "--source", "gitignore") == ""
    assert lines(root / "api", "--source", "gitignore") == ["**/*.tmp"]
