"""The walk: what lies on disk, in Docker's order, whatever it is called and whatever it is."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from ctxscan.context.entry import Entry, EntryType, Filter, Judgement, PlainFiles
from ctxscan.context.walk.part import Trouble
from ctxscan.context.walk.walk import Walk
from ctxscan.errors import ContextError, Place
from ctxscan.ignore.file import Rule
from ctxscan.ignore.verdict import Verdict
from tests.support.trees import MTIME, WHY_NOT_HERE, grow, make_file
from tests.support.unprivileged import as_nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

on_linux = pytest.mark.skipif(WHY_NOT_HERE is not None, reason=str(WHY_NOT_HERE))

KEPT = Judgement(sent=True, verdict=Verdict(ignored=False, rule=None))


class Everything:
    """A filter that takes all, but for the names in *pruned*; *at* is told each name."""

    def __init__(
        self,
        *pruned: str,
        at: Callable[[str], object] = lambda _: None,
        hidden: str = "",
        visited: bool = True,
    ) -> None:
        self.pruned, self.at, self.hidden, self.visited = pruned, at, hidden, visited

    def same_for_all_names(self) -> None:
        return None

    def by_rules(self) -> None:
        return None

    def judge(self, name: str) -> Judgement | None:
        self.at(name)
        return None if name == self.hidden else KEPT

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        return self.judge(name), None if name in self.pruned else self


def walk(root: Path, what: Filter | None = None) -> list[Entry]:
    return list(Walk(str(root), what or Everything()))


def paths(root: Path, what: Filter | None = None) -> list[str]:
    return [entry.path for entry in walk(root, what)]


def entry_at(root: Path, path: str) -> Entry:
    (found,) = [entry for entry in walk(root) if entry.path == path]
    return found


def test_names_come_in_the_order_of_their_bytes_parents_before_children(tmp_path: Path) -> None:
    names = (
        "B",
        "a",
        "a.b",
        "a/z",
        "a-",
        "_",
        "~",
        "é",
        "ab",
        "\uffff",
        "\U00010000",
        "中",
        "a/b/c",
    )
    root = grow(tmp_path, "a/", *names[:1], *names[2:])
    assert paths(root) == [
        *("B", "_", "a", "a/b", "a/b/c", "a/z", "a-", "a.b", "ab", "~", "é", "中", "\uffff"),
        "\U00010000",
    ]


@on_linux
def test_names_that_are_not_utf8_come_where_their_bytes_put_them(tmp_path: Path) -> None:
    # By code points, the lone surrogates would stand before U+E000 and after everything below.
    root = grow(tmp_path, files=dict.fromkeys(("\udcff", "\udc80", "é", "z", "\uffff"), ""))
    assert paths(root) == ["z", "\udc80", "é", "\uffff", "\udcff"]


@on_linux
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a\nb", id="a line feed"),
        pytest.param("\x1b[31m", id="an escape sequence"),
        pytest.param("\x01\x7f", id="control characters"),
        pytest.param(" ", id="a space"),
        pytest.param("-rf", id="an option"),
        pytest.param("a\\b", id="a backslash"),
        pytest.param("caf\udce9", id="a byte that is not utf-8"),
        pytest.param("x" * 255, id="255 bytes"),
        pytest.param("...", id="three dots"),
    ],
)
def test_any_name_a_file_can_have(tmp_path: Path, name: str) -> None:
    root = grow(tmp_path, files={f"{name}/{name}": "x"})
    assert paths(root) == [name, f"{name}/{name}"]


@on_linux
def test_every_type_of_entry(tmp_path: Path) -> None:
    root = grow(
        tmp_path, "d/", "file 3", "fifo |", "socket @", "link -> file", "dangling -> nowhere"
    )
    found = {entry.path: entry for entry in walk(root)}
    assert {path: entry.type for path, entry in found.items()} == {
        "d": EntryType.DIRECTORY,
        "dangling": EntryType.SYMLINK,
        "fifo": EntryType.FIFO,
        "file": EntryType.FILE,
        "link": EntryType.SYMLINK,
        "socket": EntryType.SOCKET,
    }
    assert (found["file"].size, found["link"].size, found["dangling"].size) == (3, 4, 7)
    assert (found["link"].target, found["file"].target) == ("file", "")
    assert all(entry.readable for entry in found.values())


@on_linux
def test_a_socket_that_somebody_listens_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        assert entry_at(tmp_path, "s").type is EntryType.SOCKET


@on_linux
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (stat.S_IFCHR, EntryType.CHARACTER_DEVICE),
        (stat.S_IFBLK, EntryType.BLOCK_DEVICE),
    ],
    ids=["a character device", "a block device"],
)
def test_devices_with_their_numbers(tmp_path: Path, kind: int, expected: EntryType) -> None:
    try:
        os.mknod(tmp_path / "device", kind | 0o600, os.makedev(259, 70000))
    except PermissionError:
        pytest.skip("only root may make a device, and not in every container")
    found = entry_at(tmp_path, "device")
    assert (found.type, found.device) == (expected, (259, 70000))


@on_linux
def test_what_the_system_says_of_a_file(tmp_path: Path) -> None:
    root = grow(tmp_path, "a 3", "b => a", "c 1", "d/")
    (root / "a").chmod(0o4751)
    os.utime(root / "c", ns=(-1, -1_500_000_001))
    found = {entry.path: entry for entry in walk(root)}
    assert found["a"].mode == 0o4751
    assert found["a"].inode == found["b"].inode == (root / "a").stat().st_ino
    assert found["c"].inode is None
    assert found["d"].inode is None
    assert (found["a"].mtime_ns, found["c"].mtime_ns) == (MTIME * 10**9, -1_500_000_001)


@on_linux
def test_extended_attributes_of_what_is_sent(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", "d/", "l -> a")
    try:
        os.setxattr(root / "a", "user.note", b"\x00\xff")
        os.setxattr(root / "d", "user.empty", b"")
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error.strerror}")
    found = {entry.path: entry.xattrs for entry in walk(root)}
    assert found == {"a": (("user.note", b"\x00\xff"),), "d": (("user.empty", b""),), "l": ()}


def plain(root: Path) -> set[str]:
    batches = Walk(str(root), Everything()).batches()
    runs = [each for each in batches if isinstance(each, PlainFiles)]
    return {entry.path for run in runs for entry in run.entries()}


@on_linux
def test_nearly_every_entry_is_a_plain_file_or_directory(tmp_path: Path) -> None:
    root = grow(tmp_path, "a 3", "b 1", "c => b", "d/", "l -> a", "p |", "s @", "secret 1")
    (root / "secret").chmod(0o200)
    assert plain(root) - {"secret"} == {"a", "d"}
    with as_nobody(root):
        assert plain(root) == {"a", "d"}


def test_what_different_rules_let_in_shares_a_run_and_keeps_its_verdict(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", "b", "c", "d/", "e/f", "g")
    rule = Rule("b", exception=True, text="!b", place=Place("f", 1))
    by_rule = KEPT._replace(verdict=Verdict(ignored=False, rule=rule))
    asked = KEPT._replace(sources=1)
    unlike = {"b": by_rule, "d": by_rule, "f": by_rule, "g": asked}

    class Differing(Everything):
        def judge(self, name: str) -> Judgement | None:
            return unlike.get(name, KEPT)

    first, second = Walk(str(root), Differing()).batches()
    assert isinstance(first, PlainFiles)
    assert isinstance(second, PlainFiles)
    assert [list(each.all_paths()) for each in (first, second)] == [
        ["a", "b", "c", "d", "e", "e/f"],
        ["g"],
    ]
    judged = {entry.path: entry.judgement for entry in walk(root, Differing())}
    assert judged == {
        path: unlike.get(path.rpartition("/")[2], KEPT)
        for path in ("a", "b", "c", "d", "e", "e/f", "g")
    }


@on_linux
def test_symlinks_are_never_followed(tmp_path: Path) -> None:
    root = grow(tmp_path, "d/x", "loop -> .", "d/up -> ..", "self -> self", "out -> /etc")
    assert paths(root) == ["d", "d/up", "d/x", "loop", "out", "self"]
    assert not troubles(root)


def troubles(root: Path, what: Filter | None = None) -> list[Trouble]:
    found = Walk(str(root), what or Everything())
    list(found)
    return found.troubles


def test_a_pruned_directory_is_not_looked_into(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/x", "b/x", "c")
    found = Walk(str(root), Everything("a"))
    assert [entry.path for entry in found] == ["a", "b", "b/x", "c"]
    assert (found.walked, found.seen) == (4, 4)


def test_a_path_that_nobody_asked_about_is_no_entry(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/x", "b/x", "c")
    assert paths(root, Everything(hidden="x")) == ["a", "b", "c"]
    assert paths(root, Everything(hidden="a")) == ["a/x", "b", "b/x", "c"]


def test_what_the_builder_does_not_visit_is_seen_but_not_walked(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/x")

    class Aside(Everything):
        def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
            return self.judge(name), Everything(visited=False)

    found = Walk(str(root), Aside())
    assert [entry.path for entry in found] == ["a", "a/x"]
    assert (found.walked, found.seen) == (1, 2)


def test_a_filter_that_treats_all_names_alike_is_asked_once(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", "b", "d/", "l -> a")
    asked: list[str] = []

    class Alike(Everything):
        judgement: Judgement | None = KEPT

        def same_for_all_names(self) -> tuple[Judgement | None]:  # type: ignore[override]  # None elsewhere
            return (self.judgement,)

    assert paths(root, Alike(at=asked.append)) == ["a", "b", "d", "l"]
    assert asked == ["d"]
    Alike.judgement = None
    assert paths(root, Alike()) == ["d"]


def test_the_walk_tells_how_far_it_is_at_each_directory(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/x", "b/", "c")
    told: list[int] = []
    list(Walk(str(root), Everything(), told.append))
    assert told == [3, 4, 4]


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 9])
def test_a_wide_directory_is_read_a_part_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    root = grow(tmp_path, "a", "b", "c/x", "c/y", "c/z", "d/", "e -> a", "f", "g", "h/")
    whole = list(Walk(str(root), Everything("h")))
    monkeypatch.setattr("ctxscan.context.walk.columns.MOST", at_once)
    batches = Walk(str(root), Everything("h")).batches()
    runs = [each for each in batches if isinstance(each, PlainFiles)]
    assert max(len(run.names) for run in runs) <= at_once
    assert list(Walk(str(root), Everything("h"))) == whole


def test_an_empty_context_has_no_entries(tmp_path: Path) -> None:
    assert walk(tmp_path) == []


def test_a_file_that_vanishes_during_the_walk_is_reported(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", "b -> a", "c")

    def remove(name: str) -> None:
        if name == "a":
            (root / "a").unlink()
            (root / "b").unlink()

    found = Walk(str(root), Everything(at=remove))
    assert [entry.path for entry in found] == ["c"]
    assert found.troubles == [
        Trouble("a", "No such file or directory", is_directory=False, visited=True),
        Trouble("b", "No such file or directory", is_directory=False, visited=True),
    ]


def test_a_directory_that_vanishes_during_the_walk_is_reported(tmp_path: Path) -> None:
    root = grow(tmp_path, "a", "b/x/y", "c/")

    class Vanishing(Everything):
        def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
            return KEPT, Below() if name == "b" else self

    class Below(Everything):
        @property
        def visited(self) -> bool:  # asked between the look at a directory and the look into it
            shutil.rmtree(root / "b", ignore_errors=True)
            return True

        @visited.setter
        def visited(self, _: bool) -> None: ...

    walking = Walk(str(root), Vanishing())
    assert [entry.path for entry in walking] == ["a", "b", "c"]
    assert [(trouble.path, trouble.is_directory) for trouble in walking.troubles] == [("b", True)]


def test_a_directory_that_becomes_a_file_is_reported(tmp_path: Path) -> None:
    root = grow(tmp_path, "a/")

    def replace(name: str) -> None:
        (root / name).rmdir()
        make_file(root / name, "x")

    walking = Walk(str(root), Everything(at=replace))
    assert [entry.type for entry in walking] == [EntryType.FILE]
    assert [trouble.reason for trouble in walking.troubles] == ["Not a directory"]


def test_a_root_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="cannot read the build context"):
        walk(tmp_path / "nowhere")


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A directory for trees that are too deep for pytest to remove."""
    yield tmp_path
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)


