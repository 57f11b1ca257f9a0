"""Every sentence of docs/semantics, L is pinned by a case or a test: by an index in tests/data."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.docs.test_references import sections
from tests.support.caches import RULES, cache_cases, rule_cases
from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

INDEX = tomllib.loads(RULES.with_suffix(".toml").read_text(encoding="utf-8"))
NAMED = [
    (f"{section}: {sentence}", tuple(names))
    for section, sentences in INDEX.items()
    for sentence, names in sentences.items()
]


def test_every_section_is_in_the_index() -> None:
    assert set(INDEX) == {each for each in sections() if each.startswith("L-")}


@pytest.mark.parametrize(("rule", "names"), [pytest.param(*each, id=each[0]) for each in NAMED])
def test_what_pins_a_rule_is_there(rule: str, names: tuple[str, ...]) -> None:
    assert names, rule
    cases = {each.id for each in (*cache_cases(), *rule_cases())}
    for name in names:
        path, is_test, test = name.partition("::")
        assert (test in functions_of(ROOT / path)) if is_test else name in cases, name


def test_every_case_that_was_recorded_for_a_rule_is_named() -> None:
    named = {name for _, names in NAMED for name in names}
    assert [each.id for each in rule_cases() if each.id not in named] == []


@cache
def functions_of(path: Path) -> frozenset[str]:
    found = ast.parse(path.read_text(encoding="utf-8")).body
    return frozenset(
        each.name
        for each in found
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )
