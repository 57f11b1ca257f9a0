"""docs/semantics, B.6: the rules of a file, in order, and the three ways of asking them."""

from __future__ import annotations

from itertools import product

import pytest

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.ignore.bits import indices
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.scope import Scope, is_utf8
from tests.ignore.rules import rules


def matcher(text: str) -> Matcher:
    return Matcher(rules(text))


def scope(text: str, directory: str) -> Scope:
    found = matcher(text).root()
    for name in directory.split("/"):
        found = found.enter(name)
    return found


# Rules; path; whether it is ignored when asked by the walk, with all its parents, and at one depth.
@pytest.mark.parametrize(
    ("text", "path", "walk", "or_parents", "at_depth"),
    [
        pytest.param("a/b\n!a", "a/b", True, False, False, id="!a was skipped at a"),
        pytest.param(
            "**/*.log\n!keep", "keep/x.log", True, False, False, id="!dir saves nothing by name"
        ),
        pytest.param("d\n!d/keep\nd", "d/keep", False, True, True, id="the second d was skipped"),
        pytest.param("d*\n!d/keep\nd*", "d/keep", False, True, True, id="also with a star"),
        pytest.param("logs\n!logs/keep\nlog*", "logs/keep", False, True, True, id="another text"),
        pytest.param("!a\na", "a", True, True, True, id="an exception before has no effect"),
        pytest.param("a\n!a", "a", False, False, False, id="the last hit wins"),
        pytest.param("a\n!a\na", "a", True, True, True, id="and the one after that"),
        pytest.param("a/*\n!a/b\na/b/c", "a/b/c", True, True, True, id="a deeper rule after"),
        pytest.param(
            "a/b/c\na/*\n!a/b", "a/b/c", False, False, False, id="the exception is remembered"
        ),
        pytest.param("a/b/c\n!a/b", "a/b/c", True, False, False, id="here it was skipped"),
        pytest.param("d\n!**/keep", "d/keep", False, False, False, id="an exception that floats"),
        pytest.param("**\n!d", "d/x/y", False, False, False, id="an exception for a directory"),
        pytest.param("**\n!d\nd/x", "d/x/y", True, True, True, id="but not for all of it"),
        pytest.param("**/a", "a/b/Dockerfile", True, True, False, id="one depth alone is tried"),
        pytest.param("**/b", "a/b/Dockerfile", True, True, True, id="and this is that depth"),
        pytest.param("a", "a/b/Dockerfile", True, True, True, id="text, one component"),
        pytest.param("a/b", "a/b/Dockerfile", True, True, True, id="text, two components"),
        pytest.param("**", "a/b/Dockerfile", True, True, True, id="everything"),
        pytest.param("**/*a/b", "a/b/c/d", True, True, False, id="depth three is not depth two"),
        pytest.param("a/b/c/d", "a", False, False, False, id="a rule deeper than the path"),
        pytest.param("", "a", False, False, False, id="no rules"),
        pytest.param("!a", "a", False, False, False, id="exceptions alone"),
        pytest.param("*\n!*.py\nt*", "t.py", True, True, True, id="one level, three rules"),
        pytest.param("a\n!a/b\n!a/c\na/b", "a/c", False, False, False, id="two exceptions"),
        pytest.param(
            "*\n!a\na/x\n!a/x/y\na", "a/x/y", True, True, True, id="the last rule hit at a"
        ),
    ],
)
def test_the_three_procedures(
    text: str, path: str, *, walk: bool, or_parents: bool, at_depth: bool
) -> None:
    asked = matcher(text)
    assert asked.judge(path).ignored is walk
    assert asked.judge_or_parents(path).ignored is or_parents
    assert asked.judge_at_depth(path).ignored is at_depth


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        pytest.param("a\nb\n", "b", 2, id="the rule that matched"),
        pytest.param("a\n*\na\n", "a", 1, id="the first that changed the verdict, not a later one"),
        pytest.param("a\n!a\n", "a", 2, id="the exception that saved it"),
        pytest.param("a\n!a\na\n", "a", 3, id="the rule that took it back"),
        pytest.param("a\n# note\n\nb/*\n", "b/x/y/z", 4, id="the rule that hit its directory"),
        pytest.param("a\n!a\n", "c", None, id="no rule"),
        pytest.param("!a\n", "a", None, id="an exception that was not needed is no rule"),
    ],
)
def test_a_verdict_names_its_rule(text: str, path: str, line: int | None) -> None:
    rule = matcher(text).judge(path).rule
    assert (rule and rule.place) == (line and Place(".dockerignore", line))


@pytest.mark.parametrize(
    "path",
    ["a", "a/b/c", "\udce9", "a\nb/c", "é/x"],
)
@pytest.mark.parametrize("text", ["[z-a]", "x\n*|\\k", "!a\n\\é", "*{2}"])
def test_a_malformed_pattern_is_refused_where_it_is_tried(text: str, path: str) -> None:
    asked = matcher(text)
    assert asked.has_malformed
    for question in (asked.judge, asked.judge_or_parents, asked.judge_at_depth):
        with pytest.raises(IgnoreFileError) as caught:
            question(path)
        assert caught.value.place == asked.rules[-1].place


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        pytest.param("**\n[z-a]", "a", True, id="behind ** a rule is never tried"),
        pytest.param("a\n[z-a]", "a", True, id="a rule is not tried on what is ignored"),
        pytest.param("![z-a]", "a", False, id="an exception is not tried on what is kept"),
        pytest.param("a\n[z-a]\n!a", "a", False, id="skipped, though the verdict changes later"),
        pytest.param("d\n[z-a]", "d/x", True, id="nor below an ignored directory"),
    ],
)
def test_a_malformed_pattern_that_is_skipped_does_no_harm(
    text: str, path: str, *, ignored: bool
) -> None:
    asked = matcher(text)
    assert asked.judge(path).ignored is ignored
    assert asked.judge_or_parents(path).ignored is ignored


