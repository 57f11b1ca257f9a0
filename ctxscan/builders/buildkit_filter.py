"""Which entries BuildKit sends: a walk through two filters, and a check before a file is opened.

Source: tonistiigi/fsutil (filter.go:filterFS.Walk). SEMANTICS.md, D.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.pruned import Pruned
from ctxscan.builders.sent import Detail
from ctxscan.context.entry import Filter, Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.ignore.matcher import Matcher, Scope

_WILDCARDS = frozenset("*[]?^\\")
"""What makes fsutil give up pruning by text (filter.go:NewFilterFS, patternChars)."""


class Prune:
    """Which directories fsutil may skip for one list of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        stripped = [_without_trailing_glob(pattern) for pattern in patterns]
        self._prefixes = tuple(f"{pattern}/" for pattern in stripped)
        self._by_text = not any(_WILDCARDS.intersection(pattern) for pattern in stripped)

    def may_skip(self, directory: str) -> bool:
        """Whether no pattern can mean anything below *directory* (with a slash at its end)."""
        return self._by_text and not any(prefix.startswith(directory) for prefix in self._prefixes)


def _without_trailing_glob(pattern: str) -> str:
    return pattern.removesuffix("/**").removesuffix("/*")


def buildkit_filter(
    ignored: Matcher, requested: Matcher | None, sources: Matcher, detail: Detail
) -> Filter:
    """The filter for the context root; no *requested* rules: the whole context is asked for."""
    scopes = _Scopes(ignored.root(), requested.root() if requested else None, sources.root())
    return _Directory(_Walk(ignored, requested, detail), scopes, visited=True)


_Matching = tuple[int, int, int]
"""Rules of the ignore file, requests and sources."""


class _Hits(NamedTuple):
    """The rules of each kind that count for a path: as remembered, and tried on all above it."""

    ignoring: int
    ignoring_anywhere: int
    requesting: int
    requesting_anywhere: int
    sources: int


class _Walk:
    """What stays the same in all directories of one walk."""

    __slots__ = (
        "_judgements",
        "detail",
        "exceptions",
        "ignored",
        "requested",
        "requests",
    )

    def __init__(self, ignored: Matcher, requested: Matcher | None, detail: Detail) -> None:
        self.detail = detail
        self.ignored = ignored
        self.requested = requested
        rules = requested.rules if requested else ()
        self.requests = Prune([rule.pattern for rule in rules if not rule.exception])
        self.exceptions = Prune([rule.pattern for rule in ignored.rules if rule.exception])
        self._judgements: dict[tuple[_Hits, bool], Judgement] = {}

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


class _Scopes(NamedTuple):
    ignored: Scope
    requested: Scope | None
    sources: Scope

    def matching(self, name: str) -> _Matching:
        """The rules of each kind that match the path of *name* itself."""
        requesting = 0 if self.requested is None else self.requested.matching(name)
        return self.ignored.matching(name), requesting, self.sources.matching(name)

    def enter(self, name: str, matching: _Matching) -> _Scopes:
        ignoring, requesting, sources = matching
        requested = None if self.requested is None else self.requested.enter(name, requesting)
        return _Scopes(
            self.ignored.enter(name, ignoring), requested, self.sources.enter(name, sources)
        )

    def asked_alike(self) -> tuple[int, int] | None:
        """What asks for every name alike, requests and sources; ``None`` where names differ."""
        requesting = 0 if self.requested is None else self.requested.for_all
        sources = self.sources.for_all
        return None if requesting is None or sources is None else (requesting, sources)


class _Directory:
    """One directory of fsutil's walk."""

    __slots__ = ("_asked_alike", "_fates", "_ignored", "_scopes", "_walk", "visited")

    def __init__(self, walk: _Walk, scopes: _Scopes, *, visited: bool) -> None:
        self._walk = walk
        self._scopes = scopes
        self._ignored = scopes.ignored
        self.visited = visited
        self._asked_alike = scopes.asked_alike()
        self._fates: dict[int, Judgement | None] = {}
        """What is shown of a name, by the rules of the ignore file that match it."""

    def for_all(self) -> tuple[Judgement | None] | None:
        ignoring, asked = self._ignored.for_all, self._asked_alike
        if ignoring is None or asked is None:
            return None
        # A malformed pattern is refused once a name is there to try it on, and no sooner.
        matchers = (self._walk.ignored, self._walk.requested)
        if any(matcher is not None and matcher.has_malformed for matcher in matchers):
            return None
        return (self._shown(self._judge(ignoring, *asked)),)

    def judge(self, name: str) -> Judgement | None:
        if self._asked_alike is None:
            return self._shown(self._judge(*self._scopes.matching(name)))
        ignoring = self._ignored.matching(name)
        if ignoring not in self._fates:
            self._fates[ignoring] = self._shown(self._judge(ignoring, *self._asked_alike))
        return self._fates[ignoring]

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        matching = self._scopes.matching(name)
        directory = f"{self._ignored.directory}{name}/"
        if not self._is_requested(matching) and self._walk.requests.may_skip(directory):
            return self._enter_unrequested(name, matching)
        judgement = self._judge(*matching)
        if judgement.verdict.ignored and self._walk.exceptions.may_skip(directory):
            pruned = Pruned(judgement) if self._walk.detail is Detail.ALL else None
            return self._shown(judgement), pruned
        scopes = self._scopes.enter(name, matching)
        # Not sent, but on the way: it is sent after all once something below it is.
        return judgement, _Directory(self._walk, scopes, visited=self.visited)

    def _enter_unrequested(
        self, name: str, matching: _Matching
    ) -> tuple[Judgement | None, Filter | None]:
        """A directory that the builder never looks into, because no source asks for it."""
        if self._walk.detail is Detail.SENT:
            return None, None
        here = _Directory(self._walk, self._scopes, visited=False)
        judgement = here._judge(*matching)
        directory = f"{self._ignored.directory}{name}/"
        if judgement.verdict.ignored and self._walk.exceptions.may_skip(directory):
            below = Pruned(judgement) if self._walk.detail is Detail.ALL else None
            return here._shown(judgement), below
        scopes = self._scopes.enter(name, matching)
        return judgement, _Directory(self._walk, scopes, visited=False)

    def _is_requested(self, matching: _Matching) -> bool:
        scope = self._scopes.requested
        if scope is None or self._walk.requested is None:
            return True
        return self._walk.requested.verdict(matching[1] | scope.remembered).ignored

    def _judge(self, ignoring: int, requesting: int, sources: int) -> Judgement:
        """What becomes of a name that these rules match."""
        ignored, requested = self._ignored, self._scopes.requested
        hits = _Hits(
            ignoring | ignored.remembered,
            ignoring | ignored.above,
            requesting | requested.remembered if requested else 0,
            requesting | requested.above if requested else 0,
            sources | self._scopes.sources.above,
        )
        return self._walk.judgement(hits, visited=self.visited)

    def _shown(self, judgement: Judgement) -> Judgement | None:
        detail = self._walk.detail
        wanted = (
            judgement.sent
            or detail is Detail.ALL
            or (detail is Detail.ELIGIBLE and not judgement.verdict.ignored)
        )
        return judgement if wanted else None
