"""What git sees in a tree, and what it would keep of that by its rules alone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.ignore.git.matcher import GitRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.ignore.git.file import GitignoreFile, GitRule
    from ctxscan.ignore.scope import Scope

_TO_GIT = (EntryType.FILE, EntryType.DIRECTORY, EntryType.SYMLINK)
_GIT = ".git"


def seen_by_git(tree: Tree, unknown: AbstractSet[str]) -> Tree:
    """What git has an opinion on; *unknown* are paths that it has none on here."""
    gone = {*unknown}
    for folder, _ in tree.folders():
        names = [name for name, entry in folder.odd.items() if entry.type not in _TO_GIT]
        names += [_GIT] if _GIT in folder.names else []
        gone.update(folder.paths[folder.names.index(name)] for name in names)
    return tree.without(gone)


class KeptByRules:
    """What git would keep of a tree by rules alone; each round of suggest asks the same again."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[tuple[GitRule, ...], frozenset[str]] = {}

    def kept(self, files: Iterable[GitignoreFile]) -> frozenset[str]:
        rules = tuple(rule for file in files for rule in file.rules)
        found = self._known.get(rules)
        if found is None:
            found = self._known[rules] = _not_ignored(_rules(rules), self._tree)
        return found


def _not_ignored(rules: GitRules, tree: Tree) -> frozenset[str]:
    found: set[str] = set()
    for folder, (here,) in seen_by_git(tree, frozenset()).folders(_Kept(rules, rules.root())):
        found.update(folder.file_paths())
        found.difference_update([folder.paths[at] for at in here.ignored(folder.names)])
    return frozenset(found)


class _Kept:
    """A directory that git does not ignore."""

    __slots__ = ("_rules", "_scope")

    def __init__(self, rules: GitRules, scope: Scope) -> None:
        self._rules = rules
        self._scope = scope

    def ignored(self, names: Sequence[str]) -> Iterator[int]:
        """The places of the files among *names* that git ignores."""
        for at, matching in self._scope.hitting(names):
            if self._rules.strongest(matching, is_directory=False):
                yield at

    def enter(self, name: str) -> _Kept | None:
        matching = self._scope.matching(name)
        if self._rules.strongest(matching, is_directory=True):
            return None
        return _Kept(self._rules, self._scope.enter(name, matching))


def rules_of(files: Iterable[GitignoreFile]) -> GitRules:
    return _rules(tuple(rule for file in files for rule in file.rules))


@lru_cache(maxsize=8)
def _rules(rules: tuple[GitRule, ...]) -> GitRules:
    """Kept, with what they know by then: each round of suggest asks the same rules again."""
    return GitRules(rules)
