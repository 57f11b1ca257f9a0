"""docs/semantics, C.2 to C.7: the classic builder's tar, on trees in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxscan.builders.classic.meter import ClassicMeter, classic_builder
from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.errors import IgnoreFileError
from tests.builders.made import KEPT, entry, rules, walked

if TYPE_CHECKING:
    from ctxscan.context.entry import Entry
    from tests.support.model import Tree

TREE: Tree = {
    "Dockerfile": "file",
    ".dockerignore": "file",
    "a": "file",
    "d": {"keep.txt": "file", "x": "file", "e": {"f": "file"}},
}
BOTH = [".dockerignore", "Dockerfile"]


def sent_by(text: str, tree: Tree = TREE, dockerfile: str | None = "Dockerfile") -> list[str]:
    builder = classic_builder(rules(text), dockerfile=dockerfile)
    transfer = builder.transfer()
    entries = list(walked(tree, builder.filter(Detail.SENT)))
    return [sent.path for each in entries for sent in transfer.send(each)]


# C.4: only an exception whose text begins with the ignored directory works below it.
@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param("d", [*BOTH, "a"], id="no exceptions"),
        pytest.param("d\n!d/keep.txt", [*BOTH, "a", "d/keep.txt"], id="X01 without its directory"),
        pytest.param("d\n!d/k*", [*BOTH, "a", "d/keep.txt"], id="a wildcard behind the text"),
        pytest.param("d\n!d/**", [*BOTH, "a", "d/e", "d/e/f", "d/keep.txt", "d/x"], id="all of it"),
        pytest.param("d\n!d/e/**", [*BOTH, "a", "d/e/f"], id="X12 two levels down"),
        pytest.param("d\n!**/keep.txt", [*BOTH, "a"], id="X02 lost: a wildcard in front"),
        pytest.param("d\n!*/keep.txt", [*BOTH, "a"], id="lost: a wildcard for the directory"),
        pytest.param("d\n!d/*/f", [*BOTH, "a"], id="X03 lost: a wildcard one level too early"),
        pytest.param("*\n!**/keep.txt", BOTH, id="lost below, though a star is excepted"),
        pytest.param(
            "d/**\n!d/**/f", [*BOTH, "a", "d"], id="the directory stays, the file is lost"
        ),
        pytest.param("d\n!d/e/f", [*BOTH, "a", "d/e/f"], id="text, two levels"),
        pytest.param("**\n!d/e/f", [*BOTH, "d/e/f"], id="text below everything"),
        pytest.param("d\n!d/keep.txt\nd", [*BOTH, "a", "d/keep.txt"], id="X10 the walk keeps it"),
        pytest.param("d\n!dd", [*BOTH, "a"], id="a longer name is no way in"),
    ],
)
def test_what_the_tar_holds(text: str, sent: list[str]) -> None:
    assert sent_by(text) == sent


@pytest.mark.parametrize(
    ("text", "dockerfile", "sent"),
    [
        pytest.param("**", "Dockerfile", BOTH, id="both are always sent"),
        pytest.param("Dockerfile\n.dockerignore", "Dockerfile", BOTH, id="also when named"),
        pytest.param("*", None, [".dockerignore"], id="a Dockerfile from stdin rescues no other"),
        pytest.param("**", "a/b/Dockerfile", [".dockerignore", "a/b/Dockerfile"], id="nested"),
        pytest.param("a", "a/b/Dockerfile", [".dockerignore", "a/b/Dockerfile"], id="by text"),
        pytest.param(
            "**/b", "a/b/Dockerfile", [".dockerignore", "a", "a/b/Dockerfile"], id="O14 one depth"
        ),
        pytest.param("**/a", "a/b/Dockerfile", [".dockerignore"], id="O15 another depth: lost"),
        pytest.param("**\n[z-a]", "a/b/Dockerfile", [".dockerignore", "a/b/Dockerfile"], id="late"),
    ],
)
def test_the_files_of_the_build_are_rescued(
    text: str, dockerfile: str | None, sent: list[str]
) -> None:
    tree: Tree = {".dockerignore": "file", "a": {"b": {"Dockerfile": "file"}}}
    flat: Tree = {".dockerignore": "file", "Dockerfile": "file"}
    assert sent_by(text, tree if dockerfile and "/" in dockerfile else flat, dockerfile) == sent


def test_a_dockerfile_that_is_ignored_and_malformed_as_a_pattern_is_refused() -> None:
    with pytest.raises(IgnoreFileError):
        classic_builder(rules("*"), dockerfile="Dockerfile[")


def test_a_dockerfile_with_a_wildcard_in_its_name_rescues_others() -> None:
    tree: Tree = {"D*": "file", "Dx": "file", "E": "file"}
    assert sent_by("*", tree, "D*") == ["D*", "Dx"]


def total(*entries: Entry, injected: int | None = None) -> tuple[int, list[Sent]]:
    transfer = ClassicMeter(injected)
    sent = [each for one in entries for each in transfer.send(one)]
    sent += transfer.finish()
    return transfer.transfer_bytes, sent


@pytest.mark.parametrize(
    ("entries", "size"),
    [
        pytest.param([], 1024, id="nothing at all"),
        pytest.param([entry("a")], 1536, id="an empty file"),
        pytest.param([entry("a", size=1)], 2048, id="one byte"),
        pytest.param([entry("a", size=512)], 2048, id="a whole block"),
        pytest.param([entry("a", size=513)], 2560, id="a byte more"),
        pytest.param([entry("d", EntryType.DIRECTORY, 4096)], 1536, id="a directory"),
        pytest.param([entry("d" * 100, EntryType.DIRECTORY)], 2560, id="the slash counts"),
        pytest.param([entry("l", EntryType.SYMLINK, target="t" * 100)], 1536, id="a symlink"),
        pytest.param([entry("l", EntryType.SYMLINK, target="t" * 101)], 2560, id="a long target"),
        pytest.param([entry("p", EntryType.FIFO)], 1536, id="a fifo"),
        pytest.param([entry("s", EntryType.SOCKET)], 1024, id="a socket is left out"),
        pytest.param([entry("c", EntryType.CHARACTER_DEVICE)], 1536, id="a device"),
        pytest.param([entry("a", mtime_ns=-1)], 2560, id="before 1970, by a nanosecond"),
        pytest.param([entry("a", mtime_ns=999_999_999)], 1536, id="seconds are cut off"),
        pytest.param([entry("a", xattrs=(("user.x", bytes(9999)),))], 1536, id="no attributes"),
        pytest.param(
            [entry("a", xattrs=(("security.capability", bytes(20)),))], 2560, id="but one"
        ),
    ],
)
def test_how_long_the_tar_is(entries: list[Entry], size: int) -> None:
    assert total(*entries)[0] == size


def test_further_names_of_a_hard_link_carry_no_content() -> None:
    size, sent = total(
        entry("a", size=600, inode=1), entry("b", size=600, inode=1), entry("c", size=600, inode=2)
    )
    assert [(each.type, each.size) for each in sent] == [
        (SentType.FILE, 600),
        (SentType.HARDLINK, 0),
        (SentType.FILE, 600),
    ]
    assert size == 2 * (512 + 1024) + 512 + 1024


def test_the_first_name_that_is_sent_carries_the_content() -> None:
    ignored = entry("a", size=600, inode=1, judgement=KEPT._replace(sent=False))
    size, (sent,) = total(ignored, entry("b", size=600, inode=1))
    assert (sent.path, sent.type, sent.size) == ("b", SentType.FILE, 600)
    assert size == 512 + 1024 + 1024


def test_a_long_first_name_costs_a_record_in_each_further_one() -> None:
    assert total(entry("a" * 101, inode=1), entry("b", inode=1))[0] == 2 * 1536 + 1024


# C.6: a Dockerfile from stdin or from elsewhere.


def test_o04_an_injected_dockerfile_brings_an_ignore_file_along() -> None:
    # docs/semantics, C.6: a(1) + Dockerfile(22), an outside Dockerfile of 22 bytes: 3631 or 3606,
    # as the two injected files come in a random order.
    size, sent = total(entry("Dockerfile", size=22), entry("a", size=1), injected=22)
    assert size in {3631, 3606}
    assert [(each.size, each.injected) for each in sent[2:]] == [(47, True), (22, True)]
    assert sent[2].path == ".dockerignore"
    assert len(sent[3].path) == len(".dockerfile.") + 20


def test_an_ignore_file_of_the_context_is_rewritten_in_place() -> None:
    size, sent = total(entry(".dockerignore", size=2), entry("a", size=1), injected=22)
    assert size == (512 + 512) * 2 + 512 + 22
    assert [(each.path, each.size) for each in sent[:2]] == [(".dockerignore", 36), ("a", 1)]


def test_it_is_rewritten_at_the_edge_of_a_block_as_well() -> None:
    assert total(entry(".dockerignore", size=478), injected=0)[0] == 512 + 512 + 512
    assert total(entry(".dockerignore", size=479), injected=0)[0] == 512 + 1024 + 512


def test_o19_a_file_that_cannot_be_opened_ends_the_tar_behind_its_header() -> None:
    size, sent = total(entry("a", size=1), entry("b", size=9, readable=False), entry("c", size=1))
    assert size == 1024 + 512
    assert [(each.path, each.size, each.arrives_empty) for each in sent] == [
        ("a", 1, False),
        ("b", 0, True),
    ]


def test_a_pattern_that_only_the_tar_tries_ends_it_without_an_error() -> None:
    # `d`, `!d/x`, `d`: the check skips all of d, and so it is the tar that first tries the rest.
    builder = classic_builder(rules("d\n!d/x\nd\n[z-a]"), dockerfile=None)
    tree: Tree = {"d": {"x": "file", "y": "file"}}
    transfer = builder.transfer()
    sent = [
        each.path
        for one in walked(tree, builder.filter(Detail.SENT))
        for each in transfer.send(one)
    ]
    assert sent == []
    assert transfer.ended_early is not None
    assert ".dockerignore:4" in transfer.ended_early


def test_a_malformed_pattern_is_refused_while_the_context_is_checked() -> None:
    builder = classic_builder(rules("[z-a]"), dockerfile=None)
    with pytest.raises(IgnoreFileError):
        list(walked(TREE, builder.filter(Detail.SENT)))


@pytest.mark.parametrize(
    ("detail", "seen"),
    [
        (Detail.SENT, [*BOTH, "a"]),
        (Detail.ELIGIBLE, [*BOTH, "a"]),
        (Detail.ALL, [*BOTH, "a", "d", "d/e", "d/e/f", "d/keep.txt", "d/x"]),
    ],
)
def test_how_much_a_walk_tells(detail: Detail, seen: list[str]) -> None:
    builder = classic_builder(rules("d"), dockerfile="Dockerfile")
    entries = list(walked(TREE, builder.filter(detail)))
    assert [each.path for each in entries] == seen
    below = [each for each in entries if each.path.startswith("d/")]
    assert all(each.judgement.below_ignored and not each.judgement.sent for each in below)
    assert all(str(each.judgement.verdict.rule) == "d" for each in below)
