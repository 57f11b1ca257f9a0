"""What git sees in a tree, and what it would keep of that by its rules alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.ignore.git.matcher import GitRules

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Node, Tree
    from ctxscan.ignore.git.file import GitignoreFile

_TO_GIT = (EntryType.FILE, EntryType.DIRECTORY, EntryType.SYMLINK)
_GIT = ".git"


def seen_by_git(tree: Tree, unknown: AbstractSet[str]) -> Tree:
    """What git has an opinion on; *unknown* are paths that it has none on here."""
    return tree.without(lambda node: _is_nothing_to_git(node) or node.entry.path in unknown)


def not_ignored(files: Iterable[GitignoreFile], tree: Tree) -> frozenset[str]:
    """What git would keep by these rules alone."""
    rules = rules_of(files)
    found: set[str] = set()
    walk = tree.descend()
    for path, node, _ in walk:
        is_directory = node.inside is not None
        if _is_nothing_to_git(node) or rules.ignoring_itself(path, is_directory=is_directory):
            walk.skip()
        elif not is_directory:
            found.add(path)
    return frozenset(found)


def rules_of(files: Iterable[GitignoreFile]) -> GitRules:
    return GitRules(rule for file in files for rule in file.rules)


def _is_nothing_to_git(node: Node) -> bool:
    return node.name == _GIT or node.entry.type not in _TO_GIT
