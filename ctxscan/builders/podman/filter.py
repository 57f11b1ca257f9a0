"""Which entries a COPY or ADD of Podman takes, directory by directory. docs/semantics, E.

Source: containers/buildah (copier/copier.go: copierHandlerGet).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.below_pruned import BelowPruned
from ctxscan.builders.common import shown
from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import Judgement
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.context.entry import Filter
    from ctxscan.ignore.podman.matcher import PodmanMatcher
    from ctxscan.ignore.scope import Scope


class Copies(NamedTuple):
    """What all copies of one build take of one context."""

    ignored: PodmanMatcher

    items: Mapping[str, int]
    """The paths that sources lead to, each with its sources as bits; empty is the context root."""

    counting: int
    """The sources of the stages that are built."""

    def lead_below(self, directory: str) -> bool:
        """Whether a source that counts leads below *directory* (with a slash at its end)."""
        return any(
            path.startswith(directory) for path, bits in self.items.items() if bits & self.counting
        )

    def descends(self, path: str) -> bool:
        """Whether an exception may mean something below the ignored directory *path*."""
        # Upstream forgets the slash: below "d", "!docs/x" is reason enough to look.
        return any(
            rule.exception and f"{rule.pattern.strip('/')}/".startswith(path)
            for rule in self.ignored.rules
        )

    def takes_ignored(self, path: str) -> bool:
        """Whether COPY takes an ignored directory for the sake of an exception below it."""
        return any(
            rule.exception and rule.pattern.removeprefix("/").startswith(f"{path}/")
            for rule in self.ignored.rules
        )


class PodmanFilter:
    """One directory, as the copies see it that come by."""

    __slots__ = ("_copies", "_copying", "_detail", "_judgements", "_scope", "visited")

    def __init__(self, copies: Copies, detail: Detail, scope: Scope, copying: int) -> None:
        self._copies = copies
        self._detail = detail
        self._scope = scope
        self._copying = copying
        """The sources whose copying has come to this directory."""
        self._judgements: dict[tuple[int, int], Judgement] = {}
        self.visited = bool(copying & copies.counting) or copies.lead_below(scope.directory)

    def same_for_all_names(self) -> None:
        """Every pattern is tried on a whole path."""

    def by_rules(self) -> None:
        """A source may name any path."""

    def judge(self, name: str) -> Judgement | None:
        path = self._scope.directory + name
        sources = self._copying | self._copies.items.get(path, 0)
        return shown(self._judgement(name, sources), self._detail)

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        path = self._scope.directory + name
        judgement = self._judgement(name, self._copying)
        seen = shown(judgement, self._detail)
        copying, named = self._copying, self._copies.items.get(path, 0)
        if judgement.verdict.ignored:
            copying = copying if self._copies.descends(path) else 0
            named = named if self._copies.takes_ignored(path) else 0
        below: Filter = PodmanFilter(
            self._copies, self._detail, self._scope.enter(name), copying | named
        )
        if below.visited:
            return seen, below
        if judgement.verdict.ignored and not self._copies.descends(path):
            return seen, BelowPruned(judgement) if self._detail is Detail.ALL else None
        return seen, None if self._detail is Detail.SENT else below

    def _judgement(self, name: str, sources: int) -> Judgement:
        key = self._scope.matching(name), sources
        known = self._judgements.get(key)
        if known is None:
            known = self._judgements[key] = self._judge(*key)
        return known

    def _judge(self, hits: int, sources: int) -> Judgement:
        counts = bool(sources & self._copies.counting)
        verdict = self._copies.ignored.verdict(hits, lenient=not counts)
        return Judgement(sent=counts and not verdict.ignored, verdict=verdict, sources=sources)
