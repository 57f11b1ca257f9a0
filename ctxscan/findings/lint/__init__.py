"""Whether an ignore file and the sources of a build do what their writer meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.findings.check.remedies import and_above, junk_row
from ctxscan.findings.failures import findings_of_failures, outcome
from ctxscan.findings.lint.checks import Makers, Subject
from ctxscan.findings.lint.observe import Watch
from ctxscan.findings.lint.places import SharedPlaces
from ctxscan.findings.lint.rules import effects, files, names, podman, wording
from ctxscan.findings.lint.rules.history import HistorySent
from ctxscan.findings.lint.rules.order import order_findings
from ctxscan.ignore.pattern import DockerPattern
from ctxscan.inspection.look import Look
from ctxscan.inspection.side_by_side import add_up_all, without_errors
from ctxscan.inspection.steps import look_at_named
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.findings.lint.checks import Check
    from ctxscan.findings.lint.rules.history import Verdict
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection, TransferWalk
    from ctxscan.inspection.arrivals import Arrivals

BY_LOOKS = wording.BY_LOOKS
"""Checks of one rule that are wrong about a rule that matches something here."""

BY_MEANING = (*wording.BY_MEANING, *podman.BY_MEANING)
"""Checks of one rule that are right on every tree."""

IN_CONTEXT: tuple[Callable[[Subject], Check], ...] = (
    *effects.IN_CONTEXT,
    *files.IN_CONTEXT,
    HistorySent,
)
"""Checks that have to see the context."""

ON_THE_MODEL = files.ON_THE_MODEL
"""The same, and they have to know what the steps come to."""

COUNTING = names.COUNTING
"""The same, and they have to know how often each rule matches."""

ABOUT_THE_TEXT = frozenset(
    {"never-matches", "indented-comment", "trailing-comment", "backslash", "braces"}
)
"""Where one of these is said of a rule, whatever else is wrong with it follows from it."""


class Lint(NamedTuple):
    findings: tuple[Finding, ...]
    """By file and line."""

    rules: int

    walked: int
    """Paths that were looked at, ignored ones included; 0 if Docker refuses the file."""

    @property
    def passed(self) -> bool:
        """Whether nothing is worse than a note, which hangs on more than what lies here."""
        return all(each.severity == "note" for each in self.findings)


def lint(inspection: Inspection, on_directory: Callable[[int], None] | None = None) -> Lint:
    """Walk the context once and try every check. Raises CtxscanError, as the walk does."""
    begun = Begun.of(inspection)
    return begun.lint(add_up_all(begun.looks, ONE_PROCESS, on_directory))


ONE_PROCESS = 1
"""Checks see a walk whole, and in its order."""


class Begun(NamedTuple):
    """Checks whose context is still to be walked, alone or together with others."""

    subject: Subject
    watch: Watch
    looks: tuple[Look, ...]
    """Of the context, then of the named contexts."""

    named: tuple[Arrivals, ...]

    @classmethod
    def of(cls, inspection: Inspection, places: SharedPlaces | None = None) -> Begun:
        """*places*: shared with the builds that are walked together with this one."""
        rules = inspection.ignore_file.rules
        subject = Subject(inspection, rules, tuple(DockerPattern(rule.pattern) for rule in rules))
        own = (places or SharedPlaces()).of(inspection.context.builder)
        watch = Watch(subject, Makers(IN_CONTEXT, COUNTING, ON_THE_MODEL), own)
        named, looks = look_at_named(inspection)
        return cls(subject, watch, (Look(inspection.context, Detail.ALL, watch), *looks), named)

    def lint(
        self,
        walked: Sequence[TransferWalk | CtxscanError],
        git_rules: Callable[[], GitRules | None] = lambda: None,
        tracked: Callable[[], Iterable[str]] = tuple,
        further: Callable[[Inspection], Iterable[Finding]] = lambda _: (),
    ) -> Lint:
        """*walked*: what came of the look. Raises CtxscanError where it is refused.

        *tracked* by git, asked once a rule seems to be meant for more than it matches. *further*:
        what else is said of a build, once the look is over: copies that stand too early by the
        commits of its branch, and its history.
        """
        stream, *_ = without_errors(walked)
        subject, watch = self.subject, self.watch
        inspection = subject.inspection
        built = outcome(inspection, watch.arrived if inspection.syncs else None, self.named)
        found = [*files.nearby(inspection), *files.met(inspection, stream)]
        found += _rule_by_rule(subject, watch.matched)
        found += order_findings(subject)
        for check in watch.checks:
            found += check.findings()
        for each in watch.counting:
            found += each.findings(watch.matched)
        for one in watch.modelled:
            found += one.findings(built)
        failing = findings_of_failures(inspection, built.failures, git_rules)
        found += [each for each in failing if each.severity == "error"]
        found += further(inspection)
        found = _without_sources(found, tracked)
        return Lint(_arranged(found), len(subject.rules), watch.walked)

    def about_history(self, verdict: Verdict) -> Iterator[Finding]:
        """What there is to say of ``.git``, once the look is over."""
        for check in self.watch.checks:
            if isinstance(check, HistorySent):
                yield from check.about(verdict)


_GUESSES = frozenset({"only-at-root", "misspelled"})
"""What a rule may have been meant for."""


def _without_sources(found: list[Finding], tracked: Callable[[], Iterable[str]]) -> list[Finding]:
    """Nobody means to ignore what git tracks, unless it is junk; exceptions are for just that."""
    guesses = {each.path for each in found if each.code in _GUESSES and each.path}
    if not guesses:
        return found
    known = {above for path in tracked() for above in and_above(path)}
    sources = {path for path in guesses & known if junk_row(path) is None}
    return [
        each
        for each in found
        if each.code not in _GUESSES
        or each.path not in sources
        or (each.rule or "").lstrip().startswith("!")
    ]


def _rule_by_rule(subject: Subject, matched: Sequence[int]) -> Iterator[Finding]:
    each = zip(subject.rules, subject.patterns, matched, strict=True)
    for rule, pattern, count in each:
        checks = BY_MEANING if count else (*BY_LOOKS, *BY_MEANING)
        yield from filter(None, (check(rule, pattern) for check in checks))


def _arranged(found: Sequence[Finding]) -> tuple[Finding, ...]:
    settled = {finding.place for finding in found if finding.code in ABOUT_THE_TEXT}
    kept = (each for each in found if each.code in ABOUT_THE_TEXT or each.place not in settled)
    return tuple(sorted(dict.fromkeys(kept), key=_order))


def _order(finding: Finding) -> tuple[str, int, str]:
    place = finding.place
    return (place.file, place.line or 0, finding.code) if place else ("", 0, finding.code)
