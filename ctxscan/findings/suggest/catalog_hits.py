"""What one walk over a context says about each row of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.tree import Eligible
from ctxscan.findings.catalog.directories import named
from ctxscan.findings.check.pattern_watch import matcher_of
from ctxscan.ignore.bits import indices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.folder import Folder
    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.matcher import Matcher
    from ctxscan.ignore.scope import Scope

ANYWHERE = ("**",)
"""The evidence of a row that is likely in every project."""


class CatalogHits:
    """By the position of the row."""

    def __init__(self) -> None:
        self.hits: dict[int, list[str]] = {}
        """The uppermost paths that a row hits, of those that no rule ignores yet."""

        self.taking = 0
        """The rows, a bit each, under which less is sent: the other hits are directories in which
        all is ignored already."""

        self.tracked: dict[int, list[str]] = {}
        self.evidence: dict[int, set[str]] = {}
        """The directories that hold a row's evidence."""

    def taken(self, at: int) -> list[str]:
        """The uppermost paths under which a row saves something."""
        return self.hits.get(at, []) if self.taking >> at & 1 else []

    def is_likely(self, row: CatalogRow, at: int) -> bool:
        return row.evidence == ANYWHERE or at in self.evidence

    def places(self, at: int) -> frozenset[str]:
        return frozenset(self.evidence.get(at, ()))


class _RowsHere:
    """The rows in one directory, and the rules beside which they count."""

    __slots__ = ("rules", "scope", "taken")

    def __init__(self, scope: Scope, rules: Eligible, taken: int = 0) -> None:
        self.scope = scope
        self.rules = rules
        self.taken = taken
        """The rows that hit a directory above."""

    def enter(self, name: str) -> _RowsHere | None:
        below = self.rules.enter(name)
        if below is None:
            return None
        bits = self.scope.matching(name)
        counting = 0 if self.rules.ignores(name) else bits
        return _RowsHere(self.scope.enter(name, bits), below, self.taken | counting)


class _EvidenceHere:
    """The evidence in one directory, which is not foreign, and the rules beside which it counts."""

    __slots__ = ("rules", "scope")

    def __init__(self, scope: Scope, rules: Eligible) -> None:
        self.scope = scope
        self.rules = rules

    def enter(self, name: str) -> _EvidenceHere | None:
        below = None if name in named("foreign") else self.rules.enter(name)
        return _EvidenceHere(self.scope.enter(name), below) if below is not None else None


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
    for folder, (here,) in state.tree.folders(_RowsHere(hitting.root(), Eligible.of(ignored))):
        hits = here.scope.hitting(folder.names)
        if hits or here.scope.above:
            _look_into(folder, here, hits, state.tracked, found)


def _look_into(
    folder: Folder,
    here: _RowsHere,
    hits: Sequence[tuple[int, int]],
    tracked: frozenset[str],
    found: CatalogHits,
) -> None:
    left = here.rules.left(folder.names)
    if len(left) < len(folder.names):
        kept = {*left}
        hits = [each for each in hits if each[0] in kept]
    above = here.scope.above
    for place, bits in hits:
        path = folder.paths[place]
        for at in indices(bits & ~here.taken):
            found.hits.setdefault(at, []).append(path)
        if folder.names[place] not in folder.inside:
            found.taking |= bits
        if path in tracked:
            for at in indices(bits & ~above):
                found.tracked.setdefault(at, []).append(path)
    if here.taken and any(folder.names[place] not in folder.inside for place in left):
        found.taking |= here.taken
    below = _tracked(folder, left, tracked) if above else ()
    for at in indices(above) if below else ():
        found.tracked.setdefault(at, []).extend(below)


def _tracked(folder: Folder, left: Sequence[int], tracked: frozenset[str]) -> Sequence[str]:
    if len(left) == len(folder.names) and tracked.issuperset(folder.paths):
        return folder.paths
    return [path for place in left if (path := folder.paths[place]) in tracked]


def _look_for_evidence(
    rows: Sequence[CatalogRow], ignored: Matcher, state: State, found: CatalogHits
) -> None:
    patterns = sorted({each for row in rows for each in row.evidence} - {*ANYWHERE})
    rows_of = {
        each: [at for at, row in enumerate(rows) if each in row.evidence] for each in patterns
    }
    proof = matcher_of(tuple(patterns))
    # What nobody has added to git yet would make a clean checkout another project.
    own = state.tracked or state.own
    for folder, (here,) in state.tree.folders(_EvidenceHere(proof.root(), Eligible.of(ignored))):
        hits = here.scope.hitting(folder.names)
        left = {*here.rules.left(folder.names)} if hits else ()
        for place, bits in hits:
            path = folder.paths[place]
            is_file = folder.names[place] not in folder.inside
            if is_file and place in left and (own is None or path in own):
                for index in indices(bits):
                    for at in rows_of[patterns[index]]:
                        found.evidence.setdefault(at, set()).add(path.rpartition("/")[0])
