"""A directory with very many names is walked like any other, without an object for each of them."""

from __future__ import annotations

import os
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.protocol import Detail
from ctxscan.context.walk import listing
from ctxscan.context.walk.listing import ManyNames, coming, left, scan
from ctxscan.inspection import BuildFiles, BuildOptions, inspect
from tests.support.trees import grow

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "a 1",
    "a-b 2",
    "deep/x 3",
    "link -> a",
    "pipe |",
    "sub/y 1",
    "\udcff 1",
    "\uffff 1",
    "é 2",
)


@pytest.mark.skipif(os.name == "nt", reason="no such names")
@pytest.mark.parametrize("many", range(1, 11))
def test_however_many_are_very_many_the_walk_finds_the_same_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    grow(tmp_path, *NAMES, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    context = inspect(BuildOptions(BuildFiles(str(tmp_path)))).context
    found = list(context.walk(Detail.ALL))
    monkeypatch.setattr(listing, "MANY", many)
    assert list(context.walk(Detail.ALL)) == found
    assert len(found) == len(NAMES) + 3


def test_what_is_left_of_very_many_goes_on_where_it_was(tmp_path: Path) -> None:
    grow(tmp_path, *(f"{number} 1" for number in range(10, 19)))
    names = sorted(each.name for each in tmp_path.iterdir())
    rest = coming(ManyNames(names, listing._Above(f"{tmp_path}/")))
    assert [next(rest).name, next(rest).name] == ["10", "11"]
    ahead = left(rest)
    assert [each.name for each in ahead[2:]] == ["14", "15", "16", "17", "18"]
    assert ahead[0].stat(follow_symlinks=False).st_size == 1
    assert list(rest) == []
    assert [each.path for each in coming(ahead)][:1] == [f"{tmp_path}/12"]


def test_very_many_names_take_little_more_than_their_letters(tmp_path: Path) -> None:
    files = 2 * listing.MANY
    for number in range(files):
        (tmp_path / f"{number:08}").touch()
    tracemalloc.start()
    found = scan(f"{tmp_path}/")
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == files
    assert taken / files < 80  # an object of the system's for each: 150 and more
