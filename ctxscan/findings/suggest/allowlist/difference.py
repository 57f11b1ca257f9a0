"""What the instructions get of a tree, and how far other rules are from sending just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.classic.meter import IGNORE_FILE, classic_builder
from ctxscan.builders.protocol import Detail
from ctxscan.findings.suggest.protected import all_above, and_above
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.ignore.file import Rule


class Difference(NamedTuple):
    missing: frozenset[str]
    """What one builder or the other would lose, or receive empty."""

    extra: frozenset[str]
    """What one or the other would send beyond what is needed."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra)


class CurrentTransfer:
    """What BuildKit sends under the rules that are there, directories on the way included."""

    def __init__(
        self,
        tree: Tree,
        before: Sequence[Rule],
        requested: Sequence[Rule],
        dockerfile: str | None,
        let_in: frozenset[str] = frozenset(),
    ) -> None:
        self._tree = tree
        self._requested = requested
        self._dockerfile = dockerfile
        self._own = {IGNORE_FILE, dockerfile}
        self._let_in = let_in & self._by_classic(before) if let_in else let_in
        self._had = self._by_buildkit(before)
        on_the_way = all_above(self._had)
        self._ends = self._had.keys() - on_the_way
        """Files, and directories of which nothing else is sent."""
        self._above_let_in = self._let_in | all_above(self._let_in)

    @property
    def paths(self) -> AbstractSet[str]:
        return self._had.keys()

    def difference(self, rules: Sequence[Rule]) -> Difference:
        """What either builder would do otherwise under *rules*."""
        now = self._by_buildkit(rules)
        classic = self._by_classic(rules)
        lost = {path for path, opened in self._had.items() if now.get(path, not opened) < opened}
        lost |= (self._had.keys() - now.keys()) | (self._ends - classic)
        lost |= self._let_in - classic
        extra = (now.keys() | classic - self._own) - self._had.keys() - self._above_let_in
        return Difference(frozenset(lost), frozenset(extra))

    def _by_buildkit(self, rules: Sequence[Rule]) -> dict[str, bool]:
        """Each path that is announced, and whether it arrives whole."""
        found: dict[str, bool] = {}
        builder = buildkit_builder(rules, self._requested)
        for path, is_directory, judgement in self._tree.fates(builder.filter(Detail.SENT)):
            if judgement.sent:
                for above in and_above(_parent(path)):
                    if above in found:
                        break
                    found[above] = True
                found[path] = judgement.opens or is_directory
        return found

    def _by_classic(self, rules: Sequence[Rule]) -> set[str]:
        builder = classic_builder(rules, dockerfile=self._dockerfile)
        return {
            path
            for path, _, judgement in self._tree.fates(builder.filter(Detail.SENT))
            if judgement.sent
        }


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
