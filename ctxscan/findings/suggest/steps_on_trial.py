"""The steps of every build under the new rules, on the tree in memory: what fails, what is lost."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ctxscan.builders.stages.node import Directory
from ctxscan.errors import CtxscanError
from ctxscan.findings.suggest.model import NEW, parsed
from ctxscan.findings.suggest.own_language import rules_for
from ctxscan.findings.suggest.runs import runs_of_all
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.steps import outcome_of
from ctxscan.inspection.trial import Arriving
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.leaf import Leaf
    from ctxscan.builders.stages.node import Node
    from ctxscan.builders.stages.outcome import Taken
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.findings.suggest.runs import Run
    from ctxscan.findings.suggest.state import State
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

_MOST_ORIGINS = 200
"""Files of a directory that are looked at for the rule that takes them."""

_MOST_ALONE = 60
"""Rules that are tried without each other where no file says which of them it is."""

_NAMES = regex(r"\w")


class _Wrong(NamedTuple):
    why: str
    origins: tuple[str, ...]
    """Of the context: what the step had, and has no more."""


class StepsOnTrial:
    """What the builds come to without the new rules, to be compared with what they do with them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._runs: list[Run] | None = None
        self._had: list[Outcome | None] = []

    def harmful(self, candidates: Sequence[Candidate]) -> dict[int, str]:
        """The candidates that make a step fail or take a source from it, each with what."""
        if not candidates:
            return {}
        if self._runs is None:
            self._runs = runs_of_all(self._state.builds)
            before = Arriving(self._state.tree)
            self._had = [self._outcome(run, (), before) for run in self._runs]
        found: dict[int, str] = {}
        arriving = Arriving(self._state.tree)
        for run, had in zip(self._runs, self._had, strict=True):
            wrong = [*self._wrongs(run, had, candidates, arriving)]
            culprits = self._culprits(candidates, wrong)
            if wrong and not culprits:
                culprits = self._each_alone(run, had, candidates, wrong[0].why)
            for index, why in culprits.items():
                found.setdefault(index, why)
        return found

    def _wrongs(
        self, run: Run, had: Outcome | None, candidates: Sequence[Candidate], arriving: Arriving
    ) -> Iterator[_Wrong]:
        if had is None:
            return  # what the builder refuses as it is cannot be made worse
        now = self._outcome(run, candidates, arriving)
        if now is None:
            yield _Wrong(f"{run.shown} would be refused", ())
            return
        before = {(each.line, each.kind, each.path) for each in had.failures}
        own = run.ignore_file
        kept = _sources(now, own)
        for key, each in _sources(had, own).items():
            lost = key in kept and not _has_files(kept[key].node, own)
            if key not in kept or (lost and _has_files(each.node, own)):
                where = f"line {each.line}{run.of} would lose {each.word}"
                yield _Wrong(where, tuple(_origins(each.node)))
        for failure in now.failures:
            if (failure.line, failure.kind, failure.path) not in before:
                yield _Wrong(f"line {failure.line}{run.of} would fail: {failure.message}", ())

    def _culprits(
        self, candidates: Sequence[Candidate], wrongs: Sequence[_Wrong]
    ) -> dict[int, str]:
        matcher = Matcher((*self._state.before, *parsed(candidates)))
        found: dict[int, str] = {}
        for wrong in wrongs:
            for origin in wrong.origins:
                verdict = matcher.judge(origin)
                rule = verdict.rule if verdict.ignored else None
                if rule is not None and rule.place.file == NEW:
                    found.setdefault(rule.place.line or 0, wrong.why)
        return found

    def _each_alone(
        self, run: Run, had: Outcome | None, candidates: Sequence[Candidate], why: str
    ) -> dict[int, str]:
        """The rule without which all is well; all of them where it is not one alone."""
        for at, each in enumerate(candidates[:_MOST_ALONE]):
            others = [other for other in candidates if other is not each]
            if not any(self._wrongs(run, had, others, Arriving(self._state.tree))):
                return {at: why}
        return dict.fromkeys(range(len(candidates)), why)

    def _outcome(
        self, run: Run, candidates: Sequence[Candidate], arriving: Arriving
    ) -> Outcome | None:
        """``None`` where the builder refuses it."""
        try:
            inspection = _under(run.inspection, self._state.before, candidates)
            return outcome_of(inspection, arriving.under(inspection))
        except CtxscanError:
            return None


def _under(
    inspection: Inspection, before: Sequence[Rule], candidates: Sequence[Candidate]
) -> Inspection:
    rules = rules_for(inspection.context.builder, before, candidates, NEW)
    return inspection._replace(
        ignore_file=inspection.ignore_file._replace(rules=rules),
        context=inspection.context.with_rules(rules),
        syncs=tuple(sync.with_rules(rules) for sync in inspection.syncs),
    )


def _sources(outcome: Outcome, ignore_file: str | None) -> dict[tuple[object, ...], Taken]:
    """What each step had for sure: by its source, and each match of a pattern that says something.

    ``COPY --from=0 /app/* .`` names nothing of what it takes.
    """
    found: dict[tuple[object, ...], Taken] = {}
    for each in outcome.taken:
        if each.node.stamp.certain:
            named = _NAMES.search(each.word.rpartition("/")[2])
            key = (each.line, each.word, each.path) if named else (each.line, each.word)
            if key not in found or _has_files(each.node, ignore_file):
                found[key] = each
    return found


def _has_files(node: Node, ignore_file: str | None) -> bool:
    return any(ignore_file is None or each.origin != ignore_file for each in _leaves(node))


def _origins(node: Node) -> Iterator[str]:
    return islice((each.origin for each in _leaves(node) if each.origin), _MOST_ORIGINS)


def _leaves(node: Node) -> Iterator[Leaf]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Directory):
            waiting += each.children.values()
        else:
            yield each
