"""Which entries BuildKit sends: a walk through two filters, and a check before a file is opened.

Source: tonistiigi/fsutil (filter.go:filterFS.Walk). docs/semantics, D.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ctxscan.builders.below_pruned import BelowPruned
from ctxscan.builders.buildkit.standings import OneWalk, Standings
from ctxscan.builders.protocol import Detail

if TYPE_CHECKING:
    from ctxscan.context.entry import ByRules, Filter, Judgement
    from ctxscan.ignore.matcher import Matcher


@lru_cache(maxsize=8)
def buildkit_filter(
    ignored: Matcher, requested: Matcher | None, sources: Matcher, detail: Detail
) -> Filter:
    """The filter for the context root; no *requested* rules: the whole context is asked for.

    The last ones are kept: who asks about 100,000 paths one by one asks for it as often.
    """
    walk = OneWalk(ignored, requested, sources, detail)
    asking = requested.root().standing if requested else None
    return _Directory("", Standings(walk, ignored.root().standing, asking, sources.root().standing))


class _Directory:
    """One directory of fsutil's walk."""

    __slots__ = ("_directory", "_standings", "visited")

    def __init__(self, directory: str, standings: Standings) -> None:
        self._directory = directory
        self._standings = standings
        self.visited = standings.visited

    def same_for_all_names(self) -> tuple[Judgement | None] | None:
        return self._standings.same_for_all_names

    def by_rules(self) -> ByRules | None:
        return self._standings.by_rules(self._directory)

    def judge(self, name: str) -> Judgement | None:
        return self._standings.fate(self._directory, name)

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        standings = self._standings
        walk = standings.walk
        directory = f"{self._directory}{name}/"
        matching = standings.matching(self._directory, name)
        requested = standings.is_requested(matching) or not walk.requests.may_skip(directory)
        if not requested:
            # The builder never looks into it, because no source asks for it.
            if walk.detail is Detail.SENT:
                return None, None
            standings = standings.unvisited()
        judgement = standings.judge(matching)
        if judgement.verdict.ignored and walk.exceptions.may_skip(directory):
            pruned = BelowPruned(judgement) if walk.detail is Detail.ALL else None
            return standings.shown(judgement), pruned
        # Not sent, but on the way: it is sent after all once something below it is.
        return judgement, _Directory(directory, standings.below(directory, matching))
