"""What a step reads of a tree -> one checksum.

Sources: moby/buildkit, cache/contenthash/checksum.go (Checksum, includedPaths) and
solver/llbsolver/ops/file.go (CacheMap, dedupeSelectors), opsutils/contenthash.go.
"""

from __future__ import annotations

import posixpath
from itertools import chain
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.digests import EMPTY, Digests, of_bytes
from ctxscan.builders.buildkit.copying.checksum import entered
from ctxscan.builders.buildkit.copying.filters import ALL, Filters, filters_of
from ctxscan.builders.stages.leaf import Leaf
from ctxscan.builders.stages.node import Directory, Node
from ctxscan.builders.stages.resolve import LinkLoopError, Resolved, resolve
from ctxscan.builders.stages.wildcards import matches, split_wildcard
from ctxscan.golang.text import byte_order
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Selector(NamedTuple):
    """One source, as its checksum is asked for."""

    path: str
    """Absolute and clean."""

    wildcard: bool = False
    include: str | None = None
    """With ``--parents``."""

    excludes: tuple[str, ...] = ()
    follow: bool = True
    """Whether the last component is followed if it is a link."""

    @property
    def is_plain(self) -> bool:
        return not (self.wildcard or self.include is not None or self.excludes)


class Included(NamedTuple):
    """A row of the list that is hashed where a source has patterns."""

    path: str
    digest: str | None
    origin: str | None = None


MISSING = "missing"
"""In place of a checksum: the build fails there."""


class Reading(NamedTuple):
    """A tree that steps read."""

    digests: Digests
    root: Directory
    is_context: bool
    """Whether it is a context as it was sent; else the files of a stage."""

    def of(self, selectors: Sequence[Selector]) -> str | None:
        """What stands for all of them in the key; ``None``: known only once it is built.

        Raises StepError where the builder refuses a pattern.
        """
        found = [self.one(each) for each in deduped(selectors)]
        known = [each for each in found if each is not None]
        if len(known) < len(found):
            return None
        return of_bytes(b"\0".join(each.encode() for each in known))

    def one(self, selector: Selector) -> str | None:
        if selector.is_plain:
            return self.path(selector.path, follow=selector.follow)
        rows, prefix = self._rows(selector)
        if rows is None:
            return None
        if not rows:
            return EMPTY
        base = posixpath.basename(selector.path) or "/"
        if len(rows) == 1 and base == (posixpath.basename(rows[0].path) or "."):
            return rows[0].digest
        return _listed(rows, prefix)

    def path(self, path: str, *, follow: bool = True) -> str | None:
        """Of what is at *path*, with all that is in it."""
        found = self._resolved(path, follow=follow)
        if found is None:
            return MISSING
        if found.node is None:
            return None if found.doubt else MISSING
        is_root = found.node is self.root
        return self.digests.node(found.node, is_context=is_root and self.is_context)

    def at(self, path: str, *, follow: bool = True) -> Node | None:
        """The node itself; ``None`` where nothing is known to be there."""
        found = self._resolved(path, follow=follow)
        return found.node if found is not None else None

    def rows(self, selector: Selector) -> list[Included] | None:
        """What is listed for a source with patterns; ``None``: known only once it is built."""
        if selector.is_plain:
            node = self.at(selector.path, follow=selector.follow)
            origin = node.origin if node is not None else None
            return [Included(selector.path, self.one(selector), origin)]
        return self._rows(selector)[0]

    def _resolved(self, path: str, *, follow: bool = True) -> Resolved | None:
        try:
            return resolve(self.root, path, follow_last=follow)
        except LinkLoopError:
            return None

    def _rows(self, selector: Selector) -> tuple[list[Included] | None, str]:
        """The rows, and what is left out at the beginning of their paths."""
        filters = filters_of(selector.include, selector.excludes)
        if selector.wildcard:
            above, pattern = split_wildcard(selector.path)
            base = self._resolved(above)
            prefix = above.rstrip("/")
            if base is None or base.doubt:
                return None, prefix
            return self._matched(base.node, prefix, pattern, filters), prefix
        prefix = selector.path.rstrip("/")
        start = self._resolved(selector.path, follow=False)
        if start is None or (start.node is None and start.doubt):
            return None, prefix
        if start.node is None:
            return [], prefix
        return list(self._included(start.node, prefix, filters)), prefix

    def _matched(
        self, base: Node | None, prefix: str, pattern: str, filters: Filters
    ) -> list[Included] | None:
        if not isinstance(base, Directory):
            return []
        rows: list[Included] = []
        for path in matches(base, pattern):
            # No link on the way is followed: a wildcard looks at what is there.
            node = resolve(base, path, follow_last=False).node
            if node is not None:
                rows += self._included(node, f"{prefix}/{path}", filters)
        return None if base.open else rows

    def _included(self, node: Node, path: str, filters: Filters) -> Iterator[Included]:
        """The rows of one source, or of one match of a wildcard."""
        if isinstance(node, Leaf):
            if filters is ALL or filters.judge("").included:
                yield Included(path, self._followed(node, path), node.origin)
            return
        if not path:
            # The header of a source that ends in a slash does not count, and that is the root's.
            yield from self._children(node, path, filters)
            return
        header = Included(path, self.digests.header(node), node.origin)
        if filters is ALL or filters.judge("").included:
            yield header
            yield from self._children(node, path, filters)
        else:
            yield from self._children(node, path, filters, (header,))

    def _children(
        self,
        directory: Directory,
        above: str,
        filters: Filters,
        pending: tuple[Included, ...] = (),
    ) -> Iterator[Included]:
        """*pending*: headers above that count once something below them does."""
        waiting = list(pending)
        if directory.open:
            yield Included(above, None)
        for name, child in directory.ordered():
            path = f"{above}/{name}"
            included = filters is ALL or filters.judge(name).included
            rows: Iterator[Included] = iter(())
            if isinstance(child, Directory):
                header = Included(path, self.digests.header(child), child.origin)
                inside = filters if filters is ALL else entered(filters, name)
                if included:
                    rows = chain((*waiting, header), self._children(child, path, inside))
                else:
                    rows = self._children(child, path, inside, (*waiting, header))
            elif included:
                # What lies in the root has no header above it, and counts as if it were a source.
                found = self.digests.leaf(child) if above else self._followed(child, path)
                rows = iter((*waiting, Included(path, found, child.origin)))
            for row in rows:
                waiting.clear()
                yield row

    def _followed(self, leaf: Leaf, path: str) -> str | None:
        return self.path(path) if leaf.is_link else self.digests.leaf(leaf)


def _listed(rows: Sequence[Included], prefix: str) -> str | None:
    parts: list[bytes] = []
    for path, digest, _ in rows:
        if digest is None:
            return None
        key = path.removeprefix(prefix).replace("/", "\0") or "\0"
        parts += (key.encode("utf-8", "surrogateescape"), digest.encode())
    return of_bytes(b"".join(parts))


def _stems_above(path: str) -> Iterator[str]:
    return (path[:at] for at, char in enumerate(path) if char == "/")


def deduped(selectors: Sequence[Selector]) -> list[Selector]:
    """Without a plain path below another one, in the order of the paths (dedupeSelectors)."""
    plain = {each.path: each for each in selectors if each.is_plain}
    stems: dict[str, set[str]] = {}
    for path in plain:
        stems.setdefault(path.rstrip("/"), set()).add(path)
    kept = [
        each
        for path, each in plain.items()
        if not any(stems.get(above, set()) - {path} for above in _stems_above(path))
    ]
    kept += [each for each in selectors if not each.is_plain]
    return sorted(kept, key=lambda each: byte_order(each.path))
