"""The matcher and the slow, literal model of tests/support/model.py say the same of everything.

``CTXSCAN_FUZZ_EXAMPLES`` sets how many trees with ignore files are tried. The first test shrinks
what it finds, and stays short; the second draws at one stroke, and is the one for 100,000 examples.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxscan.errors import IgnoreFileError
from ctxscan.ignore.file import parse_ignore_file
from ctxscan.ignore.matcher import Matcher
from tests.support import model
from tests.support.strategies import (
    FAULTS,
    GLOBS,
    MARKS,
    NAMES,
    PIECES,
    Frame,
    Known,
    _scenario,
    scenarios,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from ctxscan.ignore.scope import Scope
    from tests.support.model import Pattern, Tree

EXAMPLES = int(os.environ.get("CTXSCAN_FUZZ_EXAMPLES", "300"))

REFUSED = "refused"


def by_ctxscan(question: Callable[[], bool]) -> bool | str:
    try:
        return question()
    except IgnoreFileError:
        return REFUSED


def by_model(question: Callable[[], bool]) -> bool | str:
    try:
        return question()
    except model.PatternError:
        return REFUSED


def rules_by_ctxscan(text: str) -> list[tuple[str, bool]] | None:
    try:
        rules = parse_ignore_file(model.raw(text), ".dockerignore").rules
    except IgnoreFileError:
        return None
    return [(rule.pattern, rule.exception) for rule in rules]


def rules_by_model(text: str) -> list[Pattern] | None:
    try:
        return model.patterns(model.read_lines(model.raw(text)))
    except model.PatternError:
        return None


@settings(
    max_examples=min(EXAMPLES, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(scenario=scenarios())
def test_the_matcher_reads_and_judges_like_the_model(scenario: tuple[Tree, str]) -> None:
    compare(scenario)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random=st.randoms(use_true_random=True))
def test_the_matcher_goes_on_agreeing_with_the_model(random: Random) -> None:
    compare(any_scenario(random))


def any_scenario(random: Random) -> tuple[Tree, str]:
    """Like ``scenarios()``, but drawn at one stroke."""

    def number() -> int:
        return random.randint(0, 4)

    def component() -> int | str:
        return number() if random.random() < 0.6 else random.choice(GLOBS)

    def piece() -> int | str:
        return number() if random.random() < 0.4 else random.choice(PIECES)

    def pattern() -> object:
        kind = random.random()
        if kind < 0.55:
            glob = None if random.random() < 0.5 else random.choice(GLOBS)
            return Known(random.randint(0, 8), random.randint(1, 4), glob)
        if kind < 0.8:
            return [component() for _ in range(random.randint(1, 3))]
        return tuple(piece() for _ in range(random.randint(1, 5)))

    pool = random.sample(NAMES, random.randint(2, 5))
    paths = [[number() for _ in range(random.randint(1, 4))] for _ in range(random.randint(2, 6))]
    lines = [(random.choice(MARKS), pattern()) for _ in range(random.randint(1, 6))]
    frame = Frame(
        start=random.choice(["", "", "", "", "\ufeff", "# a\n"]),
        end=random.choice(["\n", "\n", "\n", "\r\n", "\n\n"]),
        fault=random.choice([""] * 80 + FAULTS),
        again=random.choice([None] * 4 + [0, 1]),
    )
    return _scenario(pool, paths, lines, frame)


def compare(scenario: tuple[Tree, str]) -> None:
    tree, text = scenario
    expected = rules_by_model(text)
    read = rules_by_ctxscan(text)
    if expected is None:
        assert read is None, text
        return
    assert read == [(rule.text, rule.exception) for rule in expected], text
    matcher = Matcher(parse_ignore_file(model.raw(text), ".dockerignore").rules)
    for path, here, there in differences(tree, matcher, expected):
        raise AssertionError((text, path, here, there))


def differences(
    tree: Tree, matcher: Matcher, rules: Sequence[Pattern]
) -> Iterator[tuple[str, object, object]]:
    """Each path that the two judge differently, with the judgements of all three procedures."""
    pending: list[tuple[Tree, Scope, str, list[bool]]] = [(tree, matcher.root(), "", [])]
    while pending:
        here, scope, above, memory = pending.pop()
        for name, child in here.items():
            path = above + name
            ours, theirs = judged_by_ctxscan(matcher, scope, path), judged_by_model(rules, path)
            walked, remembered = walked_by_model(rules, path, memory)
            if ours != (walked, *theirs):
                yield path, ours, (walked, *theirs)
            # A walk that meets a malformed pattern ends there.
            if not isinstance(child, str) and walked != REFUSED:
                pending.append((child, scope.enter(name), path + "/", remembered))
        # Asked for all at once, and again when all are known.
        hits = [(at, scope.matching(name)) for at, name in enumerate(here)]
        for _ in range(2):
            assert list(scope.hitting([*here])) == [each for each in hits if each[1]], above


def judged_by_ctxscan(matcher: Matcher, scope: Scope, path: str) -> tuple[bool | str, ...]:
    name = path.rpartition("/")[2]
    assert scope.same_for_all_names in {None, scope.matching(name)}, path
    or_parents = by_ctxscan(lambda: scope.judge_or_parents(name).ignored)
    assert or_parents == by_ctxscan(lambda: matcher.judge_or_parents(path).ignored), path
    walked = by_ctxscan(lambda: scope.judge(name).ignored)
    assert walked == by_ctxscan(lambda: matcher.judge(path).ignored), path
    return walked, or_parents, by_ctxscan(lambda: matcher.judge_at_depth(path).ignored)


def judged_by_model(rules: Sequence[Pattern], path: str) -> tuple[bool | str, ...]:
    return (
        by_model(lambda: model.or_parent(rules, path)),
        by_model(lambda: model.deprecated(rules, path)),
    )


def walked_by_model(
    rules: Sequence[Pattern], path: str, memory: list[bool]
) -> tuple[bool | str, list[bool]]:
    try:
        return model.using_parent(rules, path, memory)
    except model.PatternError:
        return REFUSED, []
