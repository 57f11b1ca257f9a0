from __future__ import annotations

import pytest

from ctxscan.findings.accounting import Contributor
from ctxscan.findings.report.junk import notices_of_junk


def told(*directories: str, context: str = ".") -> list[str]:
    rows = [Contributor(name, 1, 10 * len(directories) - at) for at, name in enumerate(directories)]
    return [f"{each.message} | {each.hint}" for each in notices_of_junk(rows, context)]


@pytest.mark.parametrize("name", [".git", "web/node_modules", ".venv"])
def test_a_directory_that_nobody_means_to_send_is_told(name: str) -> None:
    [only] = told("src", name)
    assert only == (
        f"sends what an image seldom needs: {name} (19B) | "
        "ctxscan suggest proposes rules that keep the build whole"
    )


@pytest.mark.parametrize("name", ["", "src", "gitea/.github", "my node_modules"])
def test_a_directory_of_the_project_is_not_told(name: str) -> None:
    assert told(name) == []


def test_what_lies_in_junk_is_not_counted_twice() -> None:
    [only] = told("node_modules", "node_modules/a/node_modules", context="my web")
    assert only == (
        "sends what an image seldom needs: node_modules (20B) | "
        "ctxscan suggest 'my web' proposes rules that keep the build whole"
    )


def test_of_many_the_largest_are_named() -> None:
    [only] = told("a/.git", "b/.git", "c/.git", "d/.git", "e/.git")
    assert "a/.git (50B), b/.git (49B), c/.git (48B) and 2 more |" in only
