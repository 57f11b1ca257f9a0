"""Sums, rankings and extensions, from entries made by hand."""

from __future__ import annotations

import pytest

from ctxscan.builders.sent import Sent, SentType
from ctxscan.context.entry import Run
from ctxscan.findings.tally import (
    Contributor,
    SentTally,
    Sum,
    Totals,
    contributors,
    ranked,
)
from tests.builders.made import KEPT


def sent(path: str, size: int = 0, kind: SentType = SentType.FILE) -> Sent:
    return Sent(path, kind, size, transfer=size + 100, announced=100)


def tally(*entries: Sent, top: int = 10) -> SentTally:
    found = SentTally(top)
    for entry in entries:
        found.add(entry)
    return found


TREE = (
    sent("a", kind=SentType.DIRECTORY),
    sent("a/b", kind=SentType.DIRECTORY),
    sent("a/b/one.py", 30),
    sent("a/b/two.PY", 20),
    sent("a/link", kind=SentType.SYMLINK),
    sent("top.tar.gz", 5),
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("a.py", ".py", id="the usual"),
        pytest.param("a.tar.gz", ".gz", id="the last of two"),
        pytest.param("A.PNG", ".png", id="in lower case"),
        pytest.param("Makefile", "", id="none"),
        pytest.param(".env", "", id="a dot file has none"),
        pytest.param(".env.local", ".local", id="a dot file with one"),
        pytest.param("a.", ".", id="a dot at the end"),
    ],
)
def test_extension(name: str, expected: str) -> None:
    (found,) = contributors(tally(sent(name)).extensions)
    assert found.name == expected


def test_everything_but_directories_is_a_file() -> None:
    assert tally(*TREE).total.totals() == Totals(files=4, directories=2, content_bytes=55)


def test_a_run_counts_like_its_files() -> None:
    names, sizes = ["a.py", "b", "c.PY", "d.tar.gz"], [7, 0, 30, 7]
    together, apart = SentTally(2), SentTally(2)
    columns = names, sizes, [0o644] * 4, [5] * 4
    for directory in ("", "x/", "x/y/"):
        together.add_whole(Run(directory, KEPT, *columns))
        for name, size in zip(names, sizes, strict=True):
            apart.add(sent(directory + name, size))
    assert together.total.totals() == apart.total.totals()
    assert together.largest_files() == apart.largest_files()
    assert together.recursive_directories() == apart.recursive_directories()
    assert contributors(together.extensions) == contributors(apart.extensions)


def test_a_run_that_is_not_sent_adds_nothing() -> None:
    found = SentTally(2)
    found.add_whole(Run("", KEPT._replace(sent=False), ["a"], [7], [0o644], [5]))
    assert found.total.totals() == Totals(0, 0, 0)


def test_a_directory_holds_all_that_is_below_it() -> None:
    assert tally(*TREE).recursive_directories() == {
        "": Contributor("", 4, 55),
        "a": Contributor("a", 3, 50),
        "a/b": Contributor("a/b", 2, 50),
    }


def test_an_empty_directory_contributes_nothing() -> None:
    found = tally(sent("a", kind=SentType.DIRECTORY)).recursive_directories()
    assert found == {"": Contributor("", 0, 0)}


def test_directories_with_a_common_start_of_their_names_are_different_ones() -> None:
    found = tally(sent("ab/x", 1), sent("a/x", 2)).recursive_directories()
    assert found["a"] == Contributor("a", 1, 2)


def test_extensions_add_up_in_any_case() -> None:
    found = tally(*TREE).extensions
    assert found[".py"].as_contributor(".py") == Contributor(".py", 2, 50)
    assert found[""].as_contributor("") == Contributor("", 1, 0)


@pytest.mark.parametrize(
    ("top", "names"), [(0, []), (1, ["c"]), (2, ["c", "a"]), (9, ["c", "a", "b", "d"])]
)
def test_the_largest_files_come_first_and_equals_by_name(top: int, names: list[str]) -> None:
    entries = [sent("d", 1), sent("b", 2), sent("c", 3), sent("a", 2)]
    assert [row.name for row in tally(*entries).largest_files()][:top] == names
    found = tally(*sorted(entries), top=top).largest_files()  # in the order of the walk
    assert [row.name for row in found] == names


def test_files_that_arrive_empty_are_remembered() -> None:
    entries = (sent("a", 1), sent("b")._replace(arrives_empty=True))
    assert tally(*entries).empty == ["b"]


ROWS = (Contributor("b", 1, 9), Contributor("a", 1, 9), Contributor("c", 5, 1))


@pytest.mark.parametrize(
    ("by_files", "names"),
    [pytest.param(False, "abc", id="by bytes"), pytest.param(True, "cab", id="by files")],
)
def test_ranked(names: str, *, by_files: bool) -> None:
    assert "".join(row.name for row in ranked(ROWS, 9, by_files=by_files)) == names
    assert len(ranked(ROWS, 2, by_files=by_files)) == 2


def test_one_sum_less_a_part_of_it() -> None:
    whole, part = Sum(1, 1, 5), Sum(1, 0, 2)
    assert whole.less(part) == Totals(files=0, directories=1, content_bytes=3)
