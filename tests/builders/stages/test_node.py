"""Trees that share what nobody changed."""

from __future__ import annotations

from ctxscan.builders.stages.change import AS_IT_IS, Change
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory
from ctxscan.builders.stages.workspace import Workspace
from tests.support.images import tree


def leaf(root: Directory, *path: str) -> Leaf:
    node: object = root
    for name in path:
        assert isinstance(node, Directory)
        node = node.children[name]
    assert isinstance(node, Leaf)
    return node


def test_changing_a_tree_leaves_the_one_that_it_was_taken_from_as_it_is() -> None:
    before = tree("d/a", "d/b")
    space = Workspace(before, 2)
    space.put(space.directory(("d",)), ("d", "a"), leaf(before, "d", "b"))
    assert leaf(space.root, "d", "a").origin == "d/b"
    assert leaf(before, "d", "a").origin == "d/a"


def test_a_tree_taken_on_before_anybody_looked_is_what_the_first_one_was() -> None:
    first = tree("d/a").taken(Change(2))
    second = first.taken(AS_IT_IS).taken(Change(5))
    stamp = leaf(second, "d", "a").stamp
    assert (stamp.line, stamp.via, stamp.certain) == (2, (5,), True)


def test_names_of_one_file_stay_one_within_a_copy_and_not_across_two() -> None:
    context = tree("a", "b => a")
    one, other = context.taken(Change(2, "first")), context.taken(Change(2, "second"))
    assert leaf(one, "a").inode == leaf(one, "b").inode
    assert leaf(one, "a").inode != leaf(other, "b").inode


def test_doubt_spreads_to_all_that_is_below_and_what_is_written_later_is_certain() -> None:
    after = tree("d/a").taken(Change(doubt=True, opened=True))
    assert not leaf(after, "d", "a").stamp.certain
    inner = after.children["d"]
    assert isinstance(inner, Directory)
    assert inner.open


def test_names_are_in_the_order_of_their_bytes() -> None:
    root = tree("é", "z", "B", "a.x", "a", "\udcff")
    assert [name for name, _ in root.ordered()] == ["B", "a", "a.x", "z", "é", "\udcff"]
