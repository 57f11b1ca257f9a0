"""The efficiency of an image as wagoodman/dive counts it, with all that it overlooks.

Source: dive, dive/filetree/efficiency.go (Efficiency), file_tree.go (StackTreeRange, AddPath,
Stack), file_node.go (Path, IsWhiteout, IsLeaf). It counts a path once for each layer, its smallest
size being the one that is needed; a directory that is deleted counts what was in it, a file
nothing; opaque directories, and further names of a file, are not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.images.overlay import WHITEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.images.layers import Entry

_PASSED_OVER = ".wh..wh.."


class _Node:
    __slots__ = ("children", "is_directory", "size")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.size, self.is_directory = 0, False


def efficiency(layers: Iterable[Iterable[Entry]]) -> float:
    """Bytes of the smallest version of each path, for each byte of all of them; 1 for none."""
    stacked = _Node()
    smallest: dict[str, int] = {}
    total = 0
    waiting = None
    for entries in layers:
        if waiting is not None:
            _stack(stacked, waiting)  # of the last layer, nobody asks what it is stacked to
        tree = waiting = _tree(entries)
        for path, node, is_whiteout in _leaves(tree):
            size = _size_below(stacked, path) if is_whiteout else node.size
            total += size
            smallest[path] = min(smallest.get(path, size), size)
    return sum(smallest.values()) / total if total else 1.0


def _tree(entries: Iterable[Entry]) -> _Node:
    root = _Node()
    above, parent = "", root
    for path, kind, size, _, _ in entries:
        if _PASSED_OVER in path and f"/{_PASSED_OVER}" in f"/{path}":
            continue
        directory, _, name = path.rpartition("/")
        if directory != above:  # mostly they come one behind the other
            above, parent = directory, _added(root, directory)
        node = parent.children.get(name) if name else root
        if node is None:
            node = parent.children[name] = _Node()
        node.size, node.is_directory = size, kind == "directory"
    return root


def _added(root: _Node, path: str) -> _Node:
    node = root
    for name in filter(None, path.split("/")):
        child = node.children.get(name)
        if child is None:
            child = node.children[name] = _Node()
        node = child
    return node


def _walk(root: _Node) -> Iterator[tuple[str, str, _Node]]:
    """Above, name and node of all that is in it, what lies below something before it."""
    waiting = [("", "", root)]
    found = []
    while waiting:
        each = above, name, node = waiting.pop()
        found.append(each)
        path = f"{above}{name}/" if name else ""
        waiting += [(path, below, child) for below, child in node.children.items()]
    return iter(found[:0:-1])


def _leaves(tree: _Node) -> Iterator[tuple[str, _Node, bool]]:
    for above, name, node in _walk(tree):
        if not node.children:
            is_whiteout = name.startswith(WHITEOUT)
            yield above + name.removeprefix(WHITEOUT), node, is_whiteout


def _size_below(stacked: _Node, path: str) -> int:
    node: _Node | None = stacked
    for name in path.split("/"):
        node = node.children.get(name) if node is not None else None
    if node is None or not node.is_directory:
        return 0
    return node.size + sum(below.size for _, _, below in _walk(node))


def _stack(stacked: _Node, tree: _Node) -> None:
    for above, name, node in _walk(tree):
        if name.startswith(WHITEOUT):
            _remove(stacked, above + name.removeprefix(WHITEOUT))
        else:
            into = _added(stacked, above + name)
            into.size, into.is_directory = node.size, node.is_directory


def _remove(stacked: _Node, path: str) -> None:
    above, _, name = path.rpartition("/")
    node: _Node | None = stacked
    for part in filter(None, above.split("/")):
        node = node.children.get(part) if node is not None else None
    if node is not None:
        node.children.pop(name, None)
