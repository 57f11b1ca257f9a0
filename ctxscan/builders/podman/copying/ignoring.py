"""The ignore file on what a COPY reads: applied by Buildah while it copies, not before.

Source: containers/buildah, copier/copier.go (copierHandlerGet) and add.go (includeDirectoryAnyway).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory, Node
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.ignore.podman.matcher import PodmanMatcher


class Ignoring(NamedTuple):
    matcher: PodmanMatcher | None
    """``None``: a stage, of which nothing is ignored."""

    def is_ignored(self, path: str) -> bool:
        """*path* is absolute in the context."""
        return self.matcher is not None and self.matcher.judge(path[1:]).ignored

    def skips_match(self, path: str, node: Node) -> bool:
        """Whether a match of a word is left out."""
        if path == "/" or not self.is_ignored(path):
            return False
        # Upstream takes an ignored directory for the sake of an exception below it.
        return not (isinstance(node, Directory) and self._has_exception(f"{path[1:]}/"))

    def kept(self, path: str, directory: Directory) -> tuple[Directory, int]:
        """What is copied of a directory that lies at *path*, and how many entries that is."""
        if self.matcher is None or not self.matcher.rules:
            return directory, count(directory)
        return self._kept(path.rstrip("/"), directory)

    def _kept(self, path: str, directory: Directory) -> tuple[Directory, int]:
        kept = Directory(directory.stamp, mode=directory.mode, origin=directory.origin)
        total = 0
        for name, child in directory.ordered():
            below = f"{path}/{name}"
            ignored = self.is_ignored(below)
            if not isinstance(child, Directory):
                if not ignored:
                    kept.children[name] = child
                    total += 1
                continue
            if ignored and not self._descends(below[1:]):
                continue
            inner, found = self._kept(below, child)
            # A directory that is ignored has no entry of its own: what is in it makes it.
            if not ignored or found:
                kept.children[name] = inner
            total += found + (not ignored)
        return kept, total

    def _descends(self, path: str) -> bool:
        # Upstream forgets the slash: below "d", "!docs/x" is reason enough to look.
        rules = self.matcher.rules if self.matcher else ()
        return any(
            rule.exception and f"{rule.pattern.strip('/')}/".startswith(path) for rule in rules
        )

    def _has_exception(self, prefix: str) -> bool:
        rules = self.matcher.rules if self.matcher else ()
        return any(
            rule.exception and rule.pattern.removeprefix("/").startswith(prefix) for rule in rules
        )


def count(directory: Directory) -> int:
    """Entries below it."""
    return sum(
        1 + (count(child) if isinstance(child, Directory) else 0)
        for child in directory.children.values()
    )
