"""No module compiles a regular expression as it is imported, and each can be compiled."""

from __future__ import annotations

import ast
import gc
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import ctxscan
from ctxscan.regex import Later, regex

PACKAGE = Path(__file__).parents[1] / "ctxscan"


def test_it_is_asked_like_one_of_re() -> None:
    found, like = regex("(?P<a>x)|y", re.IGNORECASE), re.compile("(?P<a>x)|y", re.IGNORECASE)
    assert found.findall("Xyz") == like.findall("Xyz") == ["X", ""]
    for _ in range(2):
        match = found.match("zX", 1)
        assert match is not None
        assert match["a"] == "X"
    assert (found.pattern, found.flags, found.groupindex) == (
        like.pattern,
        like.flags,
        like.groupindex,
    )


def test_bytes_are_searched_too() -> None:
    assert regex(b"[0-9]+").sub(b"", b"a1b22") == b"ab"


def test_a_match_says_of_which_it_is() -> None:
    one, other = regex("a"), regex("b")
    match = one.match("a")
    assert match is not None
    assert match.re == one == regex("a")
    assert match.re != other
    assert {one: "a", other: "b"}[match.re] == "a"


def test_what_is_wrong_with_it_is_said_once_it_is_asked() -> None:
    found = regex("(")
    with pytest.raises(re.error, match="missing"):
        found.match("")


def test_what_re_has_not_is_not_there() -> None:
    found = regex("a")
    assert not hasattr(found, "matches")
    assert not hasattr(found, "__len__")


def test_each_of_the_package_can_be_compiled() -> None:
    names = [each.name for each in pkgutil.walk_packages(ctxscan.__path__, "ctxscan.")]
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    found = [each for each in gc.get_objects() if type(each) is Later and each._given[0] != "("]
    assert len(found) > 250
    assert all(callable(each.search) for each in found)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=str)
def test_no_module_compiles_one_as_it_is_imported(path: Path) -> None:
    found = at_import(ast.parse(path.read_bytes()))
    assert [each.lineno for each in found if ast.unparse(each.func) == "re.compile"] == []


def at_import(tree: ast.AST) -> list[ast.Call]:
    """The calls outside of any function."""
    found: list[ast.Call] = []
    for each in ast.iter_child_nodes(tree):
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            found += [each] if isinstance(each, ast.Call) else []
            found += at_import(each)
    return found
