"""Candidates from the catalog: what is there, and what the project's own files make likely."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.context.tree import Eligible
from ctxscan.findings.catalog import catalog_up_to
from ctxscan.findings.check.pattern_watch import pattern_rule
from ctxscan.findings.suggest.model import Candidate, Note
from ctxscan.findings.suggest.protected import VENDORED, and_above
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher, indices
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.context.tree import Tree
    from ctxscan.findings.catalog import CatalogRow
    from ctxscan.findings.suggest.model import SourceName, SuggestOptions
    from ctxscan.findings.suggest.protected import Protected
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.scope import Scope

_ANY_DEPTH = ("**",)

_TRACKED_AND_STILL_JUNK = frozenset(
    {"version-control", "editors", "operating-systems", "containers-and-ci"}
)
"""Files that git is meant to track and no build reads, or that nobody meant to track."""

_MOST_EXCEPTIONS = 5
"""So many tracked files are excepted one by one before the whole rule is left out."""


@dataclass(slots=True)
class _Found:
    """What one walk over the tree says about each row, by its position."""

    hits: dict[int, list[str]] = field(default_factory=dict)
    """The uppermost paths that a row hits, of those that no rule ignores yet."""

    tracked: dict[int, list[str]] = field(default_factory=dict)
    evidence: dict[int, set[str]] = field(default_factory=dict)
    """The directories that hold a row's evidence."""


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


