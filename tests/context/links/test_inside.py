"""Symlinks resolved as if a directory were the root of the file system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.context.links.inside import resolve_inside
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))


@pytest.mark.parametrize(
    ("tree", "path", "inside"),
    [
        pytest.param(["a/b"], "a/b", "a/b", id="no links"),
        pytest.param([], "a/b", "a/b", id="what does not exist is taken as it is"),
        pytest.param(["l -> a", "a/b"], "l/b", "a/b", id="a link on the way"),
        pytest.param(["a/l -> b", "a/b"], "a/l", "a/b", id="a relative target"),
        pytest.param(["a/l -> /b", "b"], "a/l", "b", id="an absolute target starts at the root"),
        pytest.param(["l -> ../../../x"], "l", "x", id=".. stops at the root"),
        pytest.param(["a/l -> ../b"], "a/l", "b", id=".. leads up"),
        pytest.param(["l -> m", "m -> n", "n"], "l", "n", id="a chain"),
        pytest.param(["l -> a/b/", "a/b/c"], "l/../c", "a/c", id="up from where the link leads"),
        pytest.param(["l -> l"], "l", None, id="a link to itself never ends"),
        pytest.param(["a -> b", "b -> a"], "a", None, id="a circle never ends"),
        pytest.param(["l -> ."], "l/l/l/x", "x", id="a link to its own directory"),
        pytest.param([], "", "", id="the root itself"),
        pytest.param([], "./a/./b/", "a/b", id="dots and slashes"),
        pytest.param(["l -> /"], "l", "", id="a link to the root"),
    ],
)
def test_resolved_inside(tmp_path: Path, tree: list[str], path: str, inside: str | None) -> None:
    assert resolve_inside(str(grow(tmp_path, *tree)), path) == inside


def test_255_links_are_followed_and_no_more(tmp_path: Path) -> None:
    root = grow(tmp_path, *(f"l{n} -> l{n + 1}" for n in range(256)))
    assert resolve_inside(str(root), "l1") == "l256"
    assert resolve_inside(str(root), "l0") is None
