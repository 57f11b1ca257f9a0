"""How the rules of each kind stand in a directory of BuildKit's walk, and what they make of a name.

Source: tonistiigi/fsutil (filter.go:filterFS.Walk). docs/semantics, D.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.prune_by_text import TextPruning
from ctxscan.builders.common import shown
from ctxscan.context.entry import ByRules, Judgement
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from ctxscan.builders.protocol import Detail
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import RuleState

_Matching = tuple[int, int, int]
"""Rules of the ignore file, requests and sources."""


class _Hits(NamedTuple):
    """The rules of each kind that count for a path: as remembered, and tried on all above it."""

    ignoring: int
    ignoring_anywhere: int
    requesting: int
    requesting_anywhere: int
    sources: int


class OneWalk:
    """What stays the same in all directories of one walk."""

    __slots__ = (
        "_judgements",
        "_treats_alike",
        "detail",
        "exceptions",
        "ignored",
        "refuses_some",
        "requested",
        "requests",
    )

    def __init__(
        self, ignored: Matcher, requested: Matcher | None, sources: Matcher, detail: Detail
    ) -> None:
        self.detail = detail
        self._treats_alike = all(
            matcher is None or matcher.treats_directories_alike
            for matcher in (ignored, requested, sources)
        )
        self.ignored = ignored
        self.requested = requested
        rules = requested.rules if requested else ()
        matchers = (ignored, requested)
        self.refuses_some = any(each is not None and each.has_malformed for each in matchers)
        """Whether a pattern is malformed."""
        self.requests = TextPruning([rule.pattern for rule in rules if not rule.exception])
        self.exceptions = TextPruning([rule.pattern for rule in ignored.rules if rule.exception])
        self._judgements: dict[tuple[_Hits, bool], Judgement] = {}

    def is_usual(self, directory: str) -> bool:
        """Whether no rule asks more of a name in *directory* than of one elsewhere."""
        return self._treats_alike and directory.isascii() and "\n" not in directory

    def judgement(self, hits: _Hits, *, visited: bool) -> Judgement:
        """One object for all paths that fare alike."""
        known = self._judgements.get((hits, visited))
        if known is None:
            known = self._judgements[hits, visited] = self._judge(hits, visited=visited)
        return known

    def _judge(self, hits: _Hits, *, visited: bool) -> Judgement:
        requested = opens = True
        # fsutil tries the requests first.
        if self.requested is not None:
            requested = self.requested.verdict(hits.requesting).ignored
            opens = self.requested.verdict(hits.requesting_anywhere).ignored
        verdict = self.ignored.verdict(hits.ignoring, lenient=not visited)
        # The check before opening a file uses the other procedure: each rule on each directory
        # above (MatchesOrParentMatches). Where they disagree, the file arrives empty.
        refused = self.ignored.verdict(hits.ignoring_anywhere, lenient=True).ignored
        return Judgement(
            sent=visited and requested and not verdict.ignored,
            verdict=verdict,
            sources=hits.sources,
            opens=opens and not refused,
        )


class Standings:
    """How the rules of each kind stand in a directory; shared by all where they stand alike."""

    __slots__ = (
        "_alike",
        "_asked_alike",
        "_below",
        "_fates",
        "_ignored",
        "_judgements",
        "_requested",
        "_sources",
        "_unvisited",
        "same_for_all_names",
        "visited",
        "walk",
    )

    def __init__(
        self,
        walk: OneWalk,
        ignored: RuleState,
        requested: RuleState | None,
        sources: RuleState,
        *,
        visited: bool = True,
    ) -> None:
        self.walk = walk
        self.visited = visited
        self._ignored = ignored
        self._requested = requested
        self._sources = sources
        self._asked_alike = self._find_asked_alike()
        self._alike = self._find_alike()
        """What matches every name in ASCII; ``None`` where names differ."""

        self._judgements: dict[_Matching, Judgement] = {}
        self._fates: dict[int, Judgement | None] = {}
        """What is shown of a name, by the rules of the ignore file that match it."""

        self._below: dict[_Matching, Standings] = {}
        """Where no rule asks for a certain directory, by what matches the one below."""

        self._unvisited: Standings | None = None
        self.same_for_all_names = self._find_for_all()

    def _find_asked_alike(self) -> tuple[int, int] | None:
        """What asks for every name alike, requests and sources; ``None`` where names differ."""
        requesting = 0 if self._requested is None else self._requested.same_for_all_names
        sources = self._sources.same_for_all_names
        return None if requesting is None or sources is None else (requesting, sources)

    def _find_alike(self) -> _Matching | None:
        ignoring, asked = self._ignored.same_for_all_names, self._asked_alike
        return None if ignoring is None or asked is None else (ignoring, *asked)

    def _find_for_all(self) -> tuple[Judgement | None] | None:
        if self._alike is None:
            return None
        # A malformed pattern is refused once a name is there to try it on, and no sooner.
        if self.walk.refuses_some:
            return None
        return (self.shown(self.judge(self._alike)),)

    def matching(self, directory: str, name: str) -> _Matching:
        """The rules of each kind that match the path of *name* itself."""
        if self._alike is not None and name.isascii():
            return self._alike
        asking = self._requested
        return (
            self._ignored.matching(directory, name),
            0 if asking is None else asking.matching(directory, name),
            self._sources.matching(directory, name),
        )

    def fate(self, directory: str, name: str) -> Judgement | None:
        """What is shown of anything but a directory."""
        if self._asked_alike is None:
            return self.shown(self.judge(self.matching(directory, name)))
        return self._fate_by(self._ignored.matching(directory, name), self._asked_alike)

    def by_rules(self, directory: str) -> ByRules | None:
        asked = self._asked_alike
        if asked is None or self.walk.refuses_some:
            return None
        ignored = self._ignored
        return ByRules(
            partial(ignored.matching, directory),
            lambda ignoring: self._fate_by(ignoring, asked),
            partial(ignored.hitting, directory),
            self,
        )

    def _fate_by(self, ignoring: int, asked: tuple[int, int]) -> Judgement | None:
        fates = self._fates
        if ignoring not in fates:
            fates[ignoring] = self.shown(self.judge((ignoring, *asked)))
        return fates[ignoring]

    def below(self, directory: str, matching: _Matching) -> Standings:
        """The same for *directory*, one below, which these rules match themselves."""
        known = self._below.get(matching)
        if known is not None and self.walk.is_usual(directory):
            return known
        ignoring, requesting, sources = matching
        ignored, asking = self._ignored.below(directory, ignoring), self._requested
        requested = None if asking is None else asking.below(directory, requesting)
        sought = self._sources.below(directory, sources)
        below = self
        if not (ignored is self._ignored and requested is asking and sought is self._sources):
            below = Standings(self.walk, ignored, requested, sought, visited=self.visited)
        if self.walk.is_usual(directory):
            self._below[matching] = below
        return below

    def unvisited(self) -> Standings:
        """The same where the builder does not look."""
        if not self.visited:
            return self
        if self._unvisited is None:
            self._unvisited = Standings(
                self.walk, self._ignored, self._requested, self._sources, visited=False
            )
        return self._unvisited

    def is_requested(self, matching: _Matching) -> bool:
        asking = self._requested
        if asking is None or self.walk.requested is None:
            return True
        return self.walk.requested.verdict(matching[1] | asking.remembered).ignored

    def judge(self, matching: _Matching) -> Judgement:
        """What becomes of a name that these rules match."""
        known = self._judgements.get(matching)
        if known is None:
            known = self._judgements[matching] = self._judge(*matching)
        return known

    def _judge(self, ignoring: int, requesting: int, sources: int) -> Judgement:
        ignored, requested = self._ignored, self._requested
        hits = _Hits(
            ignoring | ignored.remembered,
            ignoring | ignored.above,
            requesting | requested.remembered if requested else 0,
            requesting | requested.above if requested else 0,
            sources | self._sources.above,
        )
        return self.walk.judgement(hits, visited=self.visited)

    def shown(self, judgement: Judgement) -> Judgement | None:
        return shown(judgement, self.walk.detail)
