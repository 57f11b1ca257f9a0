"""What a pattern says of a path, and in how many steps: a bounded number for each character."""

from __future__ import annotations

import random

import pytest

from ctxscan.golang.automaton import Automaton
from ctxscan.golang.character_class import BadRegexpError
from ctxscan.golang.expression import Expression
from ctxscan.golang.nodes import ANYTHING, Group
from ctxscan.golang.regexp import Piece, parse_go_regexp
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.ignore.podman.regexp import podman_regexp
from ctxscan.ignore.split import Name, branches
from tests.support import goregexp
from tests.support.backtracking import Counted

_WRITTEN = [
    *("[^/]*", "[^/]*", "(.*/)?", ".*", "/", "/", "a", "b", "ab", "[a]", "[^a]", "[a-c]", "[^/]"),
    *(r"\d", r"\W", r"\b", r"\B", r"\z", "{2}", "{0,1}", "{1,}", "*", "|", "^", "$", r"\n", "é"),
]

HOSTILE = [
    *("*a*a*a*a*b", "*a*a*a*a*a*a*a*a*a*c", "a*" * 30 + "b", "*?*?*?*?b", "*[ab]*[ab]*[ab]c"),
    *("**/a/**/a/**/a/**/b", "**/*a*/**/*a*/**/b", "**a**a**a**b", "a*a**a*b", "a**/*a*b/c"),
    *("*/*/*/*/*a*b", "*a*b/**", "**/*a*a*b", "*a|*b|*a*a*c", "[^b]*[^b]*[^b]*c", r"\D*a*\D*b"),
    *("*{2}", "a{1,500}a{1,500}b", "[a]{2,}*[a]{2,}*b", r"*\ba*\ba*b", "***a***a***b"),
]

NESTED = [
    *("(a+)+b", "((a+)+)+b", "(a|a)*b", "(a|aa)+$", "(a+)+(a+)+b", "(a*)*b", "(a?){100}a{100}b"),
    *("**/a/**/b/**/c", "*a*a*a*b", "(.*)*b", "((a|b)+c?)+d", "(a+b?)+(a+b?)+c"),
]

TEXTS = ["a", "ab", "a/", "aa/ba/", "a\n"]


def nodes(alternatives: tuple[tuple[Piece, ...], ...]) -> Group:
    return Group(tuple(tuple(piece.node for piece in pieces) for pieces in alternatives))


def steps(expression: Expression, text: str) -> int:
    if expression.source is not None and "\n" not in text:
        return Counted(expression.source, text).steps
    automaton = Automaton(((ANYTHING, nodes(tuple(map(tuple, expression.branches))), ANYTHING),))
    automaton.matches(text)
    return automaton.steps


def grows_in_line(expression: Expression, unit: str) -> bool:
    """Whether twice the text takes no more than about twice the steps."""
    few, many = (steps(expression, (unit * 160)[:count]) for count in (80, 160))
    return many <= 2.3 * few + 200


def test_it_says_what_an_independent_reading_of_the_expression_says() -> None:
    chance = random.Random(16)  # noqa: S311 - the same expressions every time
    compared = found = 0
    for _ in range(700):
        body = "".join(chance.choice(_WRITTEN) for _ in range(chance.randint(1, 6)))
        source = chance.choice(["^{}$", "{}", "^{}$", "^{}$"]).format(body)
        try:
            expression = Expression(parse_go_regexp(source))
        except BadRegexpError:
            continue
        for _ in range(6):
            text = "".join(chance.choice("aabb//é\n1") for _ in range(chance.randint(0, 7)))
            expected = goregexp.search(source, text)
            assert expression.matches(text) == expected, (source, text)
            compared += 1
            found += expected
    assert compared > 1_200
    assert found > 200


@pytest.mark.parametrize("unit", TEXTS)
@pytest.mark.parametrize("pattern", HOSTILE)
def test_a_rule_costs_no_more_than_so_many_steps_a_character(pattern: str, unit: str) -> None:
    docker = DockerPattern(pattern)
    assert docker.malformed or grows_in_line(Expression(docker.pieces), unit)
    for branch in branches(docker) or ():
        if branch.name is Name.LIKE:
            assert grows_in_line(branch.fits_name(), unit.replace("/", "b"))
        if branch.head:
            directory = unit if unit.endswith("/") else f"{unit}/"
            assert grows_in_line(Expression((branch.head,), of_paths=False), directory)


@pytest.mark.parametrize("unit", TEXTS)
@pytest.mark.parametrize("pattern", NESTED)
def test_a_rule_of_podman_costs_no_more_either(pattern: str, unit: str) -> None:
    expression = podman_regexp(pattern)
    assert expression is not None
    assert grows_in_line(expression, unit)


def test_the_count_would_notice_a_pattern_that_goes_back() -> None:
    few, many = (Counted(r"[^/]*a[^/]*a[^/]*b", "a" * count).steps for count in (20, 40))
    assert many > 3.5 * few


@pytest.mark.parametrize(
    ("pattern", "rewritten"),
    [
        pytest.param("src/*.py", True, id="one star"),
        pytest.param("*test*.py", True, id="two stars"),
        pytest.param("**/a/**/*.min.*", True, id="a component anywhere"),
        pytest.param("**/a/**/b/**/c", True, id="components anywhere, one below the other"),
        pytest.param("**a**b**c", False, id="stars that end in the middle of names"),
        pytest.param("[^a]*b", False, id="a class that takes slashes, before a star"),
    ],
)
def test_most_patterns_are_left_to_re(pattern: str, *, rewritten: bool) -> None:
    assert (Expression(DockerPattern(pattern).pieces).source is not None) == rewritten


def test_a_thousand_times_a_thousand_is_written_out_nowhere() -> None:
    expression = podman_regexp("(a{31}){31}" * 200)
    assert expression is not None
    assert not expression.matches("a" * 1_000)
