"""A context in memory, from the disk and from entries, and the one walk over it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.entry import EntryType
from ctxscan.context.read_tree import read_tree
from ctxscan.context.tree import Eligible, Tree, plain_entry
from ctxscan.errors import IgnoreFileError
from ctxscan.ignore.file import parse_ignore_file
from ctxscan.ignore.matcher import Matcher
from tests.support.trees import WHY_NOT_HERE, grow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PATHS = ("z", "a/b/c", "a/b.d", "a/b/d/e", "a-b")


def tree(paths: Iterable[str] = PATHS) -> Tree:
    return Tree.of(map(plain_entry, paths))


def rules(text: str) -> Matcher:
    return Matcher(parse_ignore_file(text.encode(), ".dockerignore").rules)


def test_entries_in_any_order_become_a_tree_in_the_builders_order() -> None:
    found = [entry.path for entry in tree().entries()]
    assert found == ["a", "a/b", "a/b/c", "a/b/d", "a/b/d/e", "a/b.d", "a-b", "z"]


def test_names_that_are_no_utf8_are_ordered_by_their_bytes() -> None:
    assert [entry.path for entry in tree(["\udcff", "\ue000", "é"]).entries()] == [
        *("é", "\ue000", "\udcff"),
    ]


def test_directories_that_were_not_listed_are_implied() -> None:
    found = tree().get("a/b")
    assert found is not None
    assert found.type is EntryType.DIRECTORY


def test_a_directory_that_is_listed_after_what_is_in_it_keeps_both() -> None:
    late = plain_entry("a", 7, EntryType.DIRECTORY)
    found = Tree.of([plain_entry("a/b"), late])
    assert found.get("a") == late
    assert found.get("a/b") is not None


@pytest.mark.parametrize("path", ["", "b", "a/b/c/d", "z/z"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert tree().get(path) is None


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_the_disk_gives_every_kind_of_entry_whatever_the_ignore_file_says(tmp_path: Path) -> None:
    grow(tmp_path, "d/f 3", "link -> d", files={".dockerignore": "*\n"})
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    found = {entry.path: entry for entry in read_tree(str(tmp_path)).entries()}
    assert {path: entry.type.value for path, entry in found.items()} == {
        ".dockerignore": "file",
        "d": "directory",
        "d/f": "file",
        "empty": "directory",
        "link": "symlink",
        "pipe": "fifo",
    }
    assert (found["d/f"].size, found["link"].target) == (3, "d")


def test_a_walk_yields_each_path_with_the_states_of_its_directory() -> None:
    matcher = rules("a/b\n")
    above = {
        path: bool(scope.above)
        for path, _, _, (scope, _) in tree().descend(matcher.root(), matcher.root())
    }
    assert above == {
        **dict.fromkeys(["a", "a-b", "z", "a/b", "a/b.d"], False),
        **dict.fromkeys(["a/b/c", "a/b/d", "a/b/d/e"], True),
    }


def test_a_directory_that_is_skipped_is_not_looked_into() -> None:
    walk = tree().descend()
    seen: list[str] = []
    for path, *_ in walk:
        seen.append(path)
        if path == "a/b":
            walk.skip()
    assert sorted(seen) == ["a", "a-b", "a/b", "a/b.d", "z"]


def test_a_skipped_file_closes_nothing() -> None:
    walk = tree().descend()
    seen = 0
    for path, _, inside, _ in walk:
        seen += 1
        if inside is None or path == "z":
            walk.skip()
    assert seen == len(list(tree().entries()))


@pytest.mark.parametrize(
    ("text", "eligible", "looked_into"),
    [
        pytest.param("a/b\n", {"a", "a/b.d", "a-b", "z"}, {"a"}, id="no exception, no look"),
        pytest.param(
            "a/b\n!a/b/c\n",
            {"a", "a/b.d", "a/b/c", "a-b", "z"},
            {"a", "a/b", "a/b/d"},
            id="for an exception, all is looked at",
        ),
    ],
)
def test_what_is_ignored_is_looked_into_for_exceptions_alone(
    text: str, eligible: set[str], looked_into: set[str]
) -> None:
    matcher = rules(text)
    assert {path for path, _ in tree().eligible(matcher)} == eligible
    walked = {path for path, *_ in tree().descend(Eligible.of(matcher))}
    assert {path.rpartition("/")[0] for path in walked} - {""} == looked_into


@pytest.mark.parametrize(
    "text", ["", "a/b\n", "a/b\n!a/b/c\n", "*\n!a/b*\n", "**/d\n", "a\n!a/b/d/e\na/b.d\n"]
)
def test_what_the_rules_leave_of_a_directory_is_what_they_do_not_ignore(text: str) -> None:
    for folder, (rules_here,) in tree().folders(Eligible.of(rules(text))):
        left = [at for at, name in enumerate(folder.names) if not rules_here.ignores(name)]
        assert [*rules_here.left(folder.names)] == left


def test_directories_come_in_the_order_of_a_walk_whatever_that_of_the_entries() -> None:
    paths = ["z/z", "b/x", "b/y/q", "b/c/q", "a/q"]
    found = tree(paths)
    walked = dict.fromkeys(path.rpartition("/")[0] for path, *_ in found.descend())
    assert [folder.directory.rstrip("/") for folder, _ in found.folders()] == [*walked]


def test_a_malformed_rule_is_refused_where_a_name_is_there_to_try_it_on() -> None:
    refusing = Eligible.of(rules("**\n!x\n[z-a]\n"))
    assert [*refusing.left([])] == []
    assert [*refusing.left(["a", "b"])] == []
    with pytest.raises(IgnoreFileError):
        refusing.left(["a", "x"])


def test_a_part_of_a_tree_leaves_the_whole_as_it_is() -> None:
    whole = tree()
    part = whole.without(["a/b"])
    assert [entry.path for entry in part.entries()] == ["a", "a/b.d", "a-b", "z"]
    assert whole.get("a/b/c") is not None


def test_a_file_of_another_size_takes_its_place_in_the_order() -> None:
    found = tree().with_file(".dockerignore", 9).with_file("z", 5)
    assert next(entry.path for entry in found.entries()) == ".dockerignore"
    sizes = {entry.path: entry.size for entry in found.entries()}
    assert (sizes[".dockerignore"], sizes["z"]) == (9, 5)


def test_what_is_left_out_may_be_gone_already() -> None:
    part = tree().without(["a/b", "a/b/c", "not/there"])
    assert [entry.path for entry in part.entries()] == ["a", "a/b.d", "a-b", "z"]


def test_a_tree_of_which_nothing_is_left_out_is_the_same() -> None:
    whole = tree()
    assert whole.without([]) is whole


def test_times_that_no_column_holds_are_kept() -> None:
    far = 2**63 + 7
    entries = [plain_entry(path)._replace(mtime_ns=far) for path in ("b", "a")]
    found = Tree.of([*entries, plain_entry("c")])
    times = [entry.mtime_ns for entry in found.without(["a"]).entries()]
    assert times == [far, plain_entry("c").mtime_ns]


def test_a_walk_by_directories_meets_the_files_of_a_walk_by_names() -> None:
    by_names = [path for path, _, inside, _ in tree().descend() if inside is None]
    assert [*tree().files()] == by_names


@pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))
def test_names_that_come_again_are_one_string(tmp_path: Path) -> None:
    grow(tmp_path, "a/package.json 1", "b/package.json 1")
    found = read_tree(str(tmp_path))
    first, second = (found.top.inside[name].names[0] for name in "ab")
    assert first is second


def test_a_tree_may_be_deeper_than_pythons_stack() -> None:
    deep = "/".join(["d"] * 5000)
    assert len(list(tree([deep]).entries())) == 5000
    assert sum(1 for _ in tree([deep]).descend()) == 5000


def test_what_became_a_link_after_it_was_listed_has_nothing_in_it(tmp_path: Path) -> None:
    """The walk goes into it all the same, as Docker's does."""
    files = ["e/b 1", *(f"a{at} 1" for at in range(3))]
    grow(tmp_path / "outside", *files, "to -> a0")
    root = grow(tmp_path / "project", "d/a 1", "d/e/b 1", "z 1")

    def on_directory(_seen: int) -> None:
        if not (root / "d").is_symlink():
            shutil.rmtree(root / "d")
            (root / "d").symlink_to(tmp_path / "outside")

    found = {entry.path: entry.type for entry in read_tree(str(root), on_directory).entries()}
    assert found == {"d": EntryType.SYMLINK, "z": EntryType.FILE}
