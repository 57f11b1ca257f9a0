"""Sums, rankings and extensions, from entries made by hand."""

from __future__ import annotations

import pytest

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import Entry, EntryType, Judgement
from ctxscan.errors import Place
from ctxscan.findings.accounting import (
    ContextTally,
    Contributor,
    SentTally,
    Sum,
    Totals,
    contributors,
    ranked,
)
from ctxscan.ignore.file import Rule
from ctxscan.ignore.verdict import Verdict
from tests.builders.made import KEPT, entry, run_of

IGNORED = Judgement(sent=False, verdict=Verdict(ignored=True, rule=None))


def sent(path: str, size: int = 0, kind: SentType = SentType.FILE) -> Sent:
    return Sent(path, kind, size, transfer=size + 100, announced=100)


def tally(*entries: Sent, top: int = 10) -> SentTally:
    found = SentTally(top)
    for each in entries:
        found.add_one(each)
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


FILES = [
    *("a.py 7", "b 0", "x/a.py 7", "x/b 0", "x/c.PY 30", "x/y/a.py 7", "x/y/d.tar.gz 30"),
    *("x/y/e 30", "x/z/f.py 8", "z 30"),
]
DIRECTORIES = {"x": 2, "x/y": 5, "x/z": 8, "y": 9}
"""How many of the files come before each."""


def entries() -> list[Entry]:
    files = [entry(path, size=int(size)) for path, size in map(str.split, FILES)]
    for path, before in reversed(DIRECTORIES.items()):
        files.insert(before, entry(path, EntryType.DIRECTORY))
    return files


def one_by_one(some: list[Entry], top: int) -> SentTally:
    found = SentTally(top)
    for each in some:
        is_directory = each.type is EntryType.DIRECTORY
        kind = SentType.DIRECTORY if is_directory else SentType.FILE
        found.add_one(sent(each.path, each.size, kind))
    return found


def same(one: SentTally, other: SentTally) -> None:
    assert one.total.totals() == other.total.totals()
    assert one.largest_files() == other.largest_files()
    assert one.recursive_directories() == other.recursive_directories()
    assert sorted(contributors(one.extensions)) == sorted(contributors(other.extensions))
    assert one.empty == other.empty


@pytest.mark.parametrize("top", [0, 1, 2, 3, 5, 99])
def test_a_run_counts_like_its_files_and_directories(top: int) -> None:
    together = SentTally(top)
    together.add_files(run_of(entries()))
    same(together, one_by_one(entries(), top))


@pytest.mark.parametrize("top", [0, 1, 2, 3, 5, 99])
@pytest.mark.parametrize("cut", range(1, 14))
def test_what_was_added_up_apart_counts_as_if_it_had_been_in_order(top: int, cut: int) -> None:
    found = one_by_one(entries()[:cut], top)
    part = found.fresh()
    if cut < len(entries()):
        part.add_files(run_of(entries()[cut:]))
    part.empty.append("e")
    found.merge(part)
    whole = one_by_one(entries(), top)
    whole.empty.append("e")
    same(found, whole)


def test_a_run_that_is_not_sent_adds_nothing() -> None:
    found = SentTally(2)
    found.add_files(run_of([entry("a", size=7, judgement=KEPT._replace(sent=False))]))
    assert found.total.totals() == Totals(0, 0, 0)


def test_the_context_is_added_up_by_judgement() -> None:
    rule = Rule("x", exception=False, text="x", place=Place("f", 1))
    asked, ignored = KEPT._replace(sources=5), IGNORED._replace(verdict=Verdict(True, rule))
    found, part = ContextTally(), ContextTally()
    found.add(run_of([each._replace(judgement=asked) for each in entries()]))
    found.add(entry("l", EntryType.SYMLINK, 5, judgement=asked))
    for size in (3, 4):
        part.add(entry("i", size=size, judgement=ignored))
    part.add(entry("j", size=2, judgement=IGNORED))
    found.merge(part)
    assert found.by_requests[5].totals() == found.eligible.totals() == Totals(11, 4, 149)
    assert found.by_rule[rule].totals() == Totals(2, 0, 7)
    assert found.ignored.totals() == Totals(3, 0, 9)


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
