"""What one walk over a context says about each row of the catalog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.context.tree import Eligible
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.check.pattern_watch import matcher_of
from ctxscan.ignore.bits import indices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import Scope

ANYWHERE = ("**",)
"""The evidence of a row that is likely in every project."""


@dataclass(slots=True)
class CatalogHits:
    """By the position of the row."""

    hits: dict[int, list[str]] = field(default_factory=dict)
    """The uppermost paths that a row hits, of those that no rule ignores yet."""

    taking: int = 0
    """The rows, a bit each, under which less is sent: the other hits are directories in which all
    is ignored already."""

    tracked: dict[int, list[str]] = field(default_factory=dict)
    evidence: dict[int, set[str]] = field(default_factory=dict)
    """The directories that hold a row's evidence."""

    def taken(self, at: int) -> list[str]:
        """The uppermost paths under which a row saves something."""
        return self.hits.get(at, []) if self.taking >> at & 1 else []

    def is_likely(self, row: CatalogRow, at: int) -> bool:
        return row.evidence == ANYWHERE or at in self.evidence

    def places(self, at: int) -> frozenset[str]:
        return frozenset(self.evidence.get(at, ()))


@dataclass(frozen=True, slots=True)
class _RowsHere:
    """The rows in one directory, and the rules beside which they count."""

    scope: Scope
    rules: Eligible
    taken: int = 0
    """The rows that hit a directory above."""

    def hitting(self, name: str) -> int | None:
        """The rows that hit *name*; ``None`` where it is ignored already."""
        return None if self.rules.ignores(name) else self.scope.matching(name)

    def enter(self, name: str) -> _RowsHere | None:
        below = self.rules.enter(name)
        if below is None:
            return None
        return _RowsHere(self.scope.enter(name), below, self.taken | (self.hitting(name) or 0))


def catalog_hits(rows: Sequence[CatalogRow], ignored: Matcher, state: State) -> CatalogHits:
    """*ignored* are the rules that stand already."""
    found = CatalogHits()
    _look_for_hits(rows, ignored, state, found)
    _look_for_evidence(rows, ignored, state, found)
    return found


def likely_rows(
    rows: Sequence[CatalogRow], ignored: Matcher, state: State
) -> tuple[CatalogRow, ...]:
    """Those of which the project holds the evidence, and those that need none."""
    found = CatalogHits()
    _look_for_evidence(rows, ignored, state, found)
    return tuple(
        row for at, row in enumerate(rows) if at in found.evidence or row.evidence in ((), ANYWHERE)
    )


def _look_for_hits(
    rows: Sequence[CatalogRow], ignored: Matcher, state: State, found: CatalogHits
) -> None:
    hitting = matcher_of(tuple(row.pattern for row in rows))
    for path, name, inside, (rows_here,) in state.tree.descend(
        _RowsHere(hitting.root(), Eligible.of(ignored))
    ):
        bits = rows_here.hitting(name)
        if bits is None:
            continue
        for at in indices(bits & ~rows_here.taken):
            found.hits.setdefault(at, []).append(path)
        if inside is None:
            found.taking |= bits | rows_here.taken
        if path in state.tracked:
            for at in indices(bits | rows_here.scope.above):
                found.tracked.setdefault(at, []).append(path)


def _look_for_evidence(
    rows: Sequence[CatalogRow], ignored: Matcher, state: State, found: CatalogHits
) -> None:
    patterns = sorted({each for row in rows for each in row.evidence} - {*ANYWHERE})
    rows_of = {
        each: [at for at, row in enumerate(rows) if each in row.evidence] for each in patterns
    }
    proof = matcher_of(tuple(patterns))
    scopes = {"": proof.root()}
    foreign = below("foreign")
    # What nobody has added to git yet would make a clean checkout another project.
    own = state.tracked or state.own
    for path, inside in state.tree.eligible(ignored):
        is_own = own is None or path in own
        if inside is not None or not is_own or foreign.search(path):
            continue
        directory, _, name = path.rpartition("/")
        for index in indices(_scope(scopes, directory).matching(name)):
            for at in rows_of[patterns[index]]:
                found.evidence.setdefault(at, set()).add(directory)


def _scope(known: dict[str, Scope], directory: str) -> Scope:
    if directory not in known:
        above, _, name = directory.rpartition("/")
        known[directory] = _scope(known, above).enter(name)
    return known[directory]
