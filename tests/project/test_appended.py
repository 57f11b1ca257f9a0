"""Lines added to a YAML file of somebody else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.project.appended import values_of, with_item, with_key

ITEM = ("repo: local", "hooks:", "  - id: ours", "    args: [a, b]")
NEW = {"repo": "local", "hooks": [{"id": "ours", "args": ["a", "b"]}]}
KEY = ("ours:", "  script:", "    - run it")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("repos:\n- repo: a\n  rev: 1\n", id="no indent"),
        pytest.param("repos:\n  - repo: a\n    rev: 1\n", id="an indent of two"),
        pytest.param("repos:\n    -   repo: a\n        rev: 1\n", id="pre-commit's own, of four"),
        pytest.param("repos:\n  - repo: a", id="no line end at the end"),
        pytest.param("repos:\n  - repo: a\n\n\n", id="blank lines at the end"),
        pytest.param("repos:\n  - repo: a\n# the end\n", id="a comment at the end"),
        pytest.param("# x\nfail_fast: true\nrepos:\n  - repo: a\n", id="keys before"),
        pytest.param("repos:\n  - repo: a\n\n# ci\nci:\n  skip: [b]\n", id="keys behind"),
        pytest.param("---\nrepos:\n  - repo: a\n", id="a document start"),
        pytest.param("repos:\r\n  - repo: a\r\nx: 1\r\n", id="Windows' line ends"),
        pytest.param("repos:\n  - &r {repo: a}\n  - *r\n", id="an alias in it"),
    ],
)
def test_an_item_comes_last_in_the_list_and_nothing_else_changes(text: str) -> None:
    new = with_item(text.encode(), "repos", ITEM)
    assert new is not None
    before, after = yaml.safe_load(text), yaml.safe_load(new)
    assert after == {**before, "repos": [*before["repos"], NEW]}
    kept = iter(new.decode().splitlines())
    assert all(line in kept for line in text.splitlines() if line.strip())
    assert (b"\r\n" in new) == ("\r\n" in text)
    assert new.count(b"\r\n") in (0, new.count(b"\n"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("repos: []\n", id="an empty list"),
        pytest.param("repos: [{repo: a}]\n", id="a list in one line"),
        pytest.param("repos:\n", id="nothing"),
        pytest.param("other: 1\n", id="no such key"),
        pytest.param("- a\n", id="a list at the top"),
        pytest.param("", id="an empty file"),
        pytest.param("repos:\n  - a\n---\nrepos:\n  - b\n", id="two documents"),
        pytest.param("repos: [\n", id="no YAML"),
        pytest.param("repos:\n  - repo: |\n      # no comment\n", id="a block with a sharp sign"),
        pytest.param("repos:\n  - repo: |\n      a\n\n\nx: &b 1\ny: *b\n", id="an anchor behind"),
        pytest.param("{repos: [a],\n x: 1}\n", id="a table in braces"),
        pytest.param("repos:\n  - a\n...\n", id="a document end"),
    ],
)
def test_where_it_is_not_safe_nothing_is_added(text: str) -> None:
    assert with_item(text.encode(), "repos", ITEM) is None


def test_text_that_is_no_utf_8_is_left_alone() -> None:
    assert with_item(b"repos:\n  - \xff\n", "repos", ITEM) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a:\n  script: [x]\n", id="a job"),
        pytest.param("include: x.yml\n# end\n", id="a comment at the end"),
        pytest.param("a: &b\n  x: 1\nc:\n  <<: *b\n", id="an alias"),
        pytest.param("a:\n  script:\n    - !reference [b, script]\n", id="a tag of its own"),
    ],
)
def test_a_key_comes_last_and_nothing_else_changes(text: str) -> None:
    new = with_key(text.encode(), KEY)
    assert new is not None
    assert new.decode().startswith(text)
    assert new.decode().endswith("ours:\n  script:\n    - run it\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ours:\n  script: []\n", id="the key is there"),
        pytest.param("{a: 1}\n", id="a table in braces"),
        pytest.param("a: 1\n---\nb: 1\n", id="two documents"),
        pytest.param("- a\n", id="a list"),
        pytest.param("", id="an empty file"),
        pytest.param("a:\n  script: |\n    text", id="a block that a line end would change"),
    ],
)
def test_a_key_that_does_not_fit_is_not_added(text: str) -> None:
    assert with_key(text.encode(), KEY) is None


words = st.text("ab #:'\"-\n&*|{}[]", min_size=0, max_size=6)
values = st.recursive(
    words,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner)),
    max_leaves=6,
)


@given(
    items=st.lists(values, min_size=1, max_size=4),
    others=st.dictionaries(words, values, max_size=3),
    first=st.booleans(),
)
def test_whatever_stands_in_a_file_is_still_what_stands_there(
    items: list[object], others: dict[str, object], *, first: bool
) -> None:
    others.pop("repos", None)
    whole = {"repos": items, **others} if first else {**others, "repos": items}
    text = yaml.safe_dump(whole, sort_keys=False)
    new = with_item(text.encode(), "repos", ITEM)
    if new is not None:
        assert yaml.safe_load(new) == {**whole, "repos": [*items, NEW]}
    new = with_key(text.encode(), KEY)
    if new is not None:
        assert yaml.safe_load(new) == {**whole, "ours": {"script": ["run it"]}}


def test_the_words_of_a_list_are_found() -> None:
    assert values_of(b"stages: [build, test]\n", "stages") == ("build", "test")
    assert values_of(b"stages:\n  - a\n", "stages") == ("a",)
    assert values_of(b"x: 1\n", "stages") is None
