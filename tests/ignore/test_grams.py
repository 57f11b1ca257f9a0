"""What is tried on a name, where a file has many expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxscan.golang.expression import Expression
from ctxscan.ignore.bits import Members
from ctxscan.ignore.grams import ByGrams
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern
from tests.ignore.rules import rules
from tests.support.counting import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

PARTS = st.sampled_from(["a", "ab", "abc", "cab", "*", "?", "[ab]", "[^a]", "a{0}", "é", "c*", "."])
PATTERNS = st.lists(PARTS, min_size=1, max_size=6).map("".join)
NAMES = st.text("abcé.\n", min_size=1, max_size=12)


def as_read(patterns: Sequence[str]) -> list[tuple[Expression, Members]]:
    read = [DockerPattern(each) for each in patterns]
    pieces = [each.pieces[0][1:-1] for each in read if len(each.pieces) == 1]
    return [(Expression((each,), of_paths=False), Members()) for each in pieces]


@settings(max_examples=400, deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=20), st.lists(NAMES, min_size=1, max_size=20))
def test_no_expression_that_matches_is_left_out(patterns: list[str], names: list[str]) -> None:
    tests = as_read(patterns)
    filed = ByGrams(tests)
    for name in names:
        tried = {id(test) for test, _ in (*filed.near(name), *filed.others)}
        assert all(id(test) in tried for test, _ in tests if test.matches(name))


@pytest.mark.parametrize("form", ["*.a{:04}x*", "[ab]{:04}x", "*{:04}?", "a{:04}*b*"])
def test_a_name_is_held_against_few_of_many_expressions(form: str) -> None:
    many = Matcher(rules("".join(f"{form.format(at)}\n" for at in range(2_000))))
    many.judge("z")
    name = form.format(77).replace("*", "q").replace("?", "q").replace("[ab]", "a")
    with counted() as found:
        assert many.judge(name).ignored
    assert found.taken < 2_000
