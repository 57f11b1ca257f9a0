"""Rules that do nothing because of others: what is told holds on every tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.lint.linting import by_code, codes, lint_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        pytest.param("a\nb\na\n", 3, id="the same twice"),
        pytest.param("a\n/a/\n", 2, id="the same in other words"),
        pytest.param("a\na/b\n", 2, id="below a directory that is ignored"),
        pytest.param("a/b\na\n", 1, id="below one that is ignored further down"),
        pytest.param("a/**\na\n", 1, id="the directory itself is more than what is in it"),
        pytest.param("**/x\nx\n", 2, id="a name that is ignored everywhere"),
        pytest.param("x\n**/x\n", 1, id="the same in the other order"),
        pytest.param("**/x\na/**/x\n", 2, id="a name below a directory"),
        pytest.param("**/*.pyc\n*.pyc\n", 2, id="an extension at the root"),
        pytest.param("**/x\n**/x/y/*.c\n", 2, id="a wildcard below a name"),
        pytest.param("*.md\nREADME.md\n", 2, id="a name that a wildcard matches"),
        pytest.param("*\nfoo\n", 2, id="everything"),
        pytest.param("**\n**/*\n", 2, id="everything twice, the second one goes"),
        pytest.param("d\n!d/a*\n!d/abc\n", 3, id="an exception in another one"),
        pytest.param("d\n!d/a\nx*\nxy\n", 4, id="behind an exception, matched by the same rule"),
    ],
)
def test_a_shadowed_rule_is_told(rules: str, line: int, tmp_path: Path) -> None:
    found = [each for each in lint_tree(tmp_path, rules).findings if each.code == "shadowed"]
    assert [each.place.line for each in found if each.place] == [line]


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("a\nab\n", id="a longer name"),
        pytest.param("a/**\nab\n", id="a name that begins alike"),
        pytest.param("*.md\ndocs/*.md\n", id="a star does not cross a slash"),
        pytest.param("d\n!d/keep\nd/keep/x\n", id="an exception lies between"),
        pytest.param("d\n!d/k\nx\nd/k/j\n", id="an exception before both"),
        pytest.param("d\n!d/keep\nd\n", id="ignored, taken back, ignored again"),
        pytest.param("d\n!d/keep\nd\nd/keep\n", id="the second d is not tried below d"),
        pytest.param("**/*.log\n*.txt\n", id="other names"),
        pytest.param("x/a\n**/b\n", id="another name"),
        pytest.param("d\n!d/*/e\n!d/x/e/f\n", id="an exception below another one"),
        pytest.param("a{2}/*\na{2}\n", id="braces that repeat, and braces that are text"),
    ],
)
def test_a_rule_with_an_effect_of_its_own_is_not_shadowed(rules: str, tmp_path: Path) -> None:
    assert "shadowed" not in codes(lint_tree(tmp_path, rules).findings)


def test_an_ignored_rule_that_is_taken_back_whole_is_told(tmp_path: Path) -> None:
    found = by_code(lint_tree(tmp_path, "foo\nbar\n!foo\n").findings)
    assert found["undone"].place is not None
    assert found["undone"].place.line == 1


def test_an_exception_for_a_part_undoes_nothing(tmp_path: Path) -> None:
    assert "undone" not in codes(lint_tree(tmp_path, "foo\n!foo/a\n!foob\n").findings)


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("**/*.log\n!keep\n", id="names below it"),
        pytest.param("a/b\n!a/\n", id="a path below it"),
    ],
)
def test_an_exception_for_a_directory_that_is_not_ignored_itself(
    rules: str, tmp_path: Path
) -> None:
    finding = by_code(lint_tree(tmp_path, rules).findings)["exception-misses"]
    assert finding.hint is not None
    assert "/** to keep" in finding.hint
    assert finding.fix is None


@pytest.mark.parametrize(
    ("rules", "fix"),
    [
        pytest.param("!a\n", (), id="no rule at all above"),
        pytest.param("!a\na\n", None, id="the rule comes too late"),
        pytest.param("b\n!a\n", (), id="another name"),
        pytest.param("node_modules\n!docs/*.md\n", (), id="a wildcard in another directory"),
        pytest.param("*.log\n!docs/**\n", (), id="a wildcard of another depth"),
        pytest.param("b\n!Dockerfile\n", None, id="the classic builder's rescue asks for it"),
    ],
)
def test_an_exception_that_brings_nothing_back(
    rules: str, fix: tuple[str, ...] | None, tmp_path: Path
) -> None:
    assert by_code(lint_tree(tmp_path, rules).findings)["exception-useless"].fix == fix


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("a\n!a/b\n", id="a path below an ignored directory"),
        pytest.param("*\n!src\n", id="everything but one"),
        pytest.param("*.md\n!README.md\n", id="one of many"),
        pytest.param("**/node_modules\n!docs/*.md\n", id="docs could lie where nobody can tell"),
        pytest.param("*/x\n!a/x/*.c\n", id="a wildcard that meets it"),
        pytest.param("a/b\n!a/*\n", id="a wildcard that could match the same"),
        pytest.param("d*\n!**/keep\n", id="an exception for any depth"),
    ],
)
def test_an_exception_that_may_bring_something_back(rules: str, tmp_path: Path) -> None:
    found = codes(lint_tree(tmp_path, rules).findings)
    assert not {"exception-useless", "exception-misses"}.intersection(found)