def test_a_malformed_exception_is_refused_on_what_is_ignored() -> None:
    asked = matcher("a\n![z-a]")
    assert not asked.judge("b").ignored
    with pytest.raises(IgnoreFileError) as caught:
        asked.judge("a")
    assert caught.value.place == Place(".dockerignore", 2)


def test_a_lenient_verdict_passes_over_malformed_patterns() -> None:
    asked = matcher("a\n[z-a]\n![z-a]")
    assert not asked.verdict(0, lenient=True).ignored
    assert asked.verdict(1, lenient=True).ignored
    with pytest.raises(IgnoreFileError):
        asked.verdict(0)


def test_a_scope_remembers_a_rule_that_hit_and_forgets_one_that_was_skipped() -> None:
    below = scope("d\n!d/keep\nd\nd*", "d")
    assert list(indices(below.remembered)) == [0]
    assert list(indices(below.above)) == [0, 2, 3]
    assert (below.judge("keep").ignored, below.judge_or_parents("keep").ignored) == (False, True)


def test_what_was_remembered_is_handed_on_without_another_skip() -> None:
    below = scope("a\n!a/b\na/b/c", "a/b")
    assert list(indices(below.remembered)) == [0, 1]
    assert list(indices(below.enter("c").remembered)) == [0, 1, 2]
    assert list(indices(below.enter("x").remembered)) == [0, 1]


def test_scopes_of_one_matcher_do_not_disturb_each_other() -> None:
    root = matcher("a/*\n!b/*").root()
    left, right = root.enter("a"), root.enter("b")
    assert left.judge("x").ignored
    assert not right.judge("x").ignored
    assert left.directory == "a/"
    assert left.enter("x").directory == "a/x/"
    assert not root.judge("x").ignored


def test_paths_fare_alike_in_whatever_order_they_are_asked_about() -> None:
    text = "a\n!a/b/keep\n**/*.log\nb/*/c\n!b/x\n"
    names = ("a", "b", "x", "c", "keep", "x.log")
    paths = ["/".join(each) for length in (1, 2, 3, 4) for each in product(names, repeat=length)]
    alone = {path: matcher(text).judge(path).rule for path in paths}
    together = matcher(text)
    for each in (paths, paths[::-1], sorted(paths, key=lambda path: path[::-1])):
        assert {path: together.judge(path).rule for path in each} == alone


def test_the_name_of_a_directory_is_text_below_it() -> None:
    # The root's names hold every metacharacter of a pattern, and none of them may act.
    for name in ("[a]", "*", "a|b", "(", "a\\", "a{2}", "^", "$", "a.b", "\n", "é", "\udce9"):
        below = matcher("*/x\n**/y\n").root().enter(name)
        assert below.judge("x").ignored
        assert below.judge("y").ignored
        assert not below.judge("z").ignored


def test_hundreds_of_rules_of_every_kind_together() -> None:
    lines = [f"n{n}\n**/s{n}\n*.x{n}\nd{n}/*y\np{n}-**\n**/q{n}-*\n" for n in range(100)]
    asked = matcher("".join(lines))
    for n in (0, 9, 10, 99):
        for path in (f"n{n}", f"a/s{n}", f"z.x{n}", f"d{n}/zy", f"p{n}-z/a", f"a/b/q{n}-z"):
            assert asked.judge(path).rule in asked.rules[6 * n : 6 * n + 6]
    assert not asked.judge("n100").ignored
    assert not asked.judge("x/n1").ignored


@pytest.mark.parametrize(
    ("text", "directory", "hits"),
    [
        pytest.param("", "d", 0, id="no rules"),
        pytest.param("a\nd/*", "d", 2, id="any name in the directory"),
        pytest.param("**\nb", "d", 1, id="any name anywhere"),
        pytest.param("a\nb/c", "d", 0, id="rules of other directories"),
        pytest.param("d/x", "d", None, id="a name of this directory"),
        pytest.param("**/x", "d", None, id="a name of any directory"),
        pytest.param("*|a", "d", None, id="a rule that needs the whole path"),
        pytest.param("", "\udce9", None, id="a directory that is not utf-8"),
    ],
)
def test_what_all_names_of_a_directory_have_in_common(
    text: str, directory: str, hits: int | None
) -> None:
    assert scope(text, directory).same_for_all_names == hits


def test_more_names_than_a_table_remembers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxscan.ignore.names._MOST_KNOWN", 3)
    root = matcher("**/*.o\n**/a*\n").root()
    for _ in range(2):
        for name, hits in (("x.o", 1), ("a", 2), ("a.o", 3), ("b", 0), ("b.o", 1), ("ab", 2)):
            assert root.matching(name) == hits


def test_has_exceptions() -> None:
    assert not matcher("a").has_exceptions
    assert matcher("a\n/!b").has_exceptions


def test_indices_are_the_bits_that_are_set() -> None:
    assert list(indices(0)) == []
    assert list(indices(0b1011 | 1 << 70)) == [0, 1, 3, 70]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", True), ("é", True), ("\udce9", False), ("a\udc80é", False), ("\ufffd", True)],
)
def test_a_name_with_surrogates_was_not_utf8(text: str, *, expected: bool) -> None:
    assert is_utf8(text) is expected
