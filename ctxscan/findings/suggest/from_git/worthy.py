"""Which of git's rules are worth a line: few as they are, all; else those that matter here."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from ctxscan.findings.catalog import catalog, catalog_up_to
from ctxscan.findings.catalog.directories import below
from ctxscan.findings.suggest.catalog_hits import likely_rows
from ctxscan.findings.suggest.protected import all_above, and_above
from ctxscan.findings.suggest.seen_by_git import rules_of
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.git.matcher import matches, samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.findings.catalog import CatalogRow, Level
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.git.file import GitignoreFile, GitRule
    from ctxscan.ignore.git.matcher import GitRules

_FEW = 8
"""So many rules are written as they are: every one is the project's own word. Not those of a file
above the context, which speaks of other projects, too."""

_MOST_EXCEPTIONS = 5
"""For more of what git keeps, path by path, no maintainer takes a rule."""


class Worthy(NamedTuple):
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
    sent now, what the catalog says is large or secret in such a project, and directories that
    somebody wrote down by their paths and whose parents are there, unless the catalog knows them
    for small. *kept* is what git tracks or would add.
    """
    choice = _Choice(state, Matcher(before), rules_of(files))
    if state.reach.asks_for_nothing:
        return Worthy((), 0)
    positive = {rule for rule in choice.rules.rules if not rule.negated}
    are_few = len({rule.line() for rule in positive}) <= _FEW
    own = (file for file in files if are_few and not file.from_above)
    few = positive.intersection([rule for file in own for rule in file.rules])
    if few == positive:
        return Worthy(tuple(_only(file, positive) for file in files), 0)
    open_ = {rule for rule in positive if choice.may_send(rule)}
    saving, known = choice.saving(kept), choice.known
    chosen = {rule for rule in open_ if choice.matters(rule, known)}
    chosen |= saving.keys() | few
    costly = [
        (rule, count)
        for rule, count in _costly(files, chosen, kept)
        if all(map(choice.catalog_takes, saving.get(rule, ())))
    ]
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


class _Choice(NamedTuple):
    state: State
    ignored: Matcher
    rules: GitRules

    @property
    def known(self) -> list[DockerPattern]:
        """Of large directories and secrets that a project like this one has."""
        likely = likely_rows([row for row in catalog() if _matters(row)], self.ignored, self.state)
        return [DockerPattern(row.pattern) for row in likely]

    def catalog_takes(self, path: str) -> bool:
        """Whether a rule of the catalog is proposed for it in any case."""
        level = self.state.options.level
        return any(DockerPattern(row.pattern).matches(path) for row in _unbound_up_to(level))

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

    def saving(self, kept: AbstractSet[str]) -> dict[GitRule, list[str]]:
        """Each rule by which git ignores something that is sent now, with the uppermost paths."""
        holding = all_above(kept)
        found: dict[GitRule, list[str]] = {}
        walk = self.state.tree.descend(self.ignored.root())
        for path, name, inside, (here,) in walk:
            is_directory = inside is not None
            if not self.state.reach.is_sent(path) or name == ".git":
                walk.skip()
            elif path not in holding and path not in kept:
                rule = self.rules.ignoring(path, is_directory=is_directory)
                if rule is not None:
                    walk.skip()
                    if is_directory or not here.judge(name).ignored:
                        found.setdefault(rule, []).append(path)
        return found

    def matters(self, rule: GitRule, known: Sequence[DockerPattern]) -> bool:
        if below("foreign").search(rule.place.file):
            return False
        paths = [*samples(rule.components)]
        large_or_secret = any(pattern.matches(path) for pattern in known for path in paths)
        return large_or_secret or self._is_a_place_of_its_own(rule)

    def _is_a_place_of_its_own(self, rule: GitRule) -> bool:
        parts, path = rule.components, "/".join(rule.components)
        # "/tmp" in web/.gitignore is of a template as "tmp" is; "src/gen" was thought of here.
        is_written_out = "/" in rule.text.strip().strip("/")
        if ANY_DEPTH in parts or not is_written_out or has_wildcard(path):
            return False
        is_directory = rule.directory_only or "." not in parts[-1]
        above = "/".join(parts[:-1])
        if not is_directory or (above and self.state.tree.get(above) is None):
            return False
        return not any(pattern.matches(path) for pattern in _small())


def _matters(row: CatalogRow) -> bool:
    """Whether git's word that a project has such things is enough for a line."""
    return row.matters or (row.kind == "secret" and not row.at_home)


@cache
def _small() -> tuple[DockerPattern, ...]:
    """What is worth a line once it is there."""
    return tuple(DockerPattern(row.pattern) for row in catalog() if not _matters(row))


@cache
def _unbound_up_to(level: Level) -> tuple[CatalogRow, ...]:
    return tuple(row for row in catalog_up_to(level) if not row.bound)


def _only(file: GitignoreFile, chosen: AbstractSet[GitRule]) -> GitignoreFile:
    rules = tuple(
        rule
        for rule in file.rules
        if rule in chosen or (rule.negated and not is_slow(rule) and excepts(rule, chosen))
    )
    return file._replace(rules=rules)


def is_slow(rule: GitRule) -> bool:
    """Whether an exception of Docker's in its words would end BuildKit's pruning.

    One with a wildcard does (docs/semantics, D.6): what it keeps today is excepted path by path.
    """
    return has_wildcard("/".join(rule.components))


def excepts(rule: GitRule, chosen: Iterable[GitRule]) -> bool:
    """Whether git would keep something by the exception that one of those *chosen* takes."""
    paths = [path for sample in samples(rule.components) for path in and_above(sample)]
    return any(matches(each, path) for each in chosen if not each.negated for path in paths)
