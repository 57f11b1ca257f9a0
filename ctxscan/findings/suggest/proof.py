"""The proof: both builders go over the tree under the new rules, and what does harm is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.meter import buildkit_builder
from ctxscan.builders.classic.meter import classic_builder
from ctxscan.builders.protocol import Detail
from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.suggest.compared import Comparison, Kind
from ctxscan.findings.suggest.from_git.superfluous import without_covered
from ctxscan.findings.suggest.model import NEW, Candidate, left_out, parsed, without_orphans
from ctxscan.findings.suggest.own_language import every_copy, refused, under
from ctxscan.findings.suggest.own_lint import without_idle
from ctxscan.findings.suggest.state import Found
from ctxscan.findings.suggest.steps_on_trial import StepsOnTrial
from ctxscan.findings.suggest.text import ordered
from ctxscan.ignore.file import Rule
from ctxscan.inspection import ALL_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.findings.suggest.state import State

_MOST_METADATA = 900_000
"""Bytes of patterns, at most three for each of theirs: far below what BuildKit carries (D.10)."""
_PER_PATTERN = 48


def prove(state: State) -> Found:
    """The step: the candidates without those that would break one of the builds."""
    proof = Proof(state)
    every = ordered(state.candidates)
    standing = _without_covered(state, every)
    proven = proof.proven(standing)
    gone = {each.line for each in standing} - {each.line for each in proven}
    if gone and len(standing) < len(every):
        # What covered some of git's rules may be among what is gone.
        left = without_orphans([each for each in every if each.line not in gone])
        proven = proof.proven(_without_covered(state, left))
    return Found(proven, proof.notes)


def _without_covered(state: State, candidates: list[Candidate]) -> list[Candidate]:
    """Nor what stands there for something that goes: an exception, or a rule in its other form."""
    left = without_covered(candidates, state.before, state.tree)
    return left if len(left) == len(candidates) else without_idle(state, left)


class Proof:
    def __init__(self, state: State) -> None:
        self.state = state
        self.notes: list[Finding] = []

    def proven(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates without those that would break something."""
        for own in self._own_builders()[:1]:
            candidates = self._read_by(own, candidates)
        left = self._carried(list(candidates))
        steps = StepsOnTrial(self.state)
        while left:
            harmful, changed = self._harmful(left)
            if changed and not harmful:
                harmful = steps.harmful(left)
            if not harmful:
                break
            for index in sorted(harmful):
                self.notes.append(left_out(left[index].line, harmful[index]))
            if any(_is_allowlist(left[index]) for index in harmful):
                # It was tried as a whole, and a part of it would be proposed again.
                harmful |= {at: "" for at, each in enumerate(left) if _is_allowlist(each)}
            standing = [each for index, each in enumerate(left) if index not in harmful]
            left = without_idle(self.state, without_orphans(standing))
        return left

    def _read_by(self, own: Builder, candidates: Sequence[Candidate]) -> list[Candidate]:
        from_docker = own.traits.ignore_language.from_docker
        found = [each._replace(line=from_docker(each.line)) for each in candidates]
        left = [each for each in found if not refused(own, each.line)]
        for each in found:
            if each not in left:
                who = own.traits.label
                self.notes.append(left_out(each.line, f"{who} would refuse every COPY"))
        return left

    def _carried(self, candidates: list[Candidate]) -> list[Candidate]:
        size = sum(_metadata(rule.pattern) for rule in self.state.before)
        for count, each in enumerate(candidates):
            size += _metadata(each.line)
            if size > _MOST_METADATA:
                more = len(candidates) - count
                text = f"{more:,} rules left out: BuildKit cannot carry so many"
                self.notes.append(Finding("rule-left-out", text, severity="note"))
                return candidates[:count]
        return candidates

    def _comparisons(self, candidates: Sequence[Candidate]) -> Iterator[Comparison]:
        """Of one walk for all builds by each of Docker's builders, then of Podman's for each."""
        state = self.state
        paths = [each.request.path for each in state.asked]
        asking = [Rule(path, False, path, Place(NEW)) for path in paths]
        both = (state.before, (*state.before, *parsed(candidates)))
        buildkit = (buildkit_builder(rules, None, asking) for rules in both)
        classic = (classic_builder(rules, dockerfile=state.dockerfile) for rules in both)
        yield self._compared(*buildkit)
        yield self._compared(*classic)
        for builder in self._own_builders():
            copying = (under(builder, state.before, new, NEW) for new in ((), candidates))
            yield self._compared(*copying, asks_for_others=True)

    def _compared(self, was: Builder, now: Builder, *, asks_for_others: bool = False) -> Comparison:
        filters = was.filter(Detail.ALL), now.filter(Detail.ALL)
        return Comparison(self.state.tree, *filters, asks_for_others=asks_for_others)

    def _own_builders(self) -> list[Builder]:
        """What copies, where its rules are not quite Docker's."""
        found = (every_copy(build.inspection) for build in self.state.builds)
        return [builder for builder in found if builder is not None]

    def _harmful(self, candidates: list[Candidate]) -> tuple[dict[int, str], bool]:
        """The candidates that break something, each with what; and whether others are sent."""
        harmful: dict[int, str] = {}
        unexplained = changed = False
        for comparison in self._comparisons(candidates):
            for index, why in self._wrongs(candidates, comparison):
                if index is None:
                    unexplained = True
                else:
                    harmful.setdefault(index, why)
            changed = changed or comparison.changed
        if unexplained and not harmful:
            why = "together with the rules that are there, it would change what else is sent"
            exceptions = [at for at, each in enumerate(candidates) if each.exception]
            return dict.fromkeys(exceptions or range(len(candidates)), why), changed
        return harmful, changed

    def _wrongs(
        self, candidates: list[Candidate], comparison: Comparison
    ) -> Iterator[tuple[int | None, str]]:
        """Of each rule (``None``: of none of ours) the first path by name, kind by kind."""
        first: dict[Kind, dict[int | None, tuple[str, str]]] = {kind: {} for kind in Kind}
        for kind, path, rule in comparison:
            index = _index(rule)
            known = first[kind].get(index)
            if known is None or path < known[0]:
                why = self._why(kind, path, candidates[index] if index is not None else None)
                if why is not None:
                    first[kind][index] = path, why
        for found in first.values():
            yield from ((index, why) for index, (_, why) in found.items())
        yield from self._sources_without_anything(comparison)

    def _why(self, kind: Kind, path: str, taken_by: Candidate | None) -> str | None:
        if kind is Kind.LOST:
            return self._why_not(path, taken_by)
        if kind is Kind.EMPTIED:
            return f"{path} would arrive empty"
        allowed = self.state.allowed is not None and path in self.state.allowed
        return None if allowed else f"it would let in {path}, which is ignored"

    def _why_not(self, path: str, rule: Candidate | None) -> str | None:
        if rule is not None and _is_allowlist(rule) and self.state.allowed is not None:
            return "an instruction asks for it" if path in self.state.allowed else None
        asking = self.state.protected.explicit.get(path)
        if asking is not None:
            return f"{asking.line_of_file} names {path}"
        asking = self.state.protected.below.get(path)
        may_take_it = rule is not None and rule.source != "dockerfile"
        if asking is not None and path not in self.state.junk and not may_take_it:
            return f"{asking.line_of_file} names what {path} lies in"
        if path in self.state.tracked and (rule is None or not rule.takes_tracked):
            return f"git tracks {path}"
        return None

    def _sources_without_anything(self, comparison: Comparison) -> Iterator[tuple[int | None, str]]:
        """For BuildKit's walk: the sources that would find nothing any more."""
        asked = self.state.asked
        whole = sum(1 << at for at, each in enumerate(asked) if each.request.path == ALL_PATHS)
        # COPY of the whole context works with an empty one.
        lost = comparison.asked_before & ~comparison.asked_after & ~whole
        first: dict[int | None, tuple[str, int]] = {}
        for bits, change in comparison.unasked(lost) if lost else ():
            index = _index(change.rule)
            if index not in first or change.path < first[index][0]:
                first[index] = change.path, bits
        for index, (_, bits) in first.items():
            yield index, f"{asked[bits.bit_length() - 1].line_of_file} would find nothing"


def _is_allowlist(candidate: Candidate) -> bool:
    return candidate.group == "allowlist"


def _index(rule: Rule | None) -> int | None:
    return rule.place.line if rule is not None and rule.place.file == NEW else None


def _metadata(pattern: str) -> int:
    return 3 * len(pattern.encode("utf-8", "surrogateescape")) + _PER_PATTERN
