"""The directories from the context root to where a walk is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.lint.checks import Observed, Place

if TYPE_CHECKING:
    from ctxscan.builders.protocol import Builder, Sent
    from ctxscan.context.entry import Entry
    from ctxscan.ignore.verdict import Verdict


class Places:
    """Where the walk of one builder is, or of several that send the same of every context."""

    def __init__(self, builder: Builder) -> None:
        self._matcher = builder.ignored
        rules = builder.ignored.rules
        self._exceptions = tuple(f"{rule.pattern}/" for rule in rules if rule.exception)
        root = Place("", self._matcher.root(), builder.filter(Detail.ALL))
        self._stack = [root]

    def sight(self, entry: Entry, sent: list[Sent]) -> Observed:
        directory, _, name = entry.path.rpartition("/")
        where = self.enter(f"{directory}/" if directory else "")
        matching = where.scope.matching(name)
        return Observed(entry, name, where, matching, self.verdict(matching, where), sent)

    def verdict(self, matching: int, where: Place) -> Verdict:
        return self._matcher.verdict(matching | where.scope.remembered, lenient=True)

    def enter(self, directory: str) -> Place:
        while not directory.startswith(self._stack[-1].path):
            self._stack.pop()
        while directory != self._stack[-1].path:
            here = self._stack[-1]
            self._stack.append(self._below(here, directory[len(here.path) :].partition("/")[0]))
        return self._stack[-1]

    def _below(self, here: Place, name: str) -> Place:
        path = f"{here.path}{name}/"
        top, lost = here.ignored_top, here.lost
        matching = here.scope.matching(name)
        if self._matcher.verdict(matching | here.scope.remembered).ignored:
            top = top or path.rstrip("/")
            lost = lost or not any(text.startswith(path) for text in self._exceptions)
        return Place(path, here.scope.enter(name, matching), here, top, lost=lost)


class SharedPlaces:
    """The places of several builds of one walk: worked out once for those that are alike."""

    def __init__(self) -> None:
        self._known: dict[object, Places] = {}

    def of(self, builder: Builder) -> Places:
        key = builder.traits.name, builder.alike
        if key not in self._known:
            self._known[key] = Places(builder)
        return self._known[key]
