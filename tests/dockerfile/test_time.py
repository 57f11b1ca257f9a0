"""What is written by mistake, or to do harm, is answered at once: BuildKit's engine is linear."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.dockerfile import substitution
from ctxscan.dockerfile.directives import detect_syntax
from ctxscan.dockerfile.heredocs import parse_heredoc
from ctxscan.dockerfile.parser import parse
from ctxscan.dockerfile.plan import plan_build
from ctxscan.dockerfile.references import familiar_name
from ctxscan.errors import DockerfileError

AT_ONCE = 2.0
"""Seconds of this process, on a slow machine; what takes a wrong turn takes minutes."""

REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(f"{REGISTRY}/app:", id="no tag"),
        pytest.param(f"{REGISTRY}/app@", id="no digest"),
        pytest.param(f"{REGISTRY}//app", id="two slashes"),
        pytest.param(f"{REGISTRY}./app", id="a dot at the end of the registry"),
        pytest.param(f"{REGISTRY}:/app", id="no port"),
        pytest.param("a" * 60_000 + ".b/", id="one long label"),
        pytest.param("a." * 30_000 + "/x", id="many labels"),
        pytest.param("a-" * 30_000 + ".b/x", id="many dashes in a label"),
        pytest.param("x/" + "a__" * 20_000, id="many underscores in a path"),
        pytest.param("x/" + "a/" * 30_000 + ":", id="many parts of a path"),
        pytest.param("x/a@" + "a+" * 30_000, id="many parts of a digest"),
    ],
)
def test_what_is_no_name_of_an_image_is_refused_at_once(name: str) -> None:
    start = process_time()
    with pytest.raises(ValueError, match="not the name of an image"):
        familiar_name(name)
    assert process_time() - start < AT_ONCE


@pytest.mark.parametrize(
    "rest",
    [
        f"FROM {REGISTRY}/app:$TAG",
        f"FROM scratch\nCOPY --from={REGISTRY}/app: a /",
        f"FROM scratch\nRUN --mount=from={REGISTRY}/app: a",
    ],
)
def test_a_registry_with_a_tag_that_is_not_set_is_one_error_at_once(rest: str) -> None:
    start = process_time()
    with pytest.raises(DockerfileError, match="not the name of an image or stage") as caught:
        plan_build(parse(f"ARG TAG\n{rest}\n", "Dockerfile"))
    assert caught.value.place is not None
    assert caught.value.place.line == rest.count("\n") + 2
    assert process_time() - start < AT_ONCE


def test_many_blanks_in_a_directive_or_a_here_document_take_no_time() -> None:
    start = process_time()
    assert detect_syntax(f"# syntax=a{' ' * 60_000}b\nFROM scratch\n", "#") is not None
    assert parse_heredoc(f"<<{' ' * 60_000}<") is None
    assert process_time() - start < AT_ONCE


@pytest.mark.parametrize("many", ["*a" * 30 + "*b", "?" * 30 + "*a*" * 30 + "b", "*" * 3000 + "b"])
def test_many_stars_in_a_substitution_take_no_time(many: str) -> None:
    value = "a" * 3000
    start = process_time()
    for greedy in (True, False):
        assert substitution.strip_prefix(many, value, greedy=greedy) == value
        assert substitution.strip_suffix(many, value, greedy=greedy) == value
    assert process_time() - start < AT_ONCE


@given(
    pattern=st.text("ab?*\n", max_size=8),
    value=st.text("abc\n", max_size=10),
    greedy=st.booleans(),
)
def test_a_substitution_takes_what_stars_that_go_back_would_take(
    pattern: str, value: str, *, greedy: bool
) -> None:
    star = ".*" if greedy else ".*?"
    simple = "".join({"*": star, "?": "."}.get(each, re.escape(each)) for each in pattern)
    match = re.match(simple, value)
    expected = value[match.end() :] if match else value
    assert substitution.strip_prefix(pattern, value, greedy=greedy) == expected
    found = re.search(simple.replace(".*?", ".*"), value)
    replaced = value[: found.start()] + "-" + value[found.end() :] if found else value
    assert substitution.replace_first(pattern, "-", value) == replaced
