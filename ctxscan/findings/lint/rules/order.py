"""Rules that do nothing because of other rules: proved from the patterns, for every tree.

Why the proofs hold is said where they are written; the procedure is docs/semantics, B.6.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ctxscan.findings.lint.about import about
from ctxscan.findings.lint.proofs import apart, covers, hits, is_literal, parents
from ctxscan.ignore.pattern import DockerPattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import Subject
    from ctxscan.ignore.file import Rule

MOST_WILDCARDS = 1000
"""With more of them, each rule is compared only with those of its own text."""


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
    def _has_exceptions(self) -> bool:
        return any(True for _ in self.subject.exceptions())

    @cached_property
    def _by_text(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, rule in enumerate(self.subject.rules):
            found.setdefault(rule.pattern, []).append(index)
        return found

    @cached_property
    def _wildcards(self) -> list[int]:
        patterns = enumerate(self.subject.patterns)
        found = [index for index, pattern in patterns if not is_literal(pattern)]
        return found if len(found) <= MOST_WILDCARDS else []

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
        texts = [pattern.pattern, *(parent.pattern for parent in parents(pattern))]
        same = [each for text in texts for each in self._by_text.get(text, ())]
        return sorted({*same, *self._wildcards} - {index})

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
        elif any(rule.exception is not kind for rule in rules[other:index]):
            return False
        if covers(wide, narrow):
            return True
        plain = not kind and not any(rule.exception for rule in rules[:index])
        return plain and any(covers(wide, parent) for parent in parents(narrow))

    def _may_go(self, index: int) -> bool:
        """Whether the classic builder's rescue of its own files hangs on the rule (C.2)."""
        dockerfile = self.subject.inspection.location.dockerfile.in_context
        pattern = self.subject.patterns[index]
        return not any(hits(pattern, path) for path in (dockerfile, ".dockerignore") if path)

    def undone(self, index: int) -> Finding | None:
        """Ignored, and taken back by an exception of the same text further down."""
        rule = self.subject.rules[index]
        later = [each for each in self._by_text[rule.pattern] if each > index]
        back = [each for each in later if self.subject.rules[each].exception]
        if rule.exception or not back:
            return None
        line = self.subject.rules[back[0]].place.line
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
        rules, patterns = self.subject.rules, self.subject.patterns
        rule, pattern = rules[index], patterns[index]
        before = [each for each in range(index) if not rules[each].exception]
        if not all(apart(patterns[each], pattern) for each in before):
            return None
        for each in before:
            if is_literal(pattern) and _reaches_below(rules[each].pattern, rule.pattern):
                return about(
                    rule,
                    "exception-misses",
                    f"re-includes nothing: it takes back only what ignores {rule.pattern} itself, "
                    f"and line {rules[each].place.line} ({rules[each]}) ignores what is in it",
                    f"write !{rule.pattern}/** to keep all that is in it",
                )
        after = (each for each in rules[index:] if not each.exception)
        later = next((each for each in after if not apart(_compiled(each), pattern)), None)
        where = f"; line {later.place.line} ({later}) comes after it" if later else ""
        return about(
            rule,
            "exception-useless",
            f"re-includes nothing: no rule above can ignore what it matches{where}",
            f"move it below line {later.place.line}" if later else "remove it",
            fix=() if later is None and self._may_go(index) else None,
        )


def _compiled(rule: Rule) -> DockerPattern:
    return DockerPattern(rule.pattern)


def _reaches_below(ignoring: str, directory: str) -> bool:
    return ignoring.startswith(("**", f"{directory}/"))
