"""Rules that do nothing because of other rules: proved from the patterns, for every tree.

Why the proofs hold is said where they are written; the procedure is docs/semantics, B.6.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.proofs import (
    apart,
    covers,
    covers_a_parent,
    hits,
    is_literal,
    parents,
)
from ctxscan.ignore.bits import indices
from ctxscan.ignore.matcher import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import Subject
    from ctxscan.ignore.pattern import DockerPattern

MOST_WILDCARDS = 500
"""With more of them, they are compared only with those of their own text."""

MOST_PAIRS = 100_000
"""Of an exception with wildcards and a rule: with more, nothing is proved about such exceptions."""


def order_findings(subject: Subject) -> Iterator[Finding]:
    order = Order(subject)
    for index, rule in enumerate(subject.rules):
        finding = order.shadowed(index) or order.undone(index)
        if finding is None and rule.exception:
            finding = order.exception(index)
        if finding is not None:
            yield finding


class Order:
    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    @cached_property
    def _first_exception(self) -> int:
        rules = self.subject.rules
        return next((at for at, rule in enumerate(rules) if rule.exception), len(rules))

    @property
    def _has_exceptions(self) -> bool:
        return self._first_exception < len(self.subject.rules)

    @cached_property
    def _runs(self) -> list[int]:
        """Of each rule: how often rules and exceptions took turns before it."""
        kinds = [rule.exception for rule in self.subject.rules]
        turns = [one is not other for one, other in pairwise(kinds)]
        return list(accumulate(turns, initial=0))

    @cached_property
    def _first(self) -> dict[tuple[int, str], int]:
        """The first rule of a text, among those without one of the other kind between them."""
        found: dict[tuple[int, str], int] = {}
        for index, rule in enumerate(self.subject.rules):
            found.setdefault((self._runs[index], rule.pattern), index)
        return found

    @cached_property
    def _exceptions_by_text(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, rule in enumerate(self.subject.rules):
            if rule.exception:
                found.setdefault(rule.pattern, []).append(index)
        return found

    @cached_property
    def _wildcards(self) -> list[int]:
        patterns = enumerate(self.subject.patterns)
        return [index for index, pattern in patterns if not is_literal(pattern)]

    @cached_property
    def _wild(self) -> Matcher:
        return Matcher([self.subject.rules[index] for index in self._wildcards])

    @cached_property
    def _all(self) -> Matcher:
        return Matcher(self.subject.rules)

    @cached_property
    def _ignoring(self) -> int:
        """The rules that are no exceptions, as bits."""
        digits = ("0" if rule.exception else "1" for rule in reversed(self.subject.rules))
        return int("".join(digits) or "0", 2)

    def shadowed(self, index: int) -> Finding | None:
        other = next((each for each in self._near(index) if self._shadows(each, index)), None)
        if other is None:
            return None
        rule, first = self.subject.rules[index], self.subject.rules[other]
        does = "re-includes" if rule.exception else "ignores"
        line = first.place.line
        what = f"says what line {line} says" if first.pattern == rule.pattern else "does nothing"
        return about(
            rule,
            "shadowed",
            f"{what}: line {line} ({first}) already {does} all that it matches",
            "remove it",
            fix=() if self._may_go(index) else None,
        )

    def _near(self, index: int) -> Iterable[int]:
        """Rules that may cover this one, in order."""
        pattern = self.subject.patterns[index]
        texts = [pattern.pattern, *parents(pattern)]
        run = self._runs[index]
        same = {each for text in texts if (each := self._first.get((run, text))) is not None}
        return sorted({*same, *self._near_wildcards(pattern)} - {index})

    def _near_wildcards(self, pattern: DockerPattern) -> Iterable[int]:
        if is_literal(pattern):
            bits = self._wild.on_the_way(pattern.text)
            return (self._wildcards[each] for each in indices(bits))
        return self._wildcards if len(self._wildcards) <= MOST_WILDCARDS else ()

    def _shadows(self, other: int, index: int) -> bool:
        """Whether rule *other* leaves nothing to do for rule *index*.

        Where it matches all that the other matches, with nothing between them to undo it, the
        second one always finds its work done, is skipped, and so is never remembered either. That
        it matches a directory above is enough only without exceptions: one could have kept it from
        being tried there. Without any exception, the order of rules means nothing.
        """
        rules, patterns = self.subject.rules, self.subject.patterns
        kind = rules[index].exception
        if rules[other].exception is not kind:
            return False
        wide, narrow = patterns[other], patterns[index]
        if other > index:
            if self._has_exceptions or covers(narrow, wide):
                return False
        elif self._runs[other] != self._runs[index]:
            return False
        if covers(wide, narrow):
            return True
        plain = not kind and index <= self._first_exception
        # What is near a literal rule matches it, or a directory above it.
        return plain and (is_literal(narrow) or covers_a_parent(wide, narrow))

    def _may_go(self, index: int) -> bool:
        """Whether the classic builder's rescue of its own files hangs on the rule (C.2)."""
        dockerfile = self.subject.inspection.location.dockerfile.in_context
        pattern = self.subject.patterns[index]
        return not any(hits(pattern, path) for path in (dockerfile, ".dockerignore") if path)

    def undone(self, index: int) -> Finding | None:
        """Ignored, and taken back by an exception of the same text further down."""
        rule = self.subject.rules[index]
        exceptions = self._exceptions_by_text.get(rule.pattern, ())
        back = bisect_right(exceptions, index)
        if rule.exception or back == len(exceptions):
            return None
        line = self.subject.rules[exceptions[back]].place.line
        return about(
            rule,
            "undone",
            f"the exception on line {line} takes back all that it ignores",
            "decide for one of the two",
        )

    def exception(self, index: int) -> Finding | None:
        """Whether nothing that this exception matches can be ignored when its turn comes.

        A literal one is tried on its own path alone, unless it did something there: what other
        rules ignore below that path stays ignored.
        """
        rules, pattern = self.subject.rules, self.subject.patterns[index]
        rule = rules[index]
        able = self._able(index, pattern)
        if able is None or able & ((1 << index) - 1):
            return None
        below = self._first_below(rule.pattern) if is_literal(pattern) else None
        if below is not None and below < index:
            return about(
                rule,
                "exception-misses",
                f"re-includes nothing: it takes back only what ignores {rule.pattern} itself, "
                f"and line {rules[below].place.line} ({rules[below]}) ignores what is in it",
                f"write !{rule.pattern}/** to keep all that is in it",
            )
        later = rules[next(indices(able))] if able else None
        where = f"; line {later.place.line} ({later}) comes after it" if later else ""
        return about(
            rule,
            "exception-useless",
            f"re-includes nothing: no rule above can ignore what it matches{where}",
            f"move it below line {later.place.line}" if later else "remove it",
            fix=() if later is None and self._may_go(index) else None,
        )

    def _able(self, index: int, pattern: DockerPattern) -> int | None:
        """The rules that may ignore what an exception matches, as bits; ``None``: not proved."""
        if is_literal(pattern):
            return self._all.on_the_way(pattern.text) & self._ignoring
        if self._too_many_pairs:
            return None
        bits = 0
        for each, other in enumerate(self.subject.patterns):
            if self._ignoring >> each & 1 and not apart(other, pattern):
                if each < index:
                    return 1 << each
                return bits | 1 << each
        return bits

    @cached_property
    def _too_many_pairs(self) -> bool:
        wild = sum(self.subject.rules[index].exception for index in self._wildcards)
        return wild * len(self.subject.rules) > MOST_PAIRS

    @cached_property
    def _below(self) -> dict[str, int]:
        """The first rule that ignores something in a directory, by the directory's path."""
        found: dict[str, int] = {}
        for index, rule in enumerate(self.subject.rules):
            text = rule.pattern
            for at, char in enumerate(text) if not rule.exception else ():
                if char == "/":
                    found.setdefault(text[:at], index)
        return found

    @cached_property
    def _anywhere(self) -> int | None:
        rules = enumerate(self.subject.rules)
        found = (at for at, rule in rules if not rule.exception and rule.pattern[:2] == "**")
        return next(found, None)

    def _first_below(self, directory: str) -> int | None:
        found = (self._below.get(directory), self._anywhere)
        return min((each for each in found if each is not None), default=None)
