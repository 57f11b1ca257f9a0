"""Drafts of an allowlist, each tried on the tree with both of Docker's builders.

What they do otherwise than BuildKit does without it leads to further lines, until there is no
difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.suggest.allowlist.paths import line_of, pattern_of, unescaped
from ctxscan.findings.suggest.exact_paths import BY_NAME, ExactPaths
from ctxscan.findings.suggest.model import NEW, Candidate, parsed
from ctxscan.findings.suggest.protected import and_above
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.file import Rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.literal import escape_literal
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.findings.suggest.allowlist.difference import CurrentTransfer

_STARS = frozenset({"*", "**", "**/*", "**/**"})

_ROUNDS = 12
_MOST_EXACT = 1000
"""Beyond so many exact paths, it is no list that anybody could keep."""

_REASON = "an instruction of the Dockerfile asks for it"


class Drafts:
    def __init__(
        self,
        before: tuple[Rule, ...],
        requested: Sequence[Rule],
        needed: CurrentTransfer,
        tree: Tree,
    ) -> None:
        self._before = before
        self._requested = Matcher(requested)
        self._needed = needed
        self._tree = tree
        self._ignored = Matcher(before)
        self._ignored_by_name = Matcher([rule for rule in before if not _is_star(rule)])
        paths = {rule.pattern for rule in requested}
        self._paths = _smallest({path for path in paths if not self._stays_ignored(path)})

    def is_kept_out(self, path: str) -> bool:
        """Whether nothing of what is there at *path* is sent, for want of an exception alone."""
        name = unescaped(path)
        return (
            not has_wildcard(path)
            and self._tree.get(name) is not None
            and self._ignored.judge(name).ignored
            and not self._ignored_by_name.judge(name).ignored
            and not self._holds_wanted(name)
        )

    def _stays_ignored(self, path: str) -> bool:
        """Whether the rules before ignore it, so that an exception would only get in their way."""
        if has_wildcard(path):
            return False
        name = unescaped(path)
        ignored = self._ignored_by_name
        if self._tree.get(name) is not None:
            ignored = self._ignored
        return ignored.judge(name).ignored and not self._holds_wanted(name)

    def _holds_wanted(self, name: str) -> bool:
        return name in self._needed.paths

    def best(self) -> list[Candidate] | None:
        """One that leaves no difference; ``None`` when there is none.

        What an exception that is there lets in stays in: behind a new star it is said again.
        """
        if any(_is_star(rule) for rule in self._before):
            found = self._completed(list(self._let_in(self._not_let_in())))
            if found is not None:
                return found
        anew = list(self._let_in(("*", *self._paths)))
        excepted = [
            _candidate(str(rule), f"{rule.place} says so, and * would undo it")
            for rule in self._before[_behind_stars(self._before) :]
        ]
        if any(each.exception for each in excepted):
            anew += excepted
        return self._completed(anew)

    def _let_in(self, paths: Iterable[str]) -> Iterator[Candidate]:
        for path in paths:
            if path == "*":
                yield _candidate("*", "nothing is sent that no instruction asks for")
            else:
                yield _candidate(line_of(path), _REASON)

    def _not_let_in(self) -> Iterator[str]:
        """What the list that is there ignores for no other reason than that nothing names it."""
        behind = self._before[_behind_stars(self._before) :]
        excepted = {rule.pattern for rule in behind if rule.exception}
        for path in self._paths:
            name = None if has_wildcard(path) else unescaped(path)
            if pattern_of(path) in excepted or (name and name in self._needed.paths):
                continue
            if name is None or self._ignored.judge(name).ignored:
                yield path

    def _completed(self, found: list[Candidate]) -> list[Candidate] | None:
        found += self._for_classic(found)
        if self._forgets(found):
            # What the rules before ignored stays ignored: their words stand behind the exceptions.
            found += [
                _candidate(str(rule), "repeated, because the exceptions would let it in again")
                for rule in self._before
                if not _is_star(rule) and (not rule.exception or self._allows(rule))
            ]
        exact = ExactPaths(self._tree, self._needed.paths, BY_NAME)
        lines: list[Candidate] = []
        for _ in range(_ROUNDS):
            difference = self._needed.difference(self._rules([*found, *lines]))
            if not difference:
                return [*found, *lines]
            if not exact.add(difference.missing, difference.extra):
                break
            lines = [
                _candidate(line, "the exact path, because no pattern does the same")
                for line in exact.lines()
            ]
            if len(lines) > _MOST_EXACT:
                break
        return None

    def _for_classic(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Exact paths where the classic builder loses what a wildcard lets in."""
        uppermost: set[str] = set()
        for lost in self._needed.difference(self._rules(found)).missing:
            hit = [each for each in and_above(lost) if self._requested.rules_for(each)]
            uppermost.update(hit[-1:])
        return [
            _candidate(
                escape_literal(path, exception=True), "the classic builder needs the exact path"
            )
            for path in sorted(uppermost)
        ]

    def _forgets(self, found: Sequence[Candidate]) -> bool:
        """Whether something gets in, be it not there yet, that the rules before ignore."""
        rules = self._rules(found)
        old, new = self._ignored, Matcher(rules)
        if any(old.judge(path).ignored for path in self._needed.difference(rules).extra):
            return True
        return any(
            old.judge(path).ignored and not new.judge(path).ignored
            for rule in self._before
            if not rule.exception and not _is_star(rule)
            for path in self._samples(rule.pattern)
        )

    def _samples(self, pattern: str) -> Iterator[str]:
        """Paths that the rule could be about, in each directory that may be asked for."""
        parts = pattern.split("/")
        for sample in samples(parts):
            yield sample
            if parts[0] == ANY_DEPTH:
                for path in self._paths:
                    if not has_wildcard(path):
                        yield f"{unescaped(path)}/{sample}"

    def _allows(self, rule: Rule) -> bool:
        return not set(self._paths).isdisjoint(and_above(rule.pattern))

    def _rules(self, found: Iterable[Candidate]) -> tuple[Rule, ...]:
        return (*self._before, *parsed(found))


def _is_star(rule: Rule) -> bool:
    return rule.pattern in _STARS and not rule.exception


def _behind_stars(rules: Sequence[Rule]) -> int:
    """Where the rules begin that stand behind the last one that ignores everything."""
    return max((at for at, rule in enumerate(rules) if _is_star(rule)), default=-1) + 1


def _smallest(paths: set[str]) -> list[str]:
    """Without those below another one, or that a wildcard lets in for either builder."""
    literal = {path for path in paths if not has_wildcard(path)}
    globs = [path for path in paths - literal if not has_wildcard(path.rpartition("/")[0])]
    let_in = Matcher([Rule(path, False, path, Place(NEW)) for path in globs])
    return sorted(
        path
        for path in paths
        if literal.isdisjoint([*and_above(path)][1:])
        and not (path in literal and let_in.judge(unescaped(path)).ignored)
    )


def _candidate(line: str, reason: str) -> Candidate:
    return Candidate(line, reason, "dockerfile", "allowlist", takes_tracked=True)