@dataclass(slots=True)
class CatalogSearch:
    """The rows of the catalog against one context with the rules that are there already."""

    tree: Tree
    named: Protected
    tracked: AbstractSet[str]
    kept: AbstractSet[str] | None
    """What can be evidence; ``None`` where git does not say."""

    before: tuple[Rule, ...]
    notes: list[Note] = field(default_factory=list)

    def candidates(self, options: SuggestOptions) -> list[Candidate]:
        rows = [row for row in catalog_up_to(options.level) if _source(row) in options.sources]
        ignored = Matcher(self.before)
        found = self._search(rows, ignored)
        there = {rule.pattern for rule in self.before if not rule.exception}
        chosen: list[Candidate] = []
        exceptions: dict[str, Candidate] = {}
        covered: set[str] = set()
        # Rows that are likely anyway come first: what they hit makes no other row present.
        order = sorted(range(len(rows)), key=lambda at: not self._is_likely(rows[at], at, found))
        picked: list[tuple[int, Candidate]] = []
        for at in order:
            row = rows[at]
            hits = [path for path in found.hits.get(at, ()) if covered.isdisjoint(and_above(path))]
            if row.pattern in there or not self._wanted(row, at, found, hits, ignored):
                continue
            kept = self._excepted(row, at, found, hits)
            if kept is None:
                continue
            covered.update(hits)
            picked.append((at, _candidate(row)))
            exceptions.update({each.line: each for each in kept})
        chosen = [each for _, each in sorted(picked, key=lambda pair: pair[0])]
        return [*chosen, *(exceptions[line] for line in sorted(exceptions))]

    def junk(self) -> frozenset[str]:
        """Every path that a row of any level for junk or secrets hits, and what is below it."""
        rows = catalog_up_to("default")
        matcher = Matcher([pattern_rule(row.pattern) for row in rows])
        return frozenset(
            path
            for path, node, (scope,) in self.tree.descend(matcher.root())
            if scope.matching(node.name) | scope.above
        )

    def _is_likely(self, row: CatalogRow, at: int, found: _Found) -> bool:
        return row.evidence == _ANY_DEPTH or at in found.evidence

    def _wanted(
        self, row: CatalogRow, at: int, found: _Found, hits: list[str], ignored: Matcher
    ) -> bool:
        likely = self._is_likely(row, at, found)
        if row.bound and not likely:
            return False
        if not likely and not hits:
            return False
        if not hits and self._implied(row, at, found, ignored):
            return False
        return not self._names(row) and not self._reaches_into(row)

    def _names(self, row: CatalogRow) -> bool:
        pattern = DockerPattern(row.pattern)
        for path, source in self.named.explicit.items():
            if pattern.matches(path):
                self._tell_named(row, path, source.line, source.instruction.keyword.upper())
                return True
        return False

    def _reaches_into(self, row: CatalogRow) -> bool:
        """Whether a rule that is there speaks of something inside what the row would ignore."""
        pattern = DockerPattern(row.pattern)
        for path, rule in self.named.by_rules.items():
            if not pattern.matches(path) or _is_about(rule, path):
                continue
            if rule.exception or row.group == "version-control":
                why = "lets in a part of it" if rule.exception else "ignores only a part of it"
                self.notes.append(Note(f"no rule {row.pattern}: {rule.place} {why}"))
                return True
        return False

    def _tell_named(self, row: CatalogRow, path: str, line: int, keyword: str) -> None:
        what = f"no rule {row.pattern}: {keyword} in line {line} of the Dockerfile names {path}"
        if row.kind == "secret":
            hint = "it is a secret: mount it with RUN --mount=type=secret where it is needed"
            self.notes.append(Note(what, hint=hint))
        else:
            self.notes.append(Note(what))

    def _implied(self, row: CatalogRow, at: int, found: _Found, ignored: Matcher) -> bool:
        """Whether the rules before ignore all that this row could mean here."""
        probes = [*self._probes(row, at, found, ignored)]
        return bool(probes) and all(ignored.judge(path).ignored for path in probes)

    def _probes(self, row: CatalogRow, at: int, found: _Found, ignored: Matcher) -> Iterator[str]:
        parts = row.pattern.split("/")
        directories = [""]
        if parts[0] == ANY_DEPTH and len(parts) == 2:
            directories = self._directories(row, at, found, ignored)
        for sample in samples(parts):
            yield from (f"{each}/{sample}" if each else sample for each in directories)

    def _directories(self, row: CatalogRow, at: int, found: _Found, ignored: Matcher) -> list[str]:
        if row.evidence != _ANY_DEPTH:
            return sorted(found.evidence.get(at, {""}))
        if row.group in ("version-control", "editors"):
            return [""]
        below = [name for name, node in self.tree.top.items() if node.inside is not None]
        return ["", *(name for name in below if not ignored.judge(name).ignored)]

    def _excepted(
        self, row: CatalogRow, at: int, found: _Found, hits: list[str]
    ) -> list[Candidate] | None:
        """What must stay in spite of a row; ``None`` when the row has to go instead."""
        tracked = found.tracked.get(at, [])
        keep = [DockerPattern(pattern) for pattern in row.keep]
        stays = [path for path in hits if any(each.matches(path) for each in keep)]
        others = [path for path in tracked if path not in stays]
        if others and row.level != "aggressive" and row.group not in _TRACKED_AND_STILL_JUNK:
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
            for path, rule in self.named.by_rules.items()
            if _is_about(rule, path) and pattern.matches(path)
        ]
        return [_exception(path, row) for path in sorted({*stays})]

    def _tell_tracked(self, row: CatalogRow, paths: Sequence[str]) -> None:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        hint = "if no build needs it, add the rule" if row.kind == "junk" else _IF_SECRET
        self.notes.append(Note(f"no rule {row.pattern}: git tracks {paths[0]}{more}", hint=hint))

    def _search(self, rows: Sequence[CatalogRow], ignored: Matcher) -> _Found:
        found = _Found()
        self._look_for_hits(rows, ignored, found)
        self._look_for_evidence(rows, ignored, found)
        return found

    def _look_for_hits(self, rows: Sequence[CatalogRow], ignored: Matcher, found: _Found) -> None:
        hitting = Matcher([pattern_rule(row.pattern) for row in rows])
        for path, node, (rows_here,) in self.tree.descend(
            _RowsHere(hitting.root(), Eligible.of(ignored))
        ):
            bits = rows_here.hitting(node.name)
            if bits is None:
                continue
            for at in indices(bits & ~rows_here.taken):
                found.hits.setdefault(at, []).append(path)
            if path in self.tracked:
                for at in indices(bits | rows_here.scope.above):
                    found.tracked.setdefault(at, []).append(path)

    def _look_for_evidence(
        self, rows: Sequence[CatalogRow], ignored: Matcher, found: _Found
    ) -> None:
        patterns = sorted({each for row in rows for each in row.evidence} - {ANY_DEPTH})
        rows_of = {
            each: [at for at, row in enumerate(rows) if each in row.evidence] for each in patterns
        }
        proof = Matcher([pattern_rule(each) for each in patterns])
        scopes = {"": proof.root()}
        for entry in self.tree.eligible(ignored):
            path = entry.path
            is_own = self.kept is None or path in self.kept
            if entry.type is EntryType.DIRECTORY or not is_own or VENDORED.search(path):
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


_IF_SECRET = "if it holds secrets, take it out of git, and add the rule"  # noqa: S105 - advice


def _source(row: CatalogRow) -> SourceName:
    return "secrets" if row.kind == "secret" else "catalog"


def _candidate(row: CatalogRow) -> Candidate:
    tracked_too = row.group in _TRACKED_AND_STILL_JUNK or row.level == "aggressive"
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
