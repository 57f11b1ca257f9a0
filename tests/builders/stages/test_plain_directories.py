"""A table of directories is the tree that it stands for, looked at or not."""

from __future__ import annotations

import random
from array import array
from typing import TYPE_CHECKING

from ctxscan.builders.stages.arrived import Arrived, ArrivingTree, node_at
from ctxscan.builders.stages.change import Change
from ctxscan.builders.stages.landing import landed
from ctxscan.builders.stages.leaf import FileColumns, FileType, Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.plain_directories import NO_MODE, PlainDirectories
from tests.support.seeds import seed_of_the_commit

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ["a", "a-b", "a.b", "a b", "ab", "!", "0", "\u00e4", "\ud800", "\U0001f600", "\U0010ffff"]
"""Some sort before a slash, some behind; and no two agree on the order of bytes and letters."""

ROUNDS = 300

COPIES = Change(3), Change(5, "copy")


class Drawn:
    """Directories with files, as a table and as paths."""

    def __init__(self, seed: int) -> None:
        draw = random.Random(seed)  # noqa: S311 - any will do
        self.rows: dict[str, tuple[int, int, int]] = {}
        self.files: dict[str, list[int]] = {}
        for _ in range(draw.randrange(12)):
            path = "".join(f"{draw.choice(NAMES)}/" for _ in range(draw.randrange(5)))
            sizes = [draw.randrange(9) for _ in range(draw.randrange(3))]
            mode = draw.choice((0o755, 0o700, NO_MODE)) if path else NO_MODE
            self.rows[path] = mode, len(sizes), sum(sizes)
            self.files[path] = sizes
        self.single = {f"{draw.choice(NAMES)}/link" for _ in range(draw.randrange(2))}

    def find(self, path: str) -> Iterator[FileColumns]:
        sizes = self.files[path]
        names = [f"file {number}" for number in range(len(sizes))]
        yield FileColumns(path, names, array("q", sizes), array("I", [0o644] * len(sizes)))

    def table(self, prefix: str = "") -> Directory:
        tree = ArrivingTree(prefix, PlainDirectories(dict(self.rows), self.find, prefix).root())
        return self._with_single(tree)

    def entries(self, prefix: str = "") -> Directory:
        tree = ArrivingTree(prefix)
        for path, (mode, _, _) in self.rows.items():
            if path and mode != NO_MODE:
                tree.add(Arrived(path[:-1], None, mode=mode))
            elif path:
                tree.directory(path[:-1])
            for number, size in enumerate(self.files[path]):
                tree.add(Arrived(f"{path}file {number}", FileType.FILE, size))
        return self._with_single(tree)

    def _with_single(self, tree: ArrivingTree) -> Directory:
        for path in self.single:
            tree.add(Arrived(path, FileType.SYMLINK, target="x"))
        return tree.root


def described(root: Directory) -> dict[str, object]:
    found: dict[str, object] = {}
    waiting = [("", root)]
    while waiting:
        above, directory = waiting.pop()
        for name, child in directory.children.items():
            path = f"{above}/{name}"
            if isinstance(child, Leaf):
                found[path] = child
            else:
                found[path] = child.mode, child.origin, child.stamp
                waiting.append((path, child))
    return found


def copied(root: Directory) -> Directory:
    """Two steps later."""
    return root.taken(COPIES[0]).taken(COPIES[1])


def test_a_table_is_the_tree_of_its_paths() -> None:
    seed = seed_of_the_commit()
    for number in range(ROUNDS):
        drawn = Drawn(seed + number)
        assert described(drawn.table()) == described(drawn.entries()), seed + number
        table, entries = drawn.table("other:"), drawn.entries("other:")
        assert described(copied(table)) == described(copied(entries)), seed + number


def test_what_is_added_up_unseen_is_what_one_finds_who_looks() -> None:
    seed = seed_of_the_commit()
    unseen = 0
    for number in range(ROUNDS):
        drawn = Drawn(seed + number)
        unseen += drawn.table().added_up() is not None
        for prefix in ("", "other:"):
            wanted = landed(copied(drawn.entries(prefix)), ["third"])
            assert landed(copied(drawn.table(prefix)), ["third"]) == wanted, seed + number
        assert not landed(drawn.table("other:"), ["other"]).files
    assert unseen > ROUNDS / 4


def test_what_is_added_up_of_a_part_is_what_is_in_it() -> None:
    drawn = Drawn(0)
    drawn.rows = {"a/b/": (0o755, 2, 7), "a/b/c/d/": (NO_MODE, 1, 1), "a/b-/": (0o755, 9, 9)}
    drawn.files = {path: [0] * files for path, (_, files, _) in drawn.rows.items()}
    drawn.single = set()
    inside = node_at(drawn.table(), "a/b")
    assert isinstance(inside, Directory)
    found = inside.added_up()
    assert found is not None
    below, _ = found
    assert (below.directories, below.files, below.content_bytes) == (2, 3, 8)
    assert (below.place, below.prefix) == ("", "a/b/")
    inside.get("c")
    assert inside.added_up() is None
