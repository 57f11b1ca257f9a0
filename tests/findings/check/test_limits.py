"""The table of limits, and everything that has to be written beside it."""

from __future__ import annotations

from typing import get_type_hints

import pytest

from ctxscan.cli.check import check_command
from ctxscan.findings.check.limits import (
    LIMITS,
    Limits,
    codes_looked_for,
    field_of,
    limits_document,
    limits_in_words,
    limits_of,
)
from ctxscan.findings.check.settings import limit_from_option, limits_from_environment
from ctxscan.findings.codes import codes_of
from ctxscan.findings.image.gate import IMAGE_CODES
from tests.support.program import ROOT
from tests.support.schemas import schema

EACH = pytest.mark.parametrize("name", LIMITS)

GIVEN = {
    "max-size": "50MB",
    "max-files": "9",
    "max-file-size": "1kB",
    "min-files": "2",
    "baseline": "sizes.json",
    "max-growth": "5%",
    "forbid": "*.bak",
    "secrets": "true",
    "allow-secret": "x",
    "missing": "true",
    "leaks": "true",
    "measure": "eligible",
}
"""All of them, as text."""


def test_the_values_have_a_field_each_and_no_other() -> None:
    assert [*Limits._fields] == [*map(field_of, LIMITS), "by_default"]


@EACH
def test_the_option_is_described_by_the_table(name: str) -> None:
    hints = get_type_hints(check_command, include_extras=True)
    (option,) = hints[field_of(name)].__metadata__
    assert option.help.startswith(LIMITS[name].help)
    assert [each for each in option.names or [f"--{name}"] if each.startswith(f"--{name}")]


@EACH
def test_the_input_of_the_action_is_described_by_the_table(name: str) -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
    action = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text())
    assert action["inputs"][name]["description"].startswith(LIMITS[name].help)
    variable = f"CTXSCAN_{field_of(name).upper()}"
    assert action["runs"]["steps"][-1]["env"][variable] == f"${{{{ inputs.{name} }}}}"
    others = {"all", "diff-base", "path", "file", "target"}
    assert set(action["inputs"]) == {*LIMITS, *others}


def test_every_code_of_a_gate_belongs_to_a_limit_and_no_other() -> None:
    of_limits = [code for row in LIMITS.values() for code in row.codes]
    assert sorted([*of_limits, *IMAGE_CODES]) == sorted(codes_of("check"))


def test_an_option_and_a_variable_give_the_same_value() -> None:
    assert GIVEN.keys() == LIMITS.keys()
    variables = {f"CTXSCAN_{field_of(name).upper()}": text for name, text in GIVEN.items()}
    by_option = {name: limit_from_option(name, text) for name, text in GIVEN.items()}
    assert limits_from_environment(variables) == by_option


def test_all_of_them_are_looked_for_named_and_written() -> None:
    limits = limits_of({name: limit_from_option(name, text) for name, text in GIVEN.items()})
    assert sorted([*codes_looked_for(limits), *IMAGE_CODES]) == sorted(codes_of("check"))
    assert limits_in_words(limits) == (
        *("limit 50MB", "at most 9 files", "at most 1kB a file", "at least 2 files"),
        "growth 5% at most",
    )
    assert limits_document(limits) == {
        "max_size": 50_000_000,
        "max_size_is_default": False,
        "max_files": 9,
        "max_file_size": 1000,
        "min_files": 2,
        "max_growth": "5%",
    }


def test_the_document_has_the_keys_of_its_schema_in_their_order() -> None:
    context = schema("check")["properties"]["contexts"]["items"]["properties"]
    assert list(limits_document(Limits())) == list(context["limits"]["properties"])


@pytest.mark.parametrize(
    ("given", "codes", "words"),
    [
        pytest.param({}, {"too-large", "secret-sent"}, ("limit 100MB, the default",), id="none"),
        pytest.param({"max-files": 3}, {"too-many-files"}, ("at most 3 files",), id="of numbers"),
        pytest.param({"max-files": 0}, {"too-many-files"}, ("at most 0 files",), id="of nothing"),
        pytest.param({"secrets": False}, {"too-large"}, ("limit 100MB, the default",), id="fewer"),
    ],
)
def test_what_is_given_is_looked_for(
    given: dict[str, object], codes: set[str], words: tuple[str, ...]
) -> None:
    limits = limits_of(given)
    assert codes <= set(codes_looked_for(limits))
    assert ("secret-sent" in codes_looked_for(limits)) is (given.get("secrets") is not False)
    assert limits_in_words(limits) == words
