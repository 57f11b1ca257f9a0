"""Sets of rules, and what they cost where a file has many of them."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.ignore.bits import Members, bits_of, indices
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.podman.matcher import PodmanMatcher
from tests.ignore.rules import rules
from tests.support.counting import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.ignore.rule_matcher import RuleMatcher

FEW_OR_MANY = st.one_of(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 5_000), min_size=20))


@given(FEW_OR_MANY)
def test_a_set_has_the_members_that_it_is_made_of(members: set[int]) -> None:
    assert bits_of(members) == sum(1 << each for each in members)
    assert list(indices(bits_of(members))) == sorted(members)


@given(st.lists(st.integers(0, 2_000), max_size=40))
def test_rules_that_match_alike_are_one_set_however_often_one_is_named(members: list[int]) -> None:
    made = Members()
    for each in members:
        made.add(each)
    assert made.bits == made.bits == bits_of(set(members))


def test_to_go_through_a_set_takes_a_step_for_each_member_and_not_for_each_rule() -> None:
    with counted() as found:
        assert list(indices(1 << 1_000_000 | 1)) == [0, 1_000_000]
    assert found.taken < 100


@pytest.mark.parametrize(
    ("form", "matcher"), [("a{}", Matcher), ("*.a{}", Matcher), ("a{}", PodmanMatcher)]
)
def test_twice_as_many_rules_take_twice_the_memory(
    form: str, matcher: Callable[..., RuleMatcher]
) -> None:
    # A set for each of them would be as long as the file: four times as much.
    once, twice = (_peak(form, matcher, many) for many in (10_000, 20_000))
    assert twice < 2.4 * once


def _peak(form: str, matcher: Callable[..., RuleMatcher], many: int) -> int:
    written = rules("".join(f"{form.format(each)}\n" for each in range(many)))
    tracemalloc.start()
    try:
        made = matcher(written)
        assert not made.judge("z").ignored
        made.on_the_way("b/a7")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
