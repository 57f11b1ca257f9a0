"""``$NAME`` and its forms."""

from __future__ import annotations

import pytest

from ctxscan.project.compose.template import MalformedError, RequiredError, substitute

VARIABLES = {"SET": "set", "EMPTY": "", "a_1": "low"}


def filled(text: str) -> str:
    return substitute(text, VARIABLES.get, lambda _: None)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("$SET.x", "set.x", id="a name ends at what cannot be in it"),
        pytest.param("$a_1", "low", id="names may be lower-case"),
        pytest.param("$$SET $$$SET", "$SET $set", id="two dollars are one"),
        pytest.param("$1 $( $- $", "$1 $( $- $", id="a dollar before anything else is itself"),
        pytest.param("${NONE-$$x}", "$x", id="defaults are filled in as well"),
        pytest.param("${NONE:-a}b}", "ab}", id="the first brace that agrees closes"),
        pytest.param("${NONE:-{a}}", "{a}", id="braces in a default are counted"),
        pytest.param("${NONE:-{a}", "{a", id="if they never agree, the last one closes"),
        pytest.param("${NONE-a:-b}", "a:-b", id="the operator is the one after the name"),
        pytest.param("${SET:+${EMPTY:-deep}}", "deep", id="forms nest"),
        pytest.param("${EMPTY+y}${EMPTY:+n}", "y", id="a colon asks for more than to be set"),
        pytest.param("${SET}\n${NONE:-a}\n}", "set\na\n}", id="a reference stays on its line"),
        pytest.param("${NONE:-${SET}} ${SET}", "set set", id="what follows is filled in, too"),
    ],
)
def test_references_are_filled_in(text: str, result: str) -> None:
    assert filled(text) == result


@pytest.mark.parametrize(
    "text", ["${}", "${1A}", "${SET", "${SET:x}", "${SET!}", "${A B}", "${NONE:-a\nb}", "${-x}"]
)
def test_a_brace_that_opens_no_known_form_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        filled(f"before {text}")


def test_a_default_that_is_not_used_may_be_wrong() -> None:
    assert filled("${SET:-${}}") == "set"


@pytest.mark.parametrize(
    ("text", "message"),
    [("${NONE:?see $SET}", "see set"), ("${EMPTY:?}", ""), ("${NONE?x}", "x")],
)
def test_a_required_variable_that_is_missing_is_named(text: str, message: str) -> None:
    with pytest.raises(RequiredError) as missing:
        filled(text)
    assert missing.value.args[1] == message


def test_only_plain_references_warn_of_what_is_not_set() -> None:
    unset: list[str] = []
    substitute("$A ${B} ${C-} ${D:-x} ${E+y}", VARIABLES.get, unset.append)
    assert unset == ["A", "B"]
