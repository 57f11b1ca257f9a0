"""docs/semantics, D.5: the paths that a build asks for, and what their symlinks make of them.

Source: tonistiigi/fsutil, followlinks.go (FollowLinks, dedupePaths).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.context.links.buildkit import follow_links, without_nested
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


def followed(root: Path, *paths: str) -> list[str]:
    return sorted(follow_links(str(root), paths))


@pytest.mark.parametrize(
    ("tree", "asked", "expected"),
    [
        pytest.param(["a/x"], "a/x", ["a/x"], id="a path without links is itself"),
        pytest.param(["l -> a", "a/x"], "l", ["a", "l"], id="a link brings its target"),
        pytest.param(["l -> a", "a/x"], "l/x", ["a/x", "l"], id="a link on the way brings the way"),
        pytest.param(["d/l -> x", "d/x"], "d/l", ["d/l", "d/x"], id="from the link's directory"),
        pytest.param(["d/l -> ../b", "b"], "d/l", ["b", "d/l"], id="a target may go up"),
        pytest.param(["abs -> /b", "b"], "abs", ["abs", "b"], id="an absolute target starts here"),
        pytest.param(["out -> ../../etc"], "out", ["etc", "out"], id=".. stops at the root"),
        pytest.param(["l -> ./a//b/../c/"], "l", ["a/c", "l"], id="a target is cleaned"),
        pytest.param(["l -> a/b"], "l/../x", ["x"], id="a source is cleaned first, as text"),
        pytest.param(["p/x", "p/y"], "*/x", ["*/x"], id="a wildcard without links is itself"),
        pytest.param(["p/x", "l -> p"], "*/x", ["*", "p/x"], id="a wildcard that meets a link"),
        pytest.param(["p/x", "l -> p"], "p*/x", ["p*/x"], id="one that does not match the link"),
        pytest.param(["a/b", "l -> a"], "**/b", ["**", "a/b"], id="two stars are one here"),
        pytest.param(["d/a", "d/b"], "d/*", ["d/*"], id="a wildcard in a directory"),
        pytest.param(
            ["d/a -> ../x", "d/b -> ../y"], "d/*", ["d/*", "x", "y"], id="every link it may mean"
        ),
        pytest.param(["d/l -> .."], "d/l", [".", "d/l"], id="a link to the root asks for all"),
        pytest.param(["d/l -> .."], "d/l/x", ["d/l", "x"], id="and with a rest for the rest"),
        pytest.param(["!foo"], "!foo", ["!foo"], id="an exclamation mark stays"),
        pytest.param(["[x] -> a"], "[x]", ["[x]"], id="a class does not match its own text"),
        pytest.param(["x -> a"], "[x]", ["[x]", "a"], id="it matches a name"),
        pytest.param(["[x] -> a"], "[[]x]", ["[[]x]", "a"], id="a bracket as a class"),
        pytest.param(["[x] -> a"], r"\[x]", [r"\[x]"], id="an escaped one is looked up as text"),
        pytest.param([], "nope", ["nope"], id="what is not there is asked for all the same"),
        pytest.param([], "no*/pe", ["no*/pe"], id="with a wildcard, too"),
        pytest.param([], "nope/*", ["nope/*"], id="in a directory that is not there"),
        pytest.param(["f"], "f/x/*", ["f/x/*"], id="below a file"),
        pytest.param(["l -> l"], "l", ["l"], id="a link to itself ends"),
        pytest.param(["a -> b", "b -> a"], "a", ["a", "b"], id="a circle ends"),
        pytest.param(["a -> b/x", "b -> a"], "a", ["a", "b"], id="a growing circle ends"),
        pytest.param(["a -> b", "b -> c", "c"], "a", ["a", "b", "c"], id="a chain"),
        pytest.param(["l -> nowhere"], "l", ["l", "nowhere"], id="a dangling link"),
        pytest.param(
            ["p/q/lnk -> ../../c", "c"], "p/*/lnk", ["p/*/lnk"], id="no link below a wildcard"
        ),
        pytest.param(["l -> a*", "a* -> z"], "l", ["a*", "l", "z"], id="a target is a pattern"),
        pytest.param(["l* -> z"], "[l]*", ["[l]*", "z"], id="a name with a star in it"),
        pytest.param(["x -> a"], "x[", ["x["], id="a malformed wildcard matches no link"),
        pytest.param([], ".", ["."], id="the root"),
        pytest.param([], "", ["."], id="nothing is the root"),
        pytest.param([], "/a/", ["a"], id="slashes around"),
        pytest.param(["caf\udce9 -> a"], "caf?", ["a", "caf?"], id="a name that is not utf-8"),
    ],
)
def test_one_path(tmp_path: Path, tree: list[str], asked: str, expected: list[str]) -> None:
    assert followed(grow(tmp_path, *tree), asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(["l/x", "l/y"], ["a/x", "l"], id="the second rest is forgotten"),
        pytest.param(["l/y", "l/x"], ["a/y", "l"], id="the first one counts, whatever it is"),
        pytest.param(["l", "l/x"], ["a", "l"], id="the link itself came first"),
        pytest.param(["m/x", "l/x"], ["a/x", "l", "m"], id="another link is followed"),
    ],
)
def test_a_link_that_was_recorded_is_not_followed_again(
    tmp_path: Path, asked: list[str], expected: list[str]
) -> None:
    # The quirk: `COPY l/x l/y /` with l -> a asks for a/x and not for a/y.
    root = grow(tmp_path, "a/x", "a/y", "l -> a", "m -> a")
    assert followed(root, *asked) == expected


def test_links_of_a_wildcard_are_taken_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    # Both lead through `s`; the one that comes first decides which rest of it is asked for.
    root = grow(tmp_path, "d/b -> ../s/2", "d/a -> ../s/1", "s -> t", "t/")
    assert followed(root, "d/*") == ["d/*", "s", "t/1"]


def test_a_chain_of_links_longer_than_python_can_recurse(tmp_path: Path) -> None:
    root = grow(tmp_path, *(f"l{n} -> l{n + 1}" for n in range(1500)))
    assert len(followed(root, "l0")) == 1501


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        pytest.param(["b", "a"], ("a", "b"), id="sorted"),
        pytest.param(["a", "a/b", "a/b/c"], ("a",), id="what lies below another is dropped"),
        pytest.param(["a/b", "a"], ("a",), id="in any order"),
        pytest.param(["a", "ab", "a.b"], ("a", "a.b", "ab"), id="whole components only"),
        pytest.param(
            ["a", "a.b", "a/b"], ("a", "a.b", "a/b"), id="only the path kept last is looked at"
        ),
        pytest.param(["*", "a/x"], ("*", "a/x"), id="a wildcard is text here"),
        pytest.param(["a", "."], None, id="the root means everything"),
        pytest.param(["d/l", ".", "!a"], None, id="wherever it stands"),
        pytest.param([], (), id="no paths"),
        pytest.param(["\udcff", "\uffff"], ("\uffff", "\udcff"), id="sorted by bytes"),
        pytest.param(["!a", "."], None, id="also behind an exclamation mark"),
    ],
)
def test_what_lies_below_another_is_not_asked_for_twice(
    paths: list[str], kept: tuple[str, ...] | None
) -> None:
    assert without_nested(paths) == kept
