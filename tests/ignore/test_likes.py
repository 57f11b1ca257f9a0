"""Names are held against few expressions, and the answer is that of all of them."""

from __future__ import annotations

import random

import pytest

from ctxscan.findings.catalog.credentials import credentials
from ctxscan.findings.check.pattern_watch import pattern_rule
from ctxscan.ignore.matcher import Matcher

PATTERNS = (
    *("a*b", "*.t?t", "x*[0-9].md", "[ab]*c", "?", "*a*", "s.y*ml", "*k*y.json", ".e*[Ee]x*"),
    *("*[_x]key", "v[0-9].*", "*.tar.*", "a*b*c.d*e.f", "q*" + "?" * 260, "*\u00e9*.md"),
)
PIECES = (*"abcxky019.-_\n", "a.b", ".txt", ".md", "key", ".json", ".env", "Ex", "é", "s.yml")


@pytest.mark.parametrize("patterns", [PATTERNS, tuple(row.pattern for row in credentials())])
def test_the_answer_for_a_name_is_that_of_each_rule_tried_alone(patterns: tuple[str, ...]) -> None:
    chance = random.Random(7)  # noqa: S311 - the same names every time
    matcher = Matcher([pattern_rule(each) for each in patterns])
    matching = 0
    for _ in range(4000):
        name = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
        alone = matcher.rules_for(name)
        assert matcher.table("").rules_for(name) == alone, name
        matching += bool(alone)
    assert matching > 200


def test_a_name_longer_than_most_file_systems_take_is_held_against_rules_of_such_names() -> None:
    table = Matcher([pattern_rule("q*" + "?" * 260)]).table("")
    assert [table.rules_for("q" * size) for size in (255, 260, 261, 300)] == [0, 0, 1, 1]