def dig(root: Path, depth: int) -> None:
    """A chain of directories, made without ever writing its path."""
    here = os.open(root, os.O_DIRECTORY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


@on_linux
def test_a_tree_deeper_than_python_can_recurse(deep: Path) -> None:
    dig(deep, 1500)
    assert len(paths(deep)) == 1500


@on_linux
@pytest.mark.parametrize("above", ["x", "xx"])
def test_a_tree_deeper_than_a_path_is_long_is_reported_once(deep: Path, above: str) -> None:
    root = deep / "d" / above
    root.mkdir(parents=True)
    dig(root, 5000)
    walking = Walk(str(root), Everything())
    found = [entry.path for entry in walking]
    assert 1500 < len(found) < 2100
    assert found[-1] == "/".join(["d"] * len(found))
    (trouble,) = walking.troubles
    # The last one that still has a path can be too long to look into, or to look at.
    assert trouble.path in (found[-1], f"{found[-1]}/d")
    assert trouble.reason == "File name too long"


def met_by_nobody(root: Path, *pruned: str, looks: bool) -> tuple[list[Entry], list[Trouble]]:
    walking = Walk(str(root), Everything(*pruned), looks_before_pruning=looks)
    with as_nobody(root):
        return list(walking), walking.troubles


@on_linux
@pytest.mark.parametrize(
    ("looks", "pruned", "reported"),
    [
        pytest.param(False, [], True, id="when it is walked"),
        pytest.param(True, ["closed"], True, id="when it is pruned, if the builder looks first"),
        pytest.param(False, ["closed"], False, id="not when it is pruned by one that does not"),
    ],
)
def test_an_unreadable_directory_is_reported(
    tmp_path: Path, *, looks: bool, pruned: list[str], reported: bool
) -> None:
    root = grow(tmp_path / "context", "closed/x", "open/x", "secret 1")
    (root / "closed").chmod(0)
    (root / "secret").chmod(0)
    entries, found = met_by_nobody(root, *pruned, looks=looks)
    (root / "closed").chmod(0o755)
    readable = {entry.path: entry.readable for entry in entries}
    assert readable == {"closed": True, "open": True, "open/x": True, "secret": False}
    trouble = Trouble("closed", "Permission denied", is_directory=True, visited=True)
    assert found == [trouble] * reported


@on_linux
def test_a_directory_without_search_permission_has_names_and_nothing_else(tmp_path: Path) -> None:
    root = grow(tmp_path / "context", "d/x", "d/y/z", "e")
    (root / "d").chmod(0o744)
    entries, found = met_by_nobody(root, looks=False)
    (root / "d").chmod(0o755)
    assert [entry.path for entry in entries] == ["d", "e"]
    assert found[0] == Trouble("d/x", "Permission denied", is_directory=False, visited=True)
    assert {trouble.path for trouble in found} == {"d/x", "d/y"}


@on_linux
def test_an_unreadable_root_is_an_error(tmp_path: Path) -> None:
    root = grow(tmp_path / "context", "a")
    root.chmod(0)
    with as_nobody(root), pytest.raises(ContextError) as caught:
        walk(root)
    root.chmod(0o755)
    assert str(caught.value) == f"cannot read the build context {root}: Permission denied"
