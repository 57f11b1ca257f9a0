"""Where two readings differ: the files that make two checksums unlike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory, in_byte_order
from ctxscan.builders.stages.outcome import StepError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.builders.buildkit.cache.selection import Reading, Selector
    from ctxscan.builders.stages.node import Node


class Compared(NamedTuple):
    """Two builds' readings of what is, to the instruction, one input."""

    before: Reading
    after: Reading

    def origins(self, old: Sequence[Selector], new: Sequence[Selector]) -> Iterator[str | None]:
        """The origin of each node that differs; ``None`` for one that comes from no context."""
        try:
            for mine, theirs in zip(new, old, strict=False):
                if mine.is_plain and theirs.is_plain:
                    yield from self._nodes(
                        self.before.at(theirs.path, follow=theirs.follow),
                        self.after.at(mine.path, follow=mine.follow),
                    )
                else:
                    yield from self._rows(theirs, mine)
        except StepError:
            return

    def _rows(self, old: Selector, new: Selector) -> Iterator[str | None]:
        before = {each.path: each for each in self.before.rows(old) or ()}
        after = {each.path: each for each in self.after.rows(new) or ()}
        for path in in_byte_order({**before, **after}):
            mine, theirs = after.get(path), before.get(path)
            known = mine or theirs
            same = mine is not None and theirs is not None and mine.digest == theirs.digest
            if known is not None and not same:
                yield known.origin

    def _nodes(self, old: Node | None, new: Node | None) -> Iterator[str | None]:
        if old is None or new is None or type(old) is not type(new):
            yield from _all(new if new is not None else old)
            return
        if not isinstance(old, Directory) or not isinstance(new, Directory):
            if self.before.digests.node(old) != self.after.digests.node(new):
                yield new.origin
            return
        mine, theirs = self.after.digests.node(new), self.before.digests.node(old)
        if mine is not None and mine == theirs:
            return
        is_root = new is self.after.root and self.after.is_context
        if not is_root and self.before.digests.header(old) != self.after.digests.header(new):
            yield new.origin
        for name in in_byte_order(self._others(old.children, new.children)):
            yield from self._nodes(old.children.get(name), new.children.get(name))

    def _others(self, old: Mapping[str, Node], new: Mapping[str, Node]) -> list[str]:
        """The names of what is not the same object in both, where that says something."""
        names = {**old, **new}
        if self.before.digests is not self.after.digests:
            return list(names)
        return [name for name in names if old.get(name) is not new.get(name)]


def _all(node: Node | None) -> Iterator[str | None]:
    """Of a node that came or went, with all that is in it."""
    if node is None:
        return
    if not isinstance(node, Directory) or not node.children:
        yield node.origin
        return
    for _, child in node.ordered():
        yield from _all(child)
