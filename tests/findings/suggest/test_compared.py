"""Two filters, side by side on one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.protocol import Detail
from ctxscan.context.tree import Tree, plain_entry
from ctxscan.errors import Place
from ctxscan.findings.suggest.compared import Comparison, Kind
from ctxscan.ignore.file import Rule, parse_ignore_file
from ctxscan.inspection.trial import outcome

if TYPE_CHECKING:
    from ctxscan.builders.protocol import Builder

PATHS = ("a/b/c", "a/b/d", "a/e", "f", "g/h", "g/i/j")


def tree() -> Tree:
    return Tree.of(map(plain_entry, PATHS))


def builder(text: str, *asked: str) -> Builder:
    rules = parse_ignore_file(text.encode(), ".dockerignore").rules
    return buildkit_builder(rules, None, [Rule(path, False, path, Place("new")) for path in asked])


def compared(was: str, now: str, *asked: str) -> Comparison:
    filters = (builder(text, *asked).filter(Detail.ALL) for text in (was, now))
    return Comparison(tree(), *filters)


TEXTS = ["", "a/b\n", "a\n!a/b/c\n", "**/*\n!f\n", "g\n", "*\n!g/i\n", "**/c\n"]


@pytest.mark.parametrize("now", TEXTS)
@pytest.mark.parametrize("was", TEXTS)
def test_what_is_lost_and_let_in_is_what_two_walks_differ_by(was: str, now: str) -> None:
    before, after = (outcome(tree(), builder(text).filter(Detail.ALL)) for text in (was, now))
    found = compared(was, now)
    changes = {kind: {each.path for each in found if each.kind is kind} for kind in Kind}
    assert changes[Kind.LOST] == before.sent - after.sent
    assert changes[Kind.LET_IN] == after.sent - before.sent - before.empty
    assert changes[Kind.EMPTIED] == after.empty - before.empty
    assert found.changed == (before.sent != after.sent)
    assert all(each.rule == after.decided.get(each.path) for each in found)


def test_a_request_that_finds_nothing_any_more_is_told_by_its_bit() -> None:
    found = compared("", "a/b\n", "a/b", "a")
    assert {each.path for each in found} == {"a/b/c", "a/b/d"}
    assert (found.asked_before, found.asked_after) == (0b11, 0b10)
    unasked = {(bits, change.path) for bits, change in found.unasked(0b01)}
    assert unasked == {(0b01, "a/b/c"), (0b01, "a/b/d")}


def test_bits_of_another_list_say_nothing() -> None:
    filters = (builder(text, "a").filter(Detail.ALL) for text in ("", "a\n"))
    found = Comparison(tree(), *filters, asks_for_others=True)
    assert len([*found]) == 3
    assert (found.asked_before, found.asked_after) == (0, 0)
