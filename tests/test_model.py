"""The model that the matcher is compared with is itself held against the recorded builders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import model
from tests.support.conformance import COPY_ALL, Case, cases
from tests.support.goregexp import RegexpError, search
from tests.support.trees import WHY_NOT_HERE, tree_of

if TYPE_CHECKING:
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

CASES = [pytest.param(case, id=f"{case.id} {case.title}".strip()) for case in cases()]
SENDS_ALL = [
    pytest.param(case, id=f"{case.id} {case.title}".strip())
    for case in cases()
    if case.dockerfile == COPY_ALL
]


def ignore_text(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


@on_linux
@pytest.mark.parametrize("case", CASES)
def test_the_model_sends_what_the_classic_client_sent(case: Case, tmp_path: Path) -> None:
    root = case.plant(tmp_path / "context")
    if case.classic.error:
        with pytest.raises((model.PatternError, IsADirectoryError)):
            model.classic(tree_of(root), model.read_lines(ignore_text(root / ".dockerignore")))
        return
    lines = model.read_lines(ignore_text(root / ".dockerignore"))
    sent, complete = model.classic(tree_of(root), lines)
    assert sorted(sent, key=model.raw) == list(case.classic.paths)
    assert complete


@on_linux
@pytest.mark.parametrize("case", SENDS_ALL)
def test_the_model_sends_what_buildkit_transferred(case: Case, tmp_path: Path) -> None:
    root = case.plant(tmp_path / "context")
    own = root / "Dockerfile.dockerignore"
    ignore = own if own.exists() else root / ".dockerignore"
    text = b"" if ignore.is_dir() else ignore_text(ignore)
    if case.buildkit.error:
        with pytest.raises(model.PatternError):
            model.buildkit(tree_of(root), model.read_lines(text))
        return
    sent, emptied = model.buildkit(tree_of(root), model.read_lines(text))
    assert sorted(sent, key=model.raw) == list(case.buildkit.paths)
    assert frozenset(emptied) >= case.buildkit.emptied
    for path, kind, size in case.buildkit.entries or ():
        if kind == "file" and path in emptied:
            assert size == 0


def test_both_kinds_of_recorded_case_are_all_there() -> None:
    assert len(CASES) == 365 + 93
    assert len(SENDS_ALL) > 200


# docs/semantics, B.3: what a pattern matches by itself.
@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("*", ["foo"], ["x/foo"]),
        ("**foo", ["foo", "xfoo", "x/xfoo"], ["foox"]),
        ("**foo*", ["foo", "x/foo1"], ["xfoo1"]),
        ("foo**", ["foo", "foobar", "foo/bar"], ["xfoo"]),
        ("foo/**", ["foo/bar"], ["foo"]),
        ("foo**/bar", ["foobar", "foo/bar", "foox/bar"], ["fooxbar"]),
        ("**.git", [".git", "x.git", "a/.git"], ["git"]),
        ("[^a]b", ["xb", "/b", "\nb"], ["ab"]),
        ("[!a]b", ["!b", "ab"], ["cb"]),
        ("[*]", ["]", "[]", "^]"], ["*"]),
        ("[[:alpha:]]x", ["zx"], ["1x", "éx"]),
        ("[[:^digit:]]x", ["zx", "éx"], ["1x"]),
        (r"a\d", ["a1"], ["ad"]),
        (r"src\bin", [], ["src/bin", "srcin"]),
        (r"dir\test", ["dir\test"], ["dir/test"]),
        (r"x\z", ["x"], ["xz"]),
        (r"\x41*", ["A", "AB"], ["x41"]),
        ("*|foo", ["a/b/c", "x"], []),
        ("*.a|b", ["x.ac", "q/b"], ["x/y.ac"]),
        ("*.{js,ts}", ["x.{js,ts}"], ["x.js"]),
        ("a{2}*", ["aa", "aab"], ["a{2}"]),
        ("?{3}", ["abc"], ["ab"]),
        ("^foo*", ["foobar"], ["^foo"]),
        ("a*\\", ["ax$", "a$/y"], ["ax"]),
        (r"\Qa.*", [], ["a.x"]),
        (r"[\d-x]", ["1", "-", "x"], ["a"]),
        (r"\pL*", ["éa"], ["1"]),
        (r"?é", ["éé"], ["é"]),
        (r"**\12x", ["\nx"], ["12x"]),
    ],
)
def test_a_pattern_alone(pattern: str, hits: list[str], misses: list[str]) -> None:
    rule = model.Pattern(pattern, exception=False)
    assert [path for path in [*hits, *misses] if model.matches_itself(rule, path)] == hits


@pytest.mark.parametrize(
    "pattern", ["*{2}", "[z-a]", r"foo\kbar", r"\é", r"\1x", r"a\c", "?{1001}", "?{3,2}", "**/{2}*"]
)
def test_an_error_that_only_an_evaluation_finds(pattern: str) -> None:
    (rule,) = model.patterns([pattern])
    with pytest.raises(model.PatternError):
        model.matches_itself(rule, "anything")


@pytest.mark.parametrize(
    "pattern",
    ["[", "a[", "[a-]", "foo\\", "*[", "*\\", "[]a]", "[-a]", "[a-b-c]", "!", "*.[", "?[", "[a"],
)
def test_an_error_found_at_load(pattern: str) -> None:
    with pytest.raises(model.PatternError):
        model.patterns([pattern])


@pytest.mark.parametrize("pattern", ["a*[", "a*[a-]", "x*]b", "a*\\", "a[b]*[", "[z-a]", "??"])
def test_no_error_at_load(pattern: str) -> None:
    assert model.patterns([pattern])


@pytest.mark.parametrize(
    ("lines", "path", "or_parent", "walk"),
    [
        (["a/b", "!a"], "a/b", False, True),
        (["**/*.log", "!keep"], "keep/x.log", False, True),
        (["d", "!d/keep", "d"], "d/keep", True, False),
        (["a/b/c", "a/*", "!a/b"], "a/b/c", False, False),
        (["a/b/c", "!a/b"], "a/b/c", False, True),
    ],
)
def test_where_the_procedures_part(
    lines: list[str], path: str, *, or_parent: bool, walk: bool
) -> None:
    rules = model.patterns(lines)
    memory: list[bool] = []
    verdict = False
    for step in [*model.ancestors(path), path]:
        verdict, memory = model.using_parent(rules, step, memory)
    assert (model.or_parent(rules, path), verdict) == (or_parent, walk)


@pytest.mark.parametrize(
    ("regexp", "matches", "fails"),
    [
        ("^a|b$", ["ax", "xb"], ["xa"]),
        ("^(.*/)?a$", ["a", "x/y/a"], ["xa", "\n/a"]),
        ("^x{,2}$", ["x{,2}"], ["xx"]),
        ("^x{01}$", ["x{01}"], ["x"]),
        ("^x{2,}$", ["xx", "xxx"], ["x"]),
        (r"^\Qa*\E+$", ["a*", "a**"], ["aa"]),
        (r"^a\b", ["a", "a-"], ["ab"]),
    ],
)
def test_go_regexps(regexp: str, matches: list[str], fails: list[str]) -> None:
    assert [text for text in [*matches, *fails] if search(regexp, text)] == matches


@pytest.mark.parametrize(
    "regexp", ["a**", "|{2}", "[[:nope:]]", "(", ")", r"\8", "[b-a]", "x{2}{3}"]
)
def test_regexps_that_go_refuses(regexp: str) -> None:
    with pytest.raises(RegexpError):
        search(regexp, "")
