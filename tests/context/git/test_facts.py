"""What git says of a context, for all who ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ctxscan.context.git.facts import git_facts
from ctxscan.context.git.repository import Repository
from tests.support.repositories import ENVIRONMENT, git, init
from tests.support.trees import grow, make_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _a_user_without_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def texts(root: Path) -> list[str]:
    return [rule.text for file in git_facts(str(root)).files for rule in file.rules]


def test_rules_come_from_every_file_that_git_reads_the_weakest_first(tmp_path: Path) -> None:
    root = init(grow(tmp_path, files={"a/.gitignore": "inner\n", ".gitignore": "outer\n"}))
    make_file(root / ".git/info/exclude", "private\n")
    assert texts(root) == ["private", "outer", "inner"]


def test_no_rules_are_read_behind_a_directory_that_becomes_a_link_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"in/a/.gitignore": "inner\n", "out/.gitignore": "of somebody else\n"}
    grow(tmp_path, files=files)
    root = init(tmp_path / "in")
    ask = Repository.verdicts

    def then_the_link(*words: Any, **options: Any) -> Any:
        found = ask(*words, **options)
        (root / "a").rename(tmp_path / "away")
        (root / "a").symlink_to(tmp_path / "out")
        return found

    monkeypatch.setattr(Repository, "verdicts", then_the_link)
    assert texts(root) == []


def test_rules_that_colleagues_do_not_have_are_not_shared(tmp_path: Path) -> None:
    files = {"a/.gitignore": "inner\n", ".gitignore": "*.log\n"}
    root = init(grow(tmp_path, "a.log", files=files))
    make_file(root / ".git/info/exclude", "private\n")
    shared = git_facts(str(root)).shared_rules
    assert shared is not None
    assert [rule.text for rule in shared.rules] == ["*.log", "inner"]
    assert shared.kept == {".gitignore", "a/.gitignore"}


def test_a_private_file_alone_shares_nothing(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "a"))
    make_file(root / ".git/info/exclude", "private\n")
    assert texts(root) == ["private"]
    assert git_facts(str(root)).shared_rules is None


def test_a_context_that_git_ignores_has_no_rules_of_use(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "out/a", files={".gitignore": "out\n", "out/.gitignore": "x\n"}))
    facts = git_facts(str(root / "out"))
    assert (facts.root_ignored, facts.below_top, facts.shared_rules) == (True, True, None)


def test_what_is_tracked_is_kept_though_git_would_ignore_it(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "a.log", "b.log", "c", files={".gitignore": "*.log\n"}))
    git(root, "add", "-f", "a.log")
    facts = git_facts(str(root))
    assert facts.tracked == {"a.log"}
    assert facts.kept == frozenset({"a.log", "c", ".gitignore"})


def test_what_git_keeps_is_held_in_the_strings_of_a_tree(tmp_path: Path) -> None:
    root = init(grow(tmp_path, "a/b", "a/c", "gone"))
    git(root, "add", ".")
    paths = [f"a/{name}" for name in "bcd"]
    facts = git_facts(str(root)).in_strings_of(paths)
    assert facts.kept is facts.tracked
    assert facts.tracked == {"a/b", "a/c", "gone"}
    known = {path: path for path in facts.tracked}
    assert known["a/b"] is paths[0]
    assert known["a/c"] is paths[1]


def test_without_a_repository_the_file_at_the_top_still_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = grow(tmp_path / "x", files={".gitignore": "*.log\n", "a/.gitignore": "inner\n"})
    facts = git_facts(str(root))
    assert texts(root) == ["*.log"]
    assert facts.kept is None
    assert facts.no_repository is not None
    assert facts.no_repository.reason == "this directory is in no git repository"
    assert facts.shared_rules is not None


def test_without_a_repository_and_a_file_there_is_nothing_to_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = grow(tmp_path / "x", "a")
    assert (texts(root), git_facts(str(root)).shared_rules) == ([], None)
