"""The gate: a build's context against limits, and against what should never be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.check.baseline import BaselineEntry, large_parts
from ctxscan.findings.check.credentials.findings import named_secrets, secrets
from ctxscan.findings.check.credentials.look import Place, found_secrets, secret_watch
from ctxscan.findings.check.forbidden import forbidden, forbidding
from ctxscan.findings.check.gate import gate, large_files
from ctxscan.findings.check.limits import Limits, codes_looked_for
from ctxscan.findings.check.measure import Measuring, measured_by_report
from ctxscan.findings.check.named_contexts import findings_of_named
from ctxscan.findings.check.pattern_watch import PatternWatch
from ctxscan.findings.check.remedies import Advisor
from ctxscan.findings.failures import findings_of_failures, outcome
from ctxscan.inspection.side_by_side import add_up_all
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.git.tracked_files import Tracked
    from ctxscan.errors import CtxscanError
    from ctxscan.finding import Finding
    from ctxscan.findings.check.leaks import Unwritten
    from ctxscan.findings.check.measure import Measured, Walked
    from ctxscan.findings.history import History
    from ctxscan.findings.report.report import Report
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection, TransferWalk


class Checked(NamedTuple):
    """One context, looked at."""

    inspection: Inspection
    limits: Limits
    measured: Measured
    findings: tuple[Finding, ...]
    codes: tuple[str, ...]
    """What was looked for."""

    notices: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Notes are worth a look, and fail nothing."""
        return not self.failing

    @property
    def failing(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity != "note")

    @property
    def baseline_entry(self) -> BaselineEntry:
        return BaselineEntry(
            self.measured.bytes, self.measured.files, large_parts(self.measured.parts())
        )


def _nothing_unwritten() -> Unwritten:
    from ctxscan.findings.check.leaks import Unwritten  # noqa: PLC0415 - asked for leaks alone

    return Unwritten(frozenset(), more_is_suggested=False)


class Surroundings(NamedTuple):
    """What a check needs to know beyond its context."""

    git_rules: Callable[[], GitRules | None] = lambda: None
    """Asked once it is needed; ``None`` where git has no rules for the context."""

    baseline: BaselineEntry | None = None

    unwritten: Callable[[], Unwritten] = _nothing_unwritten
    """What suggest would add to the ignore file; asked for leaks alone."""

    tracked: Callable[[str], Tracked | None] = lambda _: None
    """What git tracks below a directory; asked once something may be a secret."""

    history: Callable[[Inspection], History | None] = lambda _: None
    """By which chain a build that reads the same ignore file reads ``.git``."""

    def advisor(self, inspection: Inspection) -> Advisor:
        return Advisor(
            inspection,
            lambda: self.tracked(inspection.location.root),
            lambda: self.history(inspection) is not None,
        )


def check(
    inspection: Inspection,
    limits: Limits,
    surroundings: Surroundings,
    on_directory: Callable[[int], None] | None = None,
) -> Checked:
    """Walk the context once. Raises CtxscanError, as the walk does."""
    begun = Begun.of(inspection, limits)
    walked = add_up_all(begun.measuring.looks, inspection.options.workers, on_directory)
    return begun.checked(walked, surroundings)


class Begun(NamedTuple):
    """A check whose contexts are still to be walked, alone or together with others."""

    inspection: Inspection
    limits: Limits
    watches: _Watches
    measuring: Measuring

    @classmethod
    def of(cls, inspection: Inspection, limits: Limits) -> Begun:
        watches = _Watches(limits)
        return cls(inspection, limits, watches, Measuring.of(inspection, limits, watches.all))

    def checked(
        self, found: Sequence[TransferWalk | CtxscanError], surroundings: Surroundings
    ) -> Checked:
        """*found*: what came of each look. Raises CtxscanError where one of them is refused."""
        inspection, limits = self.inspection, self.limits
        walked = self.measuring.walked(found)
        measured = walked.measured(inspection, limits)
        check = _Check(inspection, limits, surroundings, self.watches, walked, measured)
        return Checked(
            inspection,
            limits,
            measured,
            tuple(check.findings()),
            codes_looked_for(limits),
            (*inspection.notices_but_refusal, *walked.notices),
        )


def check_report(report: Report, max_size: int, surroundings: Surroundings) -> Checked:
    """The same gate on the size of what was measured for a report."""
    limits = Limits(max_size=max_size)
    measured = measured_by_report(report)
    advisor = surroundings.advisor(report.inspection)
    findings = tuple(gate(report.inspection, limits, measured, advisor))
    return Checked(report.inspection, limits, measured, findings, ("too-large",), ())


class _Watches:
    def __init__(self, limits: Limits) -> None:
        self.forbidden = forbidding(limits.forbid)
        self.accepted = PatternWatch(limits.allow_secret)
        self.secrets = secret_watch() if limits.secrets else PatternWatch(())

    @property
    def all(self) -> tuple[PatternWatch, ...]:
        return self.forbidden, self.accepted, self.secrets


class _Check(NamedTuple):
    inspection: Inspection
    limits: Limits
    surroundings: Surroundings
    watches: _Watches
    walked: Walked
    measured: Measured

    def findings(self) -> Iterator[Finding]:
        inspection, limits, walked = self.inspection, self.limits, self.walked
        advisor = self.surroundings.advisor(inspection)
        yield from gate(inspection, limits, self.measured, advisor, self.surroundings.baseline)
        yield from large_files(advisor, limits, walked.too_large)
        yield from forbidden(limits.forbid, self.watches.forbidden, advisor, inspection)
        if limits.secrets:
            yield from self._secrets(advisor)
        for named in walked.named:
            yield from findings_of_named(named, limits, self.surroundings.tracked)
        if limits.missing:
            built = outcome(inspection, walked.arrived, walked.brought)
            found = findings_of_failures(inspection, built.failures, self.surroundings.git_rules)
            yield from (each for each in found if each.severity == "error")
        rules = self.surroundings.git_rules() if limits.leaks else None
        if rules is not None:
            from ctxscan.findings.check.leaks import leaks  # noqa: PLC0415 - most checks are not asked for any

            unwritten = self.surroundings.unwritten()
            yield from leaks(inspection, rules, advisor, self.measured.directories, unwritten)

    def _secrets(self, advisor: Advisor) -> Iterator[Finding]:
        inspection, watches = self.inspection, self.watches
        place = Place(inspection.location.root, self.surroundings.tracked)
        found = found_secrets(watches.secrets, watches.accepted, place)
        directories = self.measured.directories
        yield from secrets(found, place, directories, advisor, inspection)
        reported = [each.hit.path for each in found]
        rules, allowed = self.surroundings.git_rules, self.limits.allow_secret
        yield from named_secrets(inspection, place, allowed, reported, rules)
