"""The steps of every build under the new rules, on the tree in memory: what fails, what is lost."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.stages.node import Directory, Leaf
from ctxscan.context.locate.docker import BuildFiles
from ctxscan.dockerfile.steps import CopyStep, FromStage, RunStep
from ctxscan.errors import CtxscanError
from ctxscan.findings.suggest.model import NEW, parsed
from ctxscan.findings.suggest.own_language import rules_for
from ctxscan.ignore.matcher import Matcher
from ctxscan.inspection.assembly import assembly_of
from ctxscan.inspection.steps import outcome_of
from ctxscan.inspection.trial import arrivals_under

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.stages.node import Node
    from ctxscan.builders.stages.outcome import Taken
    from ctxscan.dockerfile.plan import StagePlan
    from ctxscan.findings.suggest.model import Candidate
    from ctxscan.findings.suggest.state import Build, State
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

_MOST_ORIGINS = 200
"""Files of a directory that are looked at for the rule that takes them."""

_MOST_ALONE = 60
"""Rules that are tried without each other where no file says which of them it is."""

_NAMES = re.compile(r"\w")


class _Wrong(NamedTuple):
    why: str
    origins: tuple[str, ...]
    """Of the context: what the step had, and has no more."""


class StepsOnTrial:
    """What the builds come to without the new rules, to be compared with what they do with them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._runs: list[_Run] | None = None
        self._had: list[Outcome | None] = []

    def harmful(self, candidates: Sequence[Candidate]) -> dict[int, str]:
        """The candidates that make a step fail or take a source from it, each with what."""
        if not candidates:
            return {}
        if self._runs is None:
            self._runs = _runs_of_all(self._state.builds)
            self._had = [self._outcome(run, ()) for run in self._runs]
        found: dict[int, str] = {}
        for run, had in zip(self._runs, self._had, strict=True):
            wrong = [*self._wrongs(run, had, candidates)]
            culprits = self._culprits(candidates, wrong)
            if wrong and not culprits:
                culprits = self._each_alone(run, had, candidates, wrong[0].why)
            for index, why in culprits.items():
                found.setdefault(index, why)
        return found

    def _wrongs(
        self, run: _Run, had: Outcome | None, candidates: Sequence[Candidate]
    ) -> Iterator[_Wrong]:
        if had is None:
            return  # what the builder refuses as it is cannot be made worse
        now = self._outcome(run, candidates)
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
        self, run: _Run, had: Outcome | None, candidates: Sequence[Candidate], why: str
    ) -> dict[int, str]:
        """The rule without which all is well; all of them where it is not one alone."""
        for at, each in enumerate(candidates[:_MOST_ALONE]):
            others = [other for other in candidates if other is not each]
            if not any(self._wrongs(run, had, others)):
                return {at: why}
        return dict.fromkeys(range(len(candidates)), why)

    def _outcome(self, run: _Run, candidates: Sequence[Candidate]) -> Outcome | None:
        """``None`` where the builder refuses it."""
        try:
            inspection = _under(run.inspection, self._state.before, candidates)
            return outcome_of(inspection, arrivals_under(self._state.tree, inspection))
        except CtxscanError:
            return None


class _Run(NamedTuple):
    """One build for one target."""

    inspection: Inspection

    @property
    def shown(self) -> str:
        return self.inspection.location.dockerfile.shown

    @property
    def of(self) -> str:
        return f" of {self.shown}"

    @property
    def ignore_file(self) -> str | None:
        """Its path in the context.

        A step that has nothing else has nothing, whether the file is written already or not.
        """
        location = self.inspection.location
        file, inside = location.ignore_file, f"{location.root.rstrip('/')}/"
        is_inside = file is not None and file.path.startswith(inside)
        return file.path.removeprefix(inside) if file is not None and is_inside else None


def _runs_of_all(builds: Sequence[Build]) -> list[_Run]:
    """Each build, and what ``--target`` would make of the stages that it does not need.

    What several builds would run alike, once: those of a bake file often differ by target alone.
    """
    found: dict[object, _Run | None] = {}
    for build in builds:
        plan = build.inspection.plan
        if plan is None or build.refusal is not None or build.named.by_name is not None:
            continue
        for target in (None, *_further_targets(plan.stages)):
            key = _what_runs(build.inspection, target)
            if key not in found:
                run = build.inspection if target is None else _for(build.inspection, target)
                tried = run is not None and _may_lose_something(run)
                found[key] = _Run(run) if run is not None and tried else None
    return [each for each in found.values() if each is not None]


def _what_runs(inspection: Inspection, target: str | None) -> object:
    options, dockerfile = inspection.options, inspection.location.dockerfile
    of = options.target if target is None else target
    # An inline one has no path.
    return dockerfile.path, dockerfile.data, options._replace(files=BuildFiles(), target=of)


def _further_targets(stages: Sequence[StagePlan]) -> Iterator[str]:
    """The named stages that the target does not need, and none of each other needs."""
    below = {_number(each.start) for each in stages if not each.reached}
    for stage in stages:
        left = not stage.reached and not stage.replaced and stage.error is None
        if left and stage.name and stage.number not in below:
            yield stage.name


def _number(start: object) -> int | None:
    return start.number if isinstance(start, FromStage) else None


def _for(inspection: Inspection, target: str) -> Inspection | None:
    options = inspection.options._replace(target=target)
    try:
        found: Inspection = assembly_of(options.builder).inspect_at(options, inspection.location)
    except CtxscanError:
        return None
    return found


def _may_lose_something(inspection: Inspection) -> bool:
    """Whether a step does more than take what it names of the context: that is proven apart."""
    plan = inspection.plan
    stages = [stage for stage in plan.stages if stage.reached] if plan else []
    return any(
        (isinstance(step, CopyStep) and (isinstance(step.origin, FromStage) or step.parents))
        or (isinstance(step, CopyStep) and any(map(_is_pattern, step.words)))
        or (isinstance(step, RunStep) and any(step.mounts))
        for stage in stages
        for step in stage.steps
    )


def _is_pattern(word: object) -> bool:
    return any(sign in getattr(word, "text", "") for sign in "*?[")


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
