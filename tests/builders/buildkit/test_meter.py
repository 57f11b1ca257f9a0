"""docs/semantics, D.5 to D.9: what BuildKit transfers, on trees in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.buildkit.meter import BuildKitMeter, buildkit_builder
from ctxscan.builders.buildkit.prune_by_text import TextPruning
from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.errors import IgnoreFileError
from tests.builders.made import KEPT, ON_THE_WAY, entry, requests, rules, walked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.entry import Entry
    from tests.support.model import Tree

TREE: Tree = {"a": "file", "d": {"keep.txt": "file", "x": "file", "e": {"f": "file"}}}


def sync(text: str, paths: Sequence[str] | None = None, tree: Tree = TREE) -> list[Sent]:
    requested = None if paths is None else requests(*paths)
    builder = buildkit_builder(rules(text), requested)
    return transferred(list(walked(tree, builder.filter(Detail.SENT))))[0]


def transferred(entries: Sequence[Entry]) -> tuple[list[Sent], BuildKitMeter]:
    transfer = BuildKitMeter()
    sent = [each for one in entries for each in transfer.send(one)]
    return [*sent, *transfer.finish()], transfer


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param("", "a d d/e d/e/f d/keep.txt d/x", id="no rules"),
        pytest.param("d", "a", id="an ignored directory"),
        pytest.param("d\n!d/keep.txt", "a d d/keep.txt", id="X01 its directory comes along"),
        pytest.param("d\n!**/keep.txt", "a d d/keep.txt", id="X02 a wildcard in front works"),
        pytest.param("d\n!d/*/f", "a d d/e d/e/f", id="X03 and one in the middle"),
        pytest.param("*\n!d/keep.txt", "d d/keep.txt", id="X05 an allowlist"),
        pytest.param("d/**\n!d/**/f", "a d d/e d/e/f", id="parents that are ignored themselves"),
        pytest.param("d\n!d/zzz", "a", id="X14 no directory merely for being on the way"),
        pytest.param("d\n!d/e/**", "a d d/e d/e/f", id="X12 all below"),
        pytest.param("**\n!**/f", "d d/e d/e/f", id="two parents at once"),
        pytest.param("*", "", id="everything"),
    ],
)
def test_what_is_not_ignored(text: str, sent: str) -> None:
    assert [each.path for each in sync(text)] == sent.split()


@pytest.mark.parametrize(
    ("paths", "sent"),
    [
        pytest.param(["a"], "a", id="P01 one file"),
        pytest.param(["d"], "d d/e d/e/f d/keep.txt d/x", id="P02 a directory and all in it"),
        pytest.param(["d/e/f"], "d d/e d/e/f", id="parents of what is asked for"),
        pytest.param(["*/x"], "d d/x", id="P03 a wildcard"),
        pytest.param(["*"], "a d d/e d/e/f d/keep.txt d/x", id="a star is everything"),
        pytest.param(["!a"], "", id="P14 an exclamation mark makes an exception: nothing"),
        pytest.param(["nope"], "", id="what is not there"),
        pytest.param([], "", id="no paths at all"),
        pytest.param(["a", "d/e"], "a d d/e d/e/f", id="several"),
    ],
)
def test_what_is_asked_for(paths: list[str], sent: str) -> None:
    assert [each.path for each in sync("", paths)] == sent.split()


@pytest.mark.parametrize(
    ("text", "paths", "sent"),
    [
        ("d/x", ["d"], "d d/e d/e/f d/keep.txt"),
        ("d", ["d"], ""),
        ("d\n!d/x", ["d/x"], "d d/x"),
        ("*\n!d/e", ["d"], "d d/e d/e/f"),
        ("a", ["a", "nope*"], ""),
    ],
)
def test_both_at_once(text: str, paths: list[str], sent: str) -> None:
    assert [each.path for each in sync(text, paths)] == sent.split()


@pytest.mark.parametrize(
    ("patterns", "directory", "skips"),
    [
        pytest.param([], "d/", True, id="no patterns"),
        pytest.param(["d/x"], "d/", False, id="a pattern below it"),
        pytest.param(["d"], "d/", False, id="the directory itself"),
        pytest.param(["d"], "d/e/", True, id="a pattern above it"),
        pytest.param(["dd"], "d/", True, id="a longer name"),
        pytest.param(["x/**"], "d/", True, id="a trailing /** is text"),
        pytest.param(["x/*"], "d/", True, id="a trailing /* is text"),
        pytest.param(["x/*/**"], "d/", True, id="both, one after the other"),
        pytest.param(["x/**/*"], "d/", False, id="not the other way round"),
        pytest.param(["x/**/**"], "d/", False, id="not twice"),
        *(
            pytest.param([f"x{char}"], "d/", False, id=f"{char} is a wildcard")
            for char in "*?[]^\\"
        ),
        *(pytest.param([f"x{char}"], "d/", True, id=f"{char} is none") for char in "{|+(.$!"),
        pytest.param(["x", "y*"], "d/", False, id="one wildcard spoils it for all"),
        pytest.param(["**"], "d/", False, id="** alone keeps its stars"),
    ],
)
def test_what_fsutil_skips_by_text(patterns: list[str], directory: str, *, skips: bool) -> None:
    assert TextPruning(patterns).may_skip(directory) is skips


class Looked:
    """Whether a directory is looked into, pruned or not."""

    @staticmethod
    def into(text: str, paths: Sequence[str] | None = None, detail: Detail = Detail.SENT) -> bool:
        requested = None if paths is None else requests(*paths)
        _, below = buildkit_builder(rules(text), requested).filter(detail).enter("d")
        return below is not None and below.visited


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize(
    ("text", "paths", "looks"),
    [
        pytest.param("d", None, False, id="ignored"),
        pytest.param("d\n!a", None, False, id="ignored, an exception elsewhere"),
        pytest.param("d\n!d/a", None, True, id="ignored, an exception below"),
        pytest.param("d\n!*.c", None, True, id="any wildcard in an exception: never pruned"),
        pytest.param("", ["a"], False, id="not asked for"),
        pytest.param("", ["d/a"], True, id="asked for something below"),
        pytest.param("", ["a*"], True, id="asked for with a wildcard"),
        pytest.param("", ["a/*"], False, id="a trailing star does not count"),
        pytest.param("d", ["a*"], False, id="ignored, asked for with a wildcard"),
        pytest.param("[z-a]", ["a"], False, id="not asked for, so a malformed rule is not tried"),
    ],
)
def test_what_is_looked_into_is_the_same_at_every_detail(
    text: str, paths: list[str] | None, detail: Detail, *, looks: bool
) -> None:
    assert Looked.into(text, paths, detail) is looks


def test_a_malformed_rule_is_refused_where_the_walk_tries_it() -> None:
    with pytest.raises(IgnoreFileError):
        sync("[z-a]", ["a"])
    with pytest.raises(IgnoreFileError):
        sync("d\n![z-a]", ["d"])
    assert [each.path for each in sync("**\n[z-a]")] == []


def test_a_malformed_rule_that_nothing_is_there_to_be_tried_on_does_no_harm() -> None:
    # Only what lies in d would be excepted, and then tried with the last rule.
    empty: Tree = {"d": {}}
    assert sync("d\n!d/*\n[z-a]", None, empty) == []
    assert sync("[z-a]", None, {}) == []
    with pytest.raises(IgnoreFileError):
        sync("d\n!d/*\n[z-a]", None, {"d": {"x": "file"}})


# D.9


def test_x10_a_file_that_the_open_check_refuses_arrives_empty() -> None:
    directory, keep = sync("d\n!d/keep.txt\nd")[1:]
    assert (directory.path, keep.path) == ("d", "d/keep.txt")
    assert (keep.size, keep.arrives_empty, directory.arrives_empty) == (0, True, False)
    assert keep.transfer == keep.announced + 4


@pytest.mark.parametrize(
    ("sent", "size", "empty"),
    [
        pytest.param(entry("a", size=9), 9, False, id="a file"),
        pytest.param(entry("a", size=9, readable=False), 0, True, id="O16 an unreadable file"),
        pytest.param(
            entry("a", size=9, judgement=KEPT._replace(opens=False)), 0, True, id="a refused file"
        ),
        pytest.param(entry("a", readable=False), 0, False, id="an empty file loses nothing"),
        pytest.param(entry("s", EntryType.SOCKET), 0, True, id="a socket becomes an empty file"),
        pytest.param(entry("l", EntryType.SYMLINK, target="x"), 0, False, id="a symlink"),
        pytest.param(entry("p", EntryType.FIFO), 0, False, id="a fifo"),
        pytest.param(entry("d", EntryType.DIRECTORY, 4096), 0, False, id="a directory"),
    ],
)
def test_what_arrives_of_a_file(sent: Entry, size: int, *, empty: bool) -> None:
    (one,), transfer = transferred([sent])
    assert (one.size, one.arrives_empty) == (size, empty)
    assert transfer.transfer_bytes == one.transfer + 2


def test_types() -> None:
    sent, _ = transferred([entry(kind.name, kind, inode=None) for kind in EntryType])
    assert {each.path: each.type for each in sent} == {
        "FILE": SentType.FILE,
        "DIRECTORY": SentType.DIRECTORY,
        "SYMLINK": SentType.SYMLINK,
        "FIFO": SentType.FIFO,
        "SOCKET": SentType.FILE,
        "CHARACTER_DEVICE": SentType.DEVICE,
        "BLOCK_DEVICE": SentType.DEVICE,
    }


def test_an_empty_sync_is_two_bytes() -> None:
    assert transferred([])[1].transfer_bytes == 2


def test_further_names_of_a_hard_link_are_announced_alone() -> None:
    (first, again), _ = transferred([entry("a", size=5, inode=7), entry("b", size=5, inode=7)])
    assert (first.type, first.size) == (SentType.FILE, 5)
    assert (again.type, again.size, again.transfer) == (SentType.HARDLINK, 0, again.announced)


def test_links_to_one_symlink_are_symlinks() -> None:
    links = [entry(name, EntryType.SYMLINK, target="x", inode=7) for name in "ab"]
    assert [each.type for each in transferred(links)[0]] == [SentType.SYMLINK] * 2


def test_a_first_name_that_is_not_sent_is_no_first_name() -> None:
    (one,), _ = transferred(
        [entry("a", size=5, inode=7, judgement=ON_THE_WAY), entry("b", size=5, inode=7)]
    )
    assert (one.path, one.type, one.size) == ("b", SentType.FILE, 5)


def test_directories_on_the_way_are_sent_once_and_only_when_needed() -> None:
    def on_the_way(path: str) -> Entry:
        return entry(path, EntryType.DIRECTORY, judgement=ON_THE_WAY)

    sent, _ = transferred(
        [
            *(on_the_way("a"), on_the_way("a/b"), on_the_way("a/b/c"), on_the_way("a/d")),
            *(entry("a/d/x"), entry("a/d/y"), on_the_way("a/e"), entry("a/f"), on_the_way("ab")),
            entry("b"),
        ]
    )
    assert [each.path for each in sent] == ["a", "a/d", "a/d/x", "a/d/y", "a/f", "b"]


def test_an_entry_costs_more_once_its_number_has_two_bytes() -> None:
    sent, _ = transferred([entry(f"{number:03}", size=1) for number in range(130)])
    data = [each.transfer - each.announced for each in sent]
    # The first number is 0, which protobuf leaves out of both packets.
    assert data[:3] == [2 + 3 + 2, 4 + 3 + 4, 4 + 3 + 4]
    assert data[127:] == [4 + 3 + 4, 5 + 3 + 5, 5 + 3 + 5]


def test_numbers_are_counted_over_everything_that_is_sent() -> None:
    entries = [entry(f"d{number}", EntryType.DIRECTORY) for number in range(128)]
    sent, _ = transferred([*entries, entry("z", size=1)])
    assert sent[-1].transfer - sent[-1].announced == 5 + 3 + 5


def test_bytes_that_are_not_utf8_in_a_rule_reach_buildkit_as_replacement_characters() -> None:
    tree: Tree = dict.fromkeys(("caf\udce9", "caf\ufffd"), "file")
    assert [each.path for each in sync("caf\udce9", None, tree)] == ["caf\udce9"]


def test_each_source_is_told_apart() -> None:
    builder = buildkit_builder((), None, requests("a", "d", "d/e", "**"))
    entries = walked(TREE, builder.filter(Detail.SENT))
    assert {each.path: each.judgement.sources for each in entries} == {
        "a": 0b1001,
        "d": 0b1010,
        "d/e": 0b1110,
        "d/e/f": 0b1110,
        "d/keep.txt": 0b1010,
        "d/x": 0b1010,
    }


@pytest.mark.parametrize(
    ("detail", "seen"),
    [
        (Detail.SENT, ["a"]),
        (Detail.ELIGIBLE, ["a", "b", "e", "e/x"]),
        (Detail.ALL, ["a", "b", "d", "d/x", "e", "e/x"]),
    ],
)
def test_how_much_a_walk_tells(detail: Detail, seen: list[str]) -> None:
    tree: Tree = {"a": "file", "b": "file", "d": {"x": "file"}, "e": {"x": "file"}}
    builder = buildkit_builder(rules("d"), requests("a"))
    entries = list(walked(tree, builder.filter(detail)))
    assert [each.path for each in entries] == seen
    assert [each.path for each in transferred(entries)[0]] == ["a"]
