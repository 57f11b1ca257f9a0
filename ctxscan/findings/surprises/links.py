"""``--link`` that has no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.reached import at, copies
from ctxscan.findings.trials import Trials, in_stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.inspection import Inspection
    from ctxscan.inspection.changed import Tried


def findings(inspection: Inspection, outcome: Outcome) -> Iterator[Finding]:
    if not inspection.traits.chmod_ends_link:
        return
    lines = {step.own_line: step.chmod for step in copies(inspection) if step.link and step.chmod}
    trials = Trials(inspection, outcome)
    for line, chmod in lines.items():
        yield Finding(
            "link-lost",
            f"--chmod={chmod} ends --link without a word: this is a plain copy, which runs again "
            "when anything before it changes",
            at(inspection, line),
            _remedy(trials, line),
        )


def _remedy(trials: Trials, line: int) -> str | None:
    copy = trials.written(line)
    if copy is None:
        return None
    ways = {
        "chmod": "leave out --chmod, and set the mode before the build (git keeps the executable "
        "bit)",
        "link": "leave out --link, which does nothing here",
    }
    found = {flag: trials.write(copy.without_flag(flag)) for flag in ways}
    return ", or ".join(ways[flag] for flag in ways if _helps(trials, line, found[flag])) or None


def _helps(trials: Trials, line: int, found: Tried | None) -> bool:
    """Whether one of the flags is left, and the files come out where they did."""
    if found is None or not trials.fails_alike(found):
        return False
    both = (step.own_line for step in copies(found.inspection) if step.link and step.chmod)
    return line not in both and in_stages(found.outcome) == in_stages(trials.outcome)
