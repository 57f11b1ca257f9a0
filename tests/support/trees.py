"""Trees on disk: from a few words, from a dict, and back."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.model import Tree

WHY_NOT_HERE = (
    None
    if sys.platform == "linux"
    else "the tree has names or kinds of files that only Linux can make without privileges"
)
"""The reason to skip a test that grows such a tree, or None."""

MTIME = 1_700_000_000
"""Seconds; what every entry of the conformance data had (BuildKit's byte count contains it)."""


def grow(root: Path, *entries: str, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Make a tree, one entry a string, in this order; parent directories are implied.

    ``src/a.py 3`` is a file of three bytes, ``src/a.py`` an empty one, ``d/`` a directory,
    ``link -> a`` a symlink, ``hard => a`` a further name of ``a``, ``fifo |`` and ``socket @``
    what they say. ``files`` are files by their content.
    Files get mode 0644, directories 0755, and everything, the root too, the same mtime.
    """
    root.mkdir(parents=True, exist_ok=True)
    for entry in entries:
        _grow_entry(root, entry)
    for name, content in (files or {}).items():
        make_file(root / name, content)
    return settle(root)


def _grow_entry(root: Path, entry: str) -> None:
    if " -> " in entry:
        name, target = entry.split(" -> ")
        make_link(root / name, target)
    elif " => " in entry:
        name, other = entry.split(" => ")
        make_hard_link(root / name, root / other)
    elif entry.endswith("/"):
        (root / entry).mkdir(parents=True, exist_ok=True)
    elif entry.endswith(" |"):
        make_node(root / entry.removesuffix(" |"), stat.S_IFIFO)
    elif entry.endswith(" @"):
        make_node(root / entry.removesuffix(" @"), stat.S_IFSOCK)
    else:
        name, _, size = entry.rpartition(" ")
        is_sized = name != "" and size.isdecimal()
        make_file(root / (name if is_sized else entry), b"x" * int(size if is_sized else 0))


def make_file(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    path.write_bytes(raw)


def make_link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def make_hard_link(path: Path, other: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.hardlink_to(other)


def make_node(path: Path, kind: int) -> None:
    """A fifo or a socket; made like this, a socket's path may be longer than 108 bytes (Linux)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mknod(path, kind | 0o644)


def settle(root: Path) -> Path:
    """Give everything below the root, and the root, the modes and the mtime of the data."""
    for folder, directories, names in os.walk(root, topdown=False):
        for name in [*names, *directories]:
            _settle_one(Path(folder, name))
    _settle_one(root)
    return root


def _settle_one(path: Path) -> None:
    mode = path.lstat().st_mode
    if not stat.S_ISLNK(mode):
        path.chmod(0o755 if stat.S_ISDIR(mode) else 0o644)
    os.utime(path, (MTIME, MTIME), follow_symlinks=False)


def plant_tree(root: Path, tree: Tree) -> Path:
    """Put a tree of the model on disk; each file holds one byte."""
    root.mkdir(parents=True, exist_ok=True)
    for name, child in tree.items():
        if child == "socket":
            make_node(root / name, stat.S_IFSOCK)
        elif isinstance(child, str):
            make_file(root / name, b"x")
        else:
            plant_tree(root / name, child)
    return settle(root)


def tree_of(root: Path) -> Tree:
    """A tree on disk, as the model wants it."""
    return {entry.name: _node_of(entry) for entry in os.scandir(root)}


def _node_of(entry: os.DirEntry[str]) -> Tree | str:
    if entry.is_dir(follow_symlinks=False):
        return tree_of(Path(entry.path))
    return "socket" if stat.S_ISSOCK(entry.stat(follow_symlinks=False).st_mode) else "file"
