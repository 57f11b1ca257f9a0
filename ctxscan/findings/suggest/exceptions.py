"""What the exceptions that are there let in stays in, whatever rules stand behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.findings.suggest.model import NEW, Candidate, left_out, parsed
from ctxscan.findings.suggest.protected import named_in
from ctxscan.findings.suggest.state import Found
from ctxscan.findings.suggest.text import ordered
from ctxscan.golang.glob import has_wildcard
from ctxscan.ignore.bits import indices
from ctxscan.ignore.file import Rule, parse_rule
from ctxscan.ignore.git.matcher import samples
from ctxscan.ignore.git.pattern import ANY_DEPTH
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.tree import Tree
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.state import State


def keep_exceptions(state: State) -> Found:
    """The step: an exception that is there is said again where the new rules would undo it.

    So ``!**/keep.log`` outlives git's ``*.log``, whether such a file is there yet or not. What
    lies deeper in a directory that an exception names may be junk all the same.
    """
    if not any(rule.exception for rule in state.before):
        return Found(state.candidates)
    # What the rounds before this one have added is no word of anybody's.
    first = len(state.builds[0].inspection.ignore_file.rules)
    exceptions = Exceptions(state.before, state.tree, first)
    left: list[Candidate] = []
    notes: list[Finding] = []
    for each in ordered(state.candidates):
        against = exceptions.of_the_same(each)
        if against is None:
            left.append(each)
        else:
            notes.append(left_out(each.line, f"{against.place} lets it in"))
    return Found([*left, *exceptions.to_say_again(left)], notes)


class Exceptions:
    """Those that are there, with what each of them names."""

    def __init__(self, before: tuple[Rule, ...], tree: Tree, first: int) -> None:
        """*first*: so many of the rules *before* are in the file that is there."""
        self._before = before
        self._first = first
        self._old = Matcher(before)
        self._named = _named(before, tree)

    def of_the_same(self, candidate: Candidate) -> Rule | None:
        """The exception that a rule of the catalog would turn around."""
        rule = parse_rule(candidate.line, Place(NEW))
        if candidate.row is None or rule is None or rule.exception:
            return None
        alike = (at for at, each in enumerate(self._before) if each.pattern == rule.pattern)
        undone = self._undone([candidate])
        return next((self._before[at] for at in alike if at in undone), None)

    def to_say_again(self, standing: Sequence[Candidate]) -> list[Candidate]:
        """What of the rules that are there has to stand behind *standing*, too."""
        undone = self._undone(standing)
        if not undone:
            return []
        alone = [self._before[at] for at in sorted(undone)]
        tail = range(min(undone), len(self._before))
        after = Matcher((*self._before, *parsed(standing), *alone))
        forgets = any(
            self._old.judge(path).ignored and not after.judge(path).ignored
            for at in tail
            if not self._before[at].exception
            for path in self._named[at]
        )
        again = [self._before[at] for at in tail] if forgets else alone
        return [_candidate(rule) for rule in again]

    def _undone(self, candidates: Sequence[Candidate]) -> set[int]:
        """The exceptions of which something is let in no more, by their position."""
        new = Matcher((*self._before, *parsed(candidates)))
        return {
            at
            for at, rule in enumerate(self._before[: self._first])
            if rule.exception
            and any(
                not self._old.judge(path).ignored and new.judge(path).ignored
                for path in self._named[at]
            )
        }


def _named(rules: Sequence[Rule], tree: Tree) -> list[list[str]]:
    """What each rule is about: paths that may come to be, and those that are there."""
    patterns = [named_in(rule.pattern) for rule in rules]
    # "!**/*.py" says nothing of a particular thing.
    patterns = ["" if _floats(each) else each for each in patterns]
    found = [[*samples(each.split("/"))] if each else [] for each in patterns]
    there = [(at, each) for at, each in enumerate(patterns) if each]
    matcher = Matcher([Rule(each, False, each, Place(NEW)) for _, each in there])
    for path, name, _, (scope,) in tree.descend(matcher.root()):
        for index in indices(scope.matching(name)):
            found[there[index][0]].append(path)
    return found


def _floats(pattern: str) -> bool:
    return pattern.startswith(ANY_DEPTH) and has_wildcard(pattern.rpartition("/")[2])


def _candidate(rule: Rule) -> Candidate:
    reason = f"{rule.place} says so, and the rules above would undo it"
    return Candidate(str(rule), reason, "catalog", "excepted", takes_tracked=not rule.exception)
