"""A tree with some leaves replaced is what a tree made afresh would be, and shares all else."""

from __future__ import annotations

import random

from ctxscan.builders.stages.arrived import ArrivingTree
from ctxscan.builders.stages.change import Stamp
from ctxscan.builders.stages.edited import with_leaves
from ctxscan.builders.stages.leaf import FileType, Leaf
from ctxscan.builders.stages.node import Directory

PATHS = ("a", "b", "d", "d/x", "d/y", "d/e", "d/e/f", "d/e/g", "h/i/j")


def leaf(origin: str) -> Leaf:
    return Leaf(FileType.FILE, 1, 0o644, "", None, origin)


def tree(leaves: dict[str, Leaf]) -> Directory:
    arriving = ArrivingTree()
    for path, each in leaves.items():
        above, _, name = path.rpartition("/")
        arriving.directory(above).children[name] = each
    return arriving.root


def shape(directory: Directory) -> dict[str, object]:
    return {
        name: shape(each) if isinstance(each, Directory) else each
        for name, each in directory.children.items()
    }


def without_clashes(leaves: dict[str, Leaf], path: str) -> dict[str, Leaf]:
    """What git has once there is a file at *path*."""
    return {
        each: found
        for each, found in leaves.items()
        if not (each.startswith(f"{path}/") or path.startswith(f"{each}/") or each == path)
    }


def test_random_edits_give_the_tree_that_is_made_afresh() -> None:
    dice = random.Random(5)  # noqa: S311 - the same edits every time
    leaves = {"a": leaf("a0"), "d/x": leaf("d/x0")}
    root = tree(leaves)
    for number in range(400):
        after = dict(leaves)
        for path in dice.sample(PATHS, 3):
            after = without_clashes(after, path)
            if dice.random() < 0.6:
                after[path] = leaf(f"{path}{number}")
        edits: dict[str, Leaf | None] = dict.fromkeys(leaves.keys() - after.keys())
        edits |= {path: each for path, each in after.items() if leaves.get(path) is not each}
        shuffled = list(edits.items())
        dice.shuffle(shuffled)
        root, leaves = with_leaves(root, dict(shuffled)), after
        assert shape(root) == shape(tree(leaves))


def test_a_directory_that_holds_none_of_them_is_the_same_object() -> None:
    root = tree({"a/x": leaf("0"), "b/x": leaf("0")})
    new = with_leaves(root, {"a/x": leaf("1")})
    assert new.children["b"] is root.children["b"]
    assert new.children["a"] is not root.children["a"]
    assert with_leaves(root, {"a/x": None, "b/x": None}).stamp == Stamp()
