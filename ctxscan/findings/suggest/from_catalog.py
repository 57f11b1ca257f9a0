"""Candidates from the catalog: what is there, and what the project's own files make likely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.suggest.catalog_hits import ANYWHERE, catalog_hits
from ctxscan.findings.suggest.model import Candidate, left_out, without_orphans
from ctxscan.findings.suggest.protected import and_above
from ctxscan.findings.suggest.state import Found
from ctxscan.findings.suggest.worth import is_worth_a_line, may_take_tracked, takes_expected
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.finding import Finding
    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.suggest.asking import Asked
    from ctxscan.findings.suggest.catalog_hits import CatalogHits
    from ctxscan.findings.suggest.model import SourceName
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule

_MOST_EXCEPTIONS = 5
"""So many tracked files are excepted one by one before the whole rule is left out."""


def from_catalog(state: State) -> Found:
    """The step: what the catalog knows, beside the rules that stand already."""
    search = _CatalogSearch(state, state.rules)
    found = search.candidates()
    return Found([*state.candidates, *found], search.notes)


class _Picked(NamedTuple):
    at: int
    candidate: Candidate

    only_there: tuple[str, ...]
    """What it hits, where that is all that speaks for it."""

    def lies_below(self, covered: AbstractSet[str]) -> bool:
        """Whether other rows take all that it hits with a directory above."""
        parents = (path.rpartition("/")[0] for path in self.only_there)
        return bool(self.only_there) and not any(
            covered.isdisjoint(and_above(parent)) for parent in parents
        )


class _CatalogSearch:
    def __init__(self, state: State, before: tuple[Rule, ...]) -> None:
        self.state = state
        self.before = before
        self.notes: list[Finding] = []

    def candidates(self) -> list[Candidate]:
        options = self.state.options
        known = catalog_up_to("default" if options.level == "cautious" else options.level)
        rows = [row for row in known if _source(row) in options.sources]
        ignored = Matcher(self.before)
        found = catalog_hits(rows, ignored, self.state)
        there = {rule.pattern for rule in self.before if not rule.exception}
        exceptions: dict[str, Candidate] = {}
        covered: set[str] = set()
        # Rows that are likely anyway come first: what they hit makes no other row present.
        order = sorted(range(len(rows)), key=lambda at: not found.is_likely(rows[at], at))
        picked: list[_Picked] = []
        for at in order:
            row = rows[at]
            hits = [path for path in found.taken(at) if covered.isdisjoint(and_above(path))]
            if row.pattern in there or not self._wanted(row, at, found, hits, ignored):
                continue
            kept = self._excepted(row, at, found, hits)
            if kept is None:
                continue
            covered.update(hits)
            only_there = () if found.is_likely(row, at) else tuple(hits)
            picked.append(_Picked(at, _candidate(row), only_there))
            exceptions.update({each.line: each for each in kept})
        chosen = [
            each.candidate
            for each in sorted(picked)
            if not (each.lies_below(covered) or self._is_excepted(each, exceptions))
        ]
        return without_orphans([*chosen, *(exceptions[line] for line in sorted(exceptions))])

    def _wanted(
        self, row: CatalogRow, at: int, found: CatalogHits, hits: list[str], ignored: Matcher
    ) -> bool:
        likely = found.is_likely(row, at)
        if row.bound and not likely:
            return False
        if not likely and not hits and not takes_expected(self.state, row):
            return False
        if not hits and self._implied(row, at, found, ignored):
            return False
        if row.kind == "secret" and hits and self._names(row):
            return False
        if not is_worth_a_line(self.state, row, hits, found.tracked.get(at, ()), found.places(at)):
            return False
        return not self._names(row) and not self._reaches_into(row)

    def _is_excepted(self, picked: _Picked, exceptions: Mapping[str, Candidate]) -> bool:
        """Whether nothing is left of what speaks for it."""
        files = (file for path in picked.only_there for file in _files(self.state.tree, path))
        is_there = bool(picked.only_there) and bool(exceptions)
        return is_there and all(
            escape_literal(path, exception=True) in exceptions for path in files
        )

    def _names(self, row: CatalogRow) -> bool:
        pattern = DockerPattern(row.pattern)
        for path, asking in self.state.protected.explicit.items():
            if pattern.matches(path):
                self._tell_named(row, path, asking)
                return True
        return False

    def _reaches_into(self, row: CatalogRow) -> bool:
        """Whether a rule that is there speaks of something inside what the row would ignore."""
        pattern = DockerPattern(row.pattern)
        for path, rule in self.state.protected.by_rules.items():
            if not pattern.matches(path) or _is_about(rule, path):
                continue
            if rule.exception or row.group == "version-control":
                why = "lets in a part of it" if rule.exception else "ignores only a part of it"
                self.notes.append(left_out(row.pattern, f"{rule.place} {why}"))
                return True
        return False

    def _tell_named(self, row: CatalogRow, path: str, asking: Asked) -> None:
        why = f"{asking.keyword} in {asking.line_of_file} names {path}"
        if row.kind == "secret":
            hint = "it is a secret: mount it with RUN --mount=type=secret where it is needed"
            self.notes.append(left_out(row.pattern, why, hint=hint))
        else:
            self.notes.append(left_out(row.pattern, why))

    def _implied(self, row: CatalogRow, at: int, found: CatalogHits, ignored: Matcher) -> bool:
        """Whether the rules before ignore all that this row could mean here."""
        probes = [*self._probes(row, at, found, ignored)]
        return bool(probes) and all(ignored.judge(path).ignored for path in probes)

    def _probes(
        self, row: CatalogRow, at: int, found: CatalogHits, ignored: Matcher
    ) -> Iterator[str]:
        parts = row.pattern.split("/")
        directories = [""]
        if parts[0] == ANY_DEPTH and len(parts) == 2:
            directories = self._directories(row, at, found, ignored)
        for sample in samples(parts):
            yield from (f"{each}/{sample}" if each else sample for each in directories)

    def _directories(
        self, row: CatalogRow, at: int, found: CatalogHits, ignored: Matcher
    ) -> list[str]:
        if row.evidence != ANYWHERE:
            return sorted(found.places(at) or {""})
        if row.group in ("version-control", "editors"):
            return [""]
        below = self.state.tree.directories()
        return ["", *(name for name in below if not ignored.judge(name).ignored)]

    def _excepted(
        self, row: CatalogRow, at: int, found: CatalogHits, hits: list[str]
    ) -> list[Candidate] | None:
        """What must stay in spite of a row; ``None`` when the row has to go instead."""
        tracked = found.tracked.get(at, [])
        keep = [DockerPattern(pattern) for pattern in row.keep]
        stays = [path for path in hits if any(each.matches(path) for each in keep)]
        others = [path for path in tracked if path not in stays]
        if others and not may_take_tracked(row):
            direct = set(others) <= set(hits)
            if row.bound:
                return None
            if row.group == "env-files" or not direct or len(others) > _MOST_EXCEPTIONS:
                self._tell_tracked(row, others)
                return None
            stays += others
        pattern = DockerPattern(row.pattern)
        stays += [
            path
            for path, rule in self.state.protected.by_rules.items()
            if _is_about(rule, path) and pattern.matches(path)
        ]
        return [_exception(path, row) for path in sorted({*stays})]

    def _tell_tracked(self, row: CatalogRow, paths: Sequence[str]) -> None:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        hint = "if no build needs it, add the rule" if row.kind == "junk" else _IF_SECRET
        why = f"git tracks {paths[0]}{more}"
        self.notes.append(left_out(row.pattern, why, hint=hint))


_IF_SECRET = "if it holds secrets, take it out of git, and add the rule"  # noqa: S105 - advice


def _files(tree: Tree, path: str) -> Iterator[str]:
    names = tree.names(path)
    if names is None:
        yield path
    for name in names or ():
        yield from _files(tree, f"{path}/{name}")


def _source(row: CatalogRow) -> SourceName:
    return "secrets" if row.kind == "secret" else "catalog"


def _candidate(row: CatalogRow) -> Candidate:
    tracked_too = may_take_tracked(row)
    return Candidate(
        row.pattern,
        row.reason,
        _source(row),
        row.group,
        row=row,
        takes_tracked=tracked_too,
    )


def _is_about(rule: Rule, path: str) -> bool:
    return rule.exception and rule.pattern == path


def _exception(path: str, row: CatalogRow) -> Candidate:
    line = escape_literal(path, exception=True)
    return Candidate(line, f"kept in spite of {row.pattern}", _source(row), "excepted", row=row)
