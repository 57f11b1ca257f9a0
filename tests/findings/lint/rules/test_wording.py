"""Rules that do not mean what they look like: each check fires, and knows when not to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.findings.lint.linting import by_code, lint_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("rule", "code", "hint"),
    [
        pytest.param(".", "never-matches", "** ignores everything", id="the root itself"),
        pytest.param("/", "never-matches", "** ignores everything", id="a lone slash"),
        pytest.param("..", "never-matches", "** ignores everything", id="the parent"),
        pytest.param("../x", "never-matches", "below the context root", id="outside"),
        pytest.param("!a/..", "never-matches", "remove it", id="an exception for the root"),
        pytest.param("  # note", "indented-comment", "before #", id="an indented comment"),
        pytest.param("\t#x", "indented-comment", "before #", id="a comment behind a TAB"),
        pytest.param("a # note", "trailing-comment", "write a here", id="a trailing comment"),
        pytest.param("!a  #x", "trailing-comment", "write !a here", id="one after an exception"),
        pytest.param("[!a]b", "negated-class", "[^a/]b", id="negation by !"),
        pytest.param("![!a]b", "negated-class", "![^a/]b", id="negation in an exception"),
        pytest.param("[*]", "wildcard-in-class", r"\*", id="a star in a class"),
        pytest.param("a[?]", "wildcard-in-class", r"\?", id="a question mark in a class"),
        pytest.param("*.{js,ts}", "braces", "*.js  *.ts", id="braces with a wildcard"),
        pytest.param("!src/{a,b}", "braces", "!src/a  !src/b", id="braces without one"),
        pytest.param("*.a|b", "stray-operator", r"\|", id="a bar beside a wildcard"),
        pytest.param("a^b*", "stray-operator", r"\^", id="a caret beside a wildcard"),
        pytest.param("a{2}*", "stray-operator", r"\{", id="a repetition"),
        pytest.param("**foo", "glued-stars", "**/foo, or **/*foo", id="stars glued to a name"),
        pytest.param("**.pyc", "glued-stars", "**/*.pyc", id="stars glued to an extension"),
        pytest.param("x**/y", "glued-stars", "x/**/y or x*/**/y", id="stars behind a name"),
        pytest.param("a/x**y", "glued-stars", "x/**/y", id="stars inside a name"),
        pytest.param(r"src\bin", "backslash", "src/bin", id="a word boundary"),
        pytest.param(r"dir\test", "backslash", "dir/test", id="a TAB"),
        pytest.param(r"!web\dist", "backslash", "!web/dist", id="in an exception"),
        pytest.param("/!foo", "hidden-exception", "write !foo", id="an exception by cleaning"),
        pytest.param("!!foo", "hidden-exception", "once", id="two exclamation marks"),
        pytest.param("foo(1).txt", "podman-differs", "foo[(]1[)].txt", id="parentheses"),
        pytest.param("c++", "podman-differs", "c[+][+]", id="what podman refuses"),
        pytest.param("a|b", "podman-differs", "a[|]b", id="a bar without a wildcard"),
        pytest.param("a^b", "podman-differs", r"a\^b", id="a caret without a wildcard"),
        pytest.param(" /foo", "podman-differs", "write foo", id="a space before a slash"),
        pytest.param("! foo", "podman-differs", "write !foo", id="a space behind !"),
        pytest.param("/../foo", "podman-differs", "write foo", id="up and down again"),
    ],
)
def test_it_is_told_with_its_line_and_what_to_write(
    rule: str, code: str, hint: str, tmp_path: Path
) -> None:
    finding = by_code(lint_tree(tmp_path, f"# first\n**\n{rule}\n").findings)[code]
    assert finding.place is not None
    assert (finding.place.line, finding.rule) == (3, rule.strip())
    assert finding.hint is not None
    assert hint in finding.hint


@pytest.mark.parametrize(
    "rule",
    [
        *("a/./b", "x/../foo", "/foo", "foo/", "./foo", "//foo"),
        *("# note", "#x", r"\#x", "a#b", "[^a]b", "[a-c]", r"[\*]", r"\*"),
        *("**/foo", "**/*.pyc", "foo/**/bar", "foo/**", "**/foo*", "a/**/*", "**/**", "foo**"),
        *(r"\!foo", r"a\ b", r"\*x", r"**/a\t", r"a\x09*"),
        *("{a}*", "a[|]b*", r"*\|b", "a b", "foo  "),
    ],
)
def test_what_says_what_it_means_is_left_alone(rule: str, tmp_path: Path) -> None:
    assert lint_tree(tmp_path, f"{rule}\n").findings == ()


@pytest.mark.parametrize("rule", ["!foo", "!foo/", "!**/foo", "!foo/**"])
def test_an_exception_with_something_to_bring_back_is_left_alone(rule: str, tmp_path: Path) -> None:
    assert lint_tree(tmp_path, f"**\n{rule}\n").findings == ()


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        pytest.param("  #x#", "#x#", id="an editor's backup behind white space"),
        pytest.param("a # b", "a # b", id="a name with a hash in it"),
        pytest.param("a{1,2}", "a{1,2}", id="a name with braces in it"),
        pytest.param(r"a\tb", "a\tb", id="a name with a TAB in it"),
    ],
)
def test_a_rule_that_matches_what_is_there_was_meant(rule: str, name: str, tmp_path: Path) -> None:
    found = by_code(lint_tree(tmp_path, f"{rule}\n", [name]).findings)
    assert set(found) <= {"podman-differs"}


def test_a_rule_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    found = lint_tree(tmp_path, b"caf\xe9\n")
    assert [each.code for each in found.findings] == ["not-utf-8"]


def test_a_rule_in_utf_8_is_fine(tmp_path: Path) -> None:
    assert lint_tree(tmp_path, "café\n").findings == ()


@pytest.mark.parametrize(
    ("rule", "fix"),
    [
        pytest.param(".", (), id="what never matches goes"),
        pytest.param("   # note", ("# note",), id="a comment moves to the left"),
        pytest.param("! foo", ("!foo",), id="a space behind ! goes"),
        pytest.param("  #node_modules", None, id="what could be a name stays"),
        pytest.param("a # note", None, id="a trailing comment would change what is sent"),
        pytest.param("[!a]b", None, id="so would a class"),
        pytest.param("**foo", None, id="so would stars"),
    ],
)
def test_only_what_changes_no_build_is_fixed(
    rule: str, fix: tuple[str, ...] | None, tmp_path: Path
) -> None:
    findings = lint_tree(tmp_path, f"**\n{rule}\n").findings
    assert [each.fix for each in findings if each.place and each.place.line == 2][:1] == [fix]
