"""`ctxscan schema`: the contract of each document, from the package itself."""

from __future__ import annotations

from jsonschema import Draft202012Validator

from tests.support.program import ctxscan


def test_without_a_name_the_documents_are_listed() -> None:
    assert {"report", "list", "explain", "check", "suggest", "lint"} <= set(ctxscan("schema").lines)


def test_each_schema_is_one() -> None:
    for name in ctxscan("schema").lines:
        Draft202012Validator.check_schema(ctxscan("schema", name).document)


def test_a_name_without_a_schema_is_refused_with_the_one_that_was_meant() -> None:
    run = ctxscan("schema", "repotr")
    assert run.exit_code == 2
    assert run.errors == ["ctxscan: error: no such document: repotr (did you mean report?)"]
