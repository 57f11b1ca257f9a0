from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.findings.accounting import Contributor
from ctxscan.findings.report.junk import notices_of_junk
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n"})
    grow(tmp_path / "my web", files=dict.fromkeys(("Dockerfile", "prod"), "FROM scratch\n"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(
    *directories: str, context: str = ".", file: str | None = None, needs_history: bool = False
) -> list[str]:
    rows = [Contributor(name, 1, 10 * len(directories) - at) for at, name in enumerate(directories)]
    inspection = inspect(BuildOptions(BuildFiles(context, file)))
    found = notices_of_junk(rows, inspection, lambda: needs_history)
    return [f"{each.message} | {each.hint}" for each in found]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", [".git", "web/node_modules", ".venv"])
def test_a_directory_that_nobody_means_to_send_is_named(name: str) -> None:
    [only] = said("src", name)
    assert only == (
        f"sends what an image seldom needs: {name} (19B) | "
        "ctxscan suggest proposes rules that keep the build whole"
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["", "src", "gitea/.github", "my node_modules"])
def test_a_directory_of_the_project_is_not_named(name: str) -> None:
    assert said(name) == []


@pytest.mark.usefixtures("here")
def test_what_lies_in_junk_is_not_counted_twice() -> None:
    [only] = said("node_modules", "node_modules/a/node_modules", context="my web")
    assert only == (
        "sends what an image seldom needs: node_modules (20B) | "
        "ctxscan suggest 'my web' proposes rules that keep the build whole"
    )


@pytest.mark.usefixtures("here")
def test_the_next_step_is_about_the_same_dockerfile() -> None:
    [only] = said("node_modules", context="my web", file="my web/prod")
    assert "ctxscan suggest 'my web' -f 'my web/prod' proposes" in only


@pytest.mark.usefixtures("here")
def test_a_repository_that_a_build_reads_is_meant() -> None:
    [only] = said(".git", "lib/.git", "node_modules", needs_history=True)
    assert ": lib/.git (29B), node_modules (28B) |" in only
    assert said(".git", needs_history=True) == []


@pytest.mark.usefixtures("here")
def test_of_many_the_largest_are_named() -> None:
    [only] = said("a/.git", "b/.git", "c/.git", "d/.git", "e/.git")
    assert "a/.git (50B), b/.git (49B), c/.git (48B) and 2 more |" in only
