"""``ctxscan suggest`` proposes the few lines that matter here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.suggest.projects import ALL, apply, lines, notes, project, suggest
from tests.support.program import ctxscan
from tests.support.repositories import ENVIRONMENT
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = (
    "".join(f"*.t{number}\n" for number in range(40)) + "web/dist\nnode_modules\n.env.local\n"
)
LEVELS = ("cautious", "default", "aggressive")


def test_a_long_list_of_git_is_cut_to_what_matters_here(tmp_path: Path) -> None:
    root = project(tmp_path, "web/a.js", "package.json", gitignore=TEMPLATE)
    found = lines(root)
    assert {"web/dist", "**/node_modules", "**/.env.local", "**/.git"} <= {*found}
    assert len(found) <= 6
    assert "git ignores 40 more patterns" in notes(root)


def test_a_pattern_that_takes_something_now_is_worth_a_line(tmp_path: Path) -> None:
    root = project(tmp_path, "web/a.js", "b.t7 9", gitignore=TEMPLATE)
    assert "**/*.t7" in lines(root)
    assert "**/*.t8" not in lines(root)


def test_who_names_the_source_gets_all_of_it(tmp_path: Path) -> None:
    root = project(tmp_path, "web/a.js", gitignore=TEMPLATE)
    assert len(lines(root, "--source", "gitignore")) == 43


def test_a_build_that_never_asks_for_its_context_needs_no_rule(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a", "package.json", dockerfile="FROM scratch\n", gitignore="x\n")
    assert lines(root) == []
    assert "asks for nothing" in notes(root)


def test_what_is_not_there_and_not_likely_gets_no_line(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a.c")
    assert lines(root) == ["**/.git", "**/.env"]


def test_the_cautious_level_takes_what_is_there_and_not_in_git(tmp_path: Path) -> None:
    root = project(tmp_path, "package.json", ".vscode/settings.json", gitignore="node_modules\n")
    assert lines(root, "--level", "cautious") == ["**/.git"]
    grow(root, "node_modules/x/a.js 9", ".a.swp")
    found = lines(root, "--level", "cautious")
    assert ".sw" in found[-1] or ".sw" in found[1]
    assert {*found} >= {"**/.git", "**/node_modules"}


def test_the_aggressive_level_takes_tracked_docs_and_tests_but_no_tracked_sources(
    tmp_path: Path,
) -> None:
    root = project(
        tmp_path, "docs/a.rst 9", "tests/a.py 9", "vendor/a.go", "go.mod", "build/x", "package.json"
    )
    found = lines(root, "--level", "aggressive")
    assert {"**/docs", "**/tests"} <= {*found}
    assert {"**/vendor", "**/build"}.isdisjoint(found)


def test_where_a_version_is_read_from_git_tracked_files_stay(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        *(".vscode/settings.json", "docs/a"),
        dockerfile=f"{ALL}RUN git describe --dirty >/v\n",
    )
    for level in LEVELS:
        assert {"**/.git", "**/.vscode", "**/docs"}.isdisjoint(lines(root, "--level", level))


@pytest.mark.parametrize("level", LEVELS)
def test_a_second_run_adds_nothing_at_any_level(tmp_path: Path, level: str) -> None:
    root = project(
        tmp_path,
        *("docs/a.md", "vendor/x/.envrc", "tests/t.py", "package.json", "node_modules/x 3"),
        gitignore=TEMPLATE,
    )
    apply(root, "--level", level)
    assert lines(root, "--level", level) == []


def test_where_only_the_ignore_file_would_be_left_a_second_run_adds_nothing(tmp_path: Path) -> None:
    stages = "FROM scratch AS build\nADD . /src\nFROM scratch\nCOPY --from=build /src /\n"
    root = project(tmp_path, dockerfile=stages, gitignore="*.deb\n")
    (root / ".gitignore").rename(root.parent / ".gitignore")
    apply(root, "--level", "aggressive")
    assert (root / ".dockerignore").exists()
    assert lines(root, "--level", "aggressive") == []


def test_a_clean_and_a_dirty_disk_get_the_same_rules_from_git(tmp_path: Path) -> None:
    root = project(tmp_path, "client/a.js", gitignore="client/dist\n*.tmpx\n")
    clean = lines(root)
    assert {"client/dist", "**/*.tmpx"} <= {*clean}
    grow(root, "client/dist/b.js", "x.tmpx")
    assert lines(root) == clean


def test_a_neighbour_with_a_source_that_only_windows_reads_ends_nothing(tmp_path: Path) -> None:
    files = {"win.Dockerfile": "FROM scratch\nCOPY .\\\\out /o\nCOPY dist /d\n"}
    root = project(tmp_path, "src/a", files=files, gitignore="dist\n*.log\n")
    run = ctxscan("suggest", root, env=ENVIRONMENT)
    assert run.exit_code == 0
    assert "BuildKit refuses the build win.Dockerfile" in notes(root)
    assert "**/*.log" in lines(root)


def test_the_document_says_what_each_line_saves(tmp_path: Path) -> None:
    root = project(tmp_path, "package.json", "node_modules/x 900", gitignore="node_modules\n")
    rows = {each["pattern"]: each for each in suggest(root).document["rules"]}
    assert rows["**/node_modules"]["saves_bytes"] > 0
