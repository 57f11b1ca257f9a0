"""One ignore file that several builds of a context read: proven for all that are handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.api.suggest import suggest_for
from ctxscan.findings.suggest.model import DEFAULT_SOURCES, SuggestOptions
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from ctxscan.inspection.named import NamedBuild
from tests.findings.suggest.projects import project
from tests.support.repositories import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

    from ctxscan.builders import BuilderName
    from ctxscan.findings.suggest.model import SourceName, Suggestion

BUILDERS: tuple[BuilderName, ...] = ("buildkit", "classic", "podman")
FILES = {"src/a": "1", "dist/w": "12", "notes/n": "1", "x.log": "1"}
WORKER = "worker.Dockerfile"


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def context(root: Path, worker: str, gitignore: str = "dist\n*.log\n") -> Path:
    files = {**FILES, WORKER: f"FROM scratch\n{worker}\n"}
    return project(root, dockerfile="FROM scratch\nCOPY src /s\n", gitignore=gitignore, files=files)


def suggested(
    root: Path, *dockerfiles: str, builder: BuilderName = "buildkit", allowlist: bool = False
) -> Suggestion:
    builds = [
        NamedBuild.of(inspect(BuildOptions(BuildFiles(str(root), str(root / name)), builder)))
        for name in dockerfiles
    ]
    also: tuple[SourceName, ...] = ("dockerfile",) if allowlist else ()
    options = SuggestOptions((*DEFAULT_SOURCES, *also))
    return suggest_for(builds, options)


def patterns(found: Suggestion) -> set[str]:
    return {rule.pattern for rule in found.rules}


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_build_that_is_handed_over_loses_what_it_copies(
    tmp_path: Path, builder: BuilderName
) -> None:
    root = context(tmp_path, "COPY dist /d")
    alone = suggested(root, "Dockerfile", builder=builder)
    both = suggested(root, "Dockerfile", WORKER, builder=builder)
    assert "**/dist" in patterns(alone)
    assert "**/dist" not in patterns(both)
    assert "**/*.log" in patterns(both)
    assert any("no rule for dist: COPY in line" in note.message for note in both.notes)


@pytest.mark.parametrize("order", [("Dockerfile", WORKER), (WORKER, "Dockerfile")], ids=str)
def test_an_allowlist_lets_in_what_any_of_the_builds_asks_for(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    root = context(tmp_path, "COPY notes /n")
    both = suggested(root, *order, allowlist=True)
    assert {"*", "!notes", "!src"} <= patterns(both)
    alone = suggested(root, "Dockerfile", allowlist=True)
    assert "!notes" not in patterns(alone)


def test_one_build_that_copies_all_leaves_no_allowlist_to_the_others(tmp_path: Path) -> None:
    root = context(tmp_path, "COPY . /all")
    both = suggested(root, "Dockerfile", WORKER, allowlist=True)
    assert "*" not in patterns(both)
    assert any("an allowlist would keep all of it" in note.message for note in both.notes)


def test_the_history_stays_for_the_one_build_that_reads_it(tmp_path: Path) -> None:
    root = context(tmp_path, "COPY . /all\nRUN git describe")
    assert "**/.git" in patterns(suggested(root, "Dockerfile"))
    both = suggested(root, "Dockerfile", WORKER)
    assert "**/.git" not in patterns(both)
    assert any(str(note.place).endswith(f"{WORKER}:3") for note in both.notes)


def test_the_figures_are_of_the_build_that_is_asked_about(tmp_path: Path) -> None:
    root = context(tmp_path, "COPY src dist /d", gitignore="*.log\n")
    one = suggested(root, "Dockerfile")
    both = suggested(root, "Dockerfile", WORKER)
    assert (both.before, both.after) == (one.before, one.after)
    assert len(both.builds) == 2
    assert both.inspection is both.builds[0].inspection


def test_a_rule_saves_what_any_of_the_builds_would_send_and_that_once(tmp_path: Path) -> None:
    root = context(tmp_path, "COPY . /d\nCOPY x.log /other/", gitignore="notes\n*.log\n")
    (root / "third.Dockerfile").write_text("FROM scratch\nCOPY . /d\n", encoding="utf-8")
    found = suggested(root, "Dockerfile", WORKER, "third.Dockerfile")
    saves = {rule.pattern: rule.saves_files for rule in found.rules}
    assert saves["**/notes"] == 1
    assert "**/*.log" not in saves
