"""Which of git's rules are worth a line: few as they are, all; else those that matter here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.findings.catalog import catalog
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.suggest.catalog_hits import likely_rows
from ctxscan.findings.suggest.protected import and_above
from ctxscan.findings.suggest.seen_by_git import rules_of
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.git.matcher import matches, samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile, GitRule
    from ctxscan.ignore.git.matcher import GitRules

_FEW = 8
"""So many rules are written as they are: every one is the project's own word."""

_MOST_EXCEPTIONS = 5
"""For more of what git keeps, path by path, no maintainer takes a rule."""


@dataclass(frozen=True, slots=True)
class Worthy:
    files: tuple[GitignoreFile, ...]
    left: int
    """How many patterns more would be sent if what they mean were there."""

    costly: tuple[tuple[GitRule, int], ...] = ()
    """The rules that are left out for the exceptions that each would need, with how many."""


def worthy(
    files: tuple[GitignoreFile, ...],
    state: State,
    before: tuple[Rule, ...],
    kept: AbstractSet[str],
) -> Worthy:
    """The *files* with the rules that are worth a line beside those that stand *before*.

    Where there are many, a copied template most often, these are: what takes something that is
    sent now, what the catalog says is large or secret in such a project, and directories by their
    paths whose parents are there. *kept* is what git tracks or would add.
    """
    choice = _Choice(state, Matcher(before), rules_of(files))
    if state.reach.asks_for_nothing:
        return Worthy((), 0)
    positive = {rule for rule in choice.rules.rules if not rule.negated}
    if len({rule.line() for rule in positive}) <= _FEW:
        return Worthy(tuple(_only(file, positive) for file in files), 0)
    open_ = {rule for rule in positive if choice.may_send(rule)}
    saving, known = choice.saving(kept), choice.known
    chosen = {rule for rule in open_ if choice.matters(rule, known)}
    chosen |= saving.keys()
    costly = [each for each in _costly(files, chosen, kept) if each[0] not in saving]
    chosen -= {rule for rule, _ in costly}
    left = {rule.line() for rule in open_} - {rule.line() for rule in chosen}
    left -= {rule.line() for rule, _ in costly}
    return Worthy(tuple(_only(file, chosen) for file in files), len(left), tuple(costly))


def _costly(
    files: Iterable[GitignoreFile], chosen: AbstractSet[GitRule], kept: AbstractSet[str]
) -> Iterator[tuple[GitRule, int]]:
    """The rules under which much of what git keeps would have to be excepted by its path."""
    limited = rules_of(_only(file, chosen) for file in files)
    needed = Counter(rule for path in kept if (rule := limited.ignoring(path)) is not None)
    return ((rule, count) for rule, count in needed.items() if count > _MOST_EXCEPTIONS)


@dataclass(frozen=True, slots=True)
class _Choice:
    state: State
    ignored: Matcher
    rules: GitRules

    @property
    def known(self) -> list[DockerPattern]:
        """Of large directories and secrets that a project like this one has."""
        rows = [row for row in catalog() if row.matters or row.kind == "secret"]
        likely = likely_rows(rows, self.ignored, self.state)
        return [DockerPattern(row.pattern) for row in likely]

    def may_send(self, rule: GitRule) -> bool:
        """Whether the build would be sent something that git ignores by *rule*."""
        for path in self.state.reach.meant("/".join(rule.components)):
            inside = f"{path}/x"
            for each in (inside,) if rule.directory_only else (path, inside):
                if ".git" not in each.split("/") and self._is_sent(each):
                    return True
        return False

    def _is_sent(self, path: str) -> bool:
        return self.state.reach.may_send(path) and not self.ignored.judge(path).ignored

    def saving(self, kept: AbstractSet[str]) -> Counter[GitRule]:
        """Each rule by which git ignores something that is sent now, with how often."""
        holding = {above for path in kept for above in and_above(path)}
        found: Counter[GitRule] = Counter()
        walk = self.state.tree.descend(self.ignored.root())
        for path, node, (here,) in walk:
            is_directory = node.inside is not None
            if path not in self.state.reach.sent_or_above or node.name == ".git":
                walk.skip()
            elif path not in holding:
                rule = self.rules.ignoring(path, is_directory=is_directory)
                if rule is not None:
                    walk.skip()
                    if is_directory or not here.judge(node.name).ignored:
                        found[rule] += 1
        return found

    def matters(self, rule: GitRule, known: Sequence[DockerPattern]) -> bool:
        if below("foreign").search(rule.place.file):
            return False
        paths = [*samples(rule.components)]
        large_or_secret = any(pattern.matches(path) for pattern in known for path in paths)
        return large_or_secret or self._is_a_place_of_its_own(rule)

    def _is_a_place_of_its_own(self, rule: GitRule) -> bool:
        parts = rule.components
        if ANY_DEPTH in parts or len(parts) < 2 or has_wildcard("/".join(parts)):
            return False
        is_directory = rule.directory_only or "." not in parts[-1]
        return is_directory and self.state.tree.get("/".join(parts[:-1])) is not None


def _only(file: GitignoreFile, chosen: AbstractSet[GitRule]) -> GitignoreFile:
    rules = tuple(
        rule for rule in file.rules if rule in chosen or (rule.negated and _excepts(rule, chosen))
    )
    return file._replace(rules=rules)


def is_slow(rule: GitRule) -> bool:
    """Whether an exception of Docker's in its words would end BuildKit's pruning.

    One with a wildcard does (docs/semantics, D.6): what it keeps today is excepted path by path.
    """
    return has_wildcard("/".join(rule.components))


def _excepts(rule: GitRule, chosen: Iterable[GitRule]) -> bool:
    """Whether git would keep something by it that one of those *chosen* takes."""
    if is_slow(rule):
        return False
    paths = [path for sample in samples(rule.components) for path in and_above(sample)]
    return any(matches(each, path) for each in chosen for path in paths)
