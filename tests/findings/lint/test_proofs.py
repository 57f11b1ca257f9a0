"""The proofs, tried on random rules and trees by taking rules away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxscan.errors import IgnoreFileError, Place
from ctxscan.findings.lint import BY_MEANING
from ctxscan.findings.lint.checks import Subject
from ctxscan.findings.lint.fix import fixed, fixes
from ctxscan.findings.lint.proofs import apart, covers, covers_a_parent, hits, parents
from ctxscan.findings.lint.rules.order import order_findings
from ctxscan.ignore.file import parse_ignore_file, parse_rule
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.findings.lint.linting import COPY_ALL
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.inspection import Inspection

NAMES = st.sampled_from(["a", "b", "ab", "ba", "a.b", ".a"])
PARTS = st.sampled_from(
    ["a", "b", "ab", "*", "a*", "*b", "?", "**", "[ab]", "**a", "a**", ".a", "*.b", "a{2}", "a|b"]
)
PATTERNS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def compiled(pattern: str) -> DockerPattern | None:
    try:
        rule = parse_rule(pattern, Place("x"))
    except IgnoreFileError:
        return None
    made = DockerPattern(rule.pattern) if rule else None
    return None if made is None or made.malformed else made


def above(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))


@settings(max_examples=300, deadline=None)
@given(PATTERNS, PATTERNS, st.lists(PATHS, min_size=5, max_size=20))
def test_a_covered_pattern_matches_nothing_of_its_own(
    wide: str, narrow: str, paths: list[str]
) -> None:
    one, other = compiled(wide), compiled(narrow)
    if one is not None and other is not None and covers(one, other):
        assert all(one.matches(path) for path in paths if other.matches(path))


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.lists(PATHS, min_size=5, max_size=20))
def test_the_parents_of_a_pattern_match_above_all_that_it_matches(
    pattern: str, paths: list[str]
) -> None:
    made = compiled(pattern)
    for parent in map(DockerPattern, parents(made) if made else ()):
        for path in paths:
            if made and made.matches(path):
                assert any(parent.matches(directory) for directory in above(path))


@settings(max_examples=300, deadline=None)
@given(PATTERNS, PATTERNS, st.lists(PATHS, min_size=5, max_size=20))
def test_where_a_parent_is_covered_all_that_matches_lies_below_the_covering_pattern(
    wide: str, narrow: str, paths: list[str]
) -> None:
    one, other = compiled(wide), compiled(narrow)
    if one is not None and other is not None and covers_a_parent(one, other):
        assert all(hits(one, path) for path in paths if other.matches(path))


@pytest.mark.parametrize(("parts", "proved"), [(10, True), (600, False)])
def test_parents_of_a_rule_with_more_directories_than_anybody_has_are_not_compiled(
    parts: int, *, proved: bool
) -> None:
    narrow = DockerPattern("[ab]/" * parts + "c")
    assert covers_a_parent(DockerPattern("[ab]/[ab]"), narrow)  # one of their texts
    assert not covers_a_parent(DockerPattern("?/c"), narrow)
    assert covers_a_parent(DockerPattern("**/?"), DockerPattern("b/" * parts + "[c]/d")) is proved
    assert covers_a_parent(DockerPattern("**/*"), narrow) is proved


@settings(max_examples=300, deadline=None)
@given(PATTERNS, PATTERNS, st.lists(PATHS, min_size=5, max_size=20))
def test_nothing_lies_in_two_patterns_that_are_apart(
    one: str, other: str, paths: list[str]
) -> None:
    ignoring, kept = compiled(one), compiled(other)
    if ignoring is not None and kept is not None and apart(ignoring, kept):
        assert not any(hits(ignoring, path) for path in paths if kept.matches(path))


@pytest.fixture(scope="module")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Inspection:
    root = grow(tmp_path_factory.mktemp("context"), files={"Dockerfile": COPY_ALL})
    return inspect(BuildOptions(BuildFiles(str(root), str(root / "Dockerfile"))))


RULES = st.lists(st.tuples(st.booleans(), PATTERNS), min_size=2, max_size=5).map(
    lambda rules: [("!" if exception else "") + pattern for exception, pattern in rules]
)


DO_NOTHING = ("shadowed", "exception-useless", "exception-misses")
"""An exception that undoes a rule may undo others because that rule is there: it is not one."""


@settings(max_examples=300, deadline=None)
@given(RULES, st.lists(PATHS, min_size=10, max_size=30))
def test_without_the_rules_that_do_nothing_every_verdict_is_the_same(
    inspection: Inspection, rules: list[str], paths: list[str]
) -> None:
    try:
        whole = Matcher(parse_ignore_file("\n".join(rules).encode(), "x").rules)
        verdicts = [whole.judge(path).ignored for path in paths]
        opened = [whole.judge_or_parents(path).ignored for path in paths]
    except IgnoreFileError:
        return
    subject = Subject(inspection, whole.rules, whole.patterns)
    useless = [each for each in order_findings(subject) if each.code in DO_NOTHING]
    for line in [each.place.line for each in useless if each.place and each.place.line]:
        rest = [rule for number, rule in enumerate(rules, 1) if number != line]
        without = Matcher(parse_ignore_file("\n".join(rest).encode(), "x").rules)
        assert [without.judge(path).ignored for path in paths] == verdicts
        if not rules[line - 1].startswith("!"):
            assert [without.judge_or_parents(path).ignored for path in paths] == opened


@settings(max_examples=300, deadline=None)
@given(RULES, st.lists(PATHS, min_size=10, max_size=30))
def test_with_all_fixes_at_once_every_verdict_is_the_same(
    inspection: Inspection, rules: list[str], paths: list[str]
) -> None:
    data = "\n".join([".", *rules, *rules]).encode()
    try:
        before = parse_ignore_file(data, "x").rules
        whole = Matcher(before)
        verdicts = [whole.judge(path).ignored for path in paths]
    except IgnoreFileError:
        return
    subject = Subject(inspection, before, whole.patterns)
    each = zip(before, whole.patterns, strict=True)
    found = [*order_findings(subject), *(check(*one) for one in each for check in BY_MEANING)]
    changes = fixes([finding for finding in found if finding is not None], "x")
    assert 1 in changes
    after = Matcher(parse_ignore_file(fixed(data, changes), "x").rules)
    assert [after.judge(path).ignored for path in paths] == verdicts


@settings(max_examples=300, deadline=None)
@given(RULES, st.lists(PATHS, min_size=10, max_size=30))
def test_a_rule_that_is_undone_keeps_nothing_out(
    inspection: Inspection, rules: list[str], paths: list[str]
) -> None:
    try:
        read = parse_ignore_file("\n".join(rules).encode(), "x").rules
        whole = Matcher(read)
        verdicts = [whole.judge(path) for path in paths]
    except IgnoreFileError:
        return
    found = order_findings(Subject(inspection, read, whole.patterns))
    undone = {each.place for each in found if each.code == "undone"}
    assert not any(each.ignored and each.rule and each.rule.place in undone for each in verdicts)
