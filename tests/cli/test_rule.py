"""``ctxscan rule``: the pages of codes, for people and for programs."""

from __future__ import annotations

import pytest

from ctxscan.findings.codes import pages
from tests.support.program import ctxscan
from tests.support.schemas import mismatches

KEYS = [
    *("code", "commands", "severity", "summary", "why", "remedy"),
    *("bad", "good", "fixable", "source"),
]


def test_a_page_says_why_what_to_do_and_shows_both_examples() -> None:
    run = ctxscan("rule", "only-at-root")
    assert run.exit_code == 0
    assert run.lines[0] == "only-at-root  warning  lint"
    assert "-> Write **/ in front of the name." in run.text
    assert "  Bad\n    .dockerignore:\n        node_modules\n" in run.text
    assert "  Good\n    .dockerignore:\n        **/node_modules\n" in run.text


def test_without_a_code_each_has_a_line() -> None:
    codes = [line.split()[0] for line in ctxscan("rule").lines[:-2] if not line.startswith(" ")]
    assert codes == list(pages())


def test_all_shows_every_page() -> None:
    text = ctxscan("rule", "--all").text
    titles = [line.split()[0] for line in text.splitlines() if line and not line.startswith(" ")]
    assert titles == list(pages())


def test_the_document_of_one_code_is_a_list_of_one() -> None:
    (found,) = ctxscan("rule", "secret-sent", "--format", "json").document
    assert list(found) == KEYS
    assert (found["code"], found["commands"]) == ("secret-sent", ["check"])
    assert (found["severity"], found["fixable"]) == ("error", False)


@pytest.mark.parametrize("options", [[], ["--all"]], ids=["no code", "--all"])
def test_the_document_of_all_keeps_its_schema(options: list[str]) -> None:
    run = ctxscan("rule", *options, "--format", "json")
    assert mismatches(run.document, "rule") == []
    assert [each["code"] for each in run.document] == list(pages())
    assert run.stdout.isascii()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ["secrets-sent"],
            "'secrets-sent': no such code (did you mean secret-sent",
            id="a letter too many",
        ),
        pytest.param(
            ["SECRET_SENT"],
            "'SECRET_SENT': no such code (did you mean secret-sent",
            id="written as a variable",
        ),
        pytest.param(
            ["xyz"], "'xyz': no such code (ctxscan rule lists them all)", id="nothing like it"
        ),
        pytest.param(["too-large", "--all"], "--all shows every page", id="one and all"),
        pytest.param(["a\x1bb"], "'a\\x1bb': no such code", id="hostile"),
    ],
)
def test_bad_input_is_one_line_and_ends_with_2(arguments: list[str], says: str) -> None:
    run = ctxscan("rule", *arguments)
    assert (run.exit_code, run.stdout) == (2, b"")
    assert len(run.errors) == 1
    assert run.errors[0].startswith(f"ctxscan: error: {says}")
