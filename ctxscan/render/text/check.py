"""The outcome of a gate for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from ctxscan.render.names import printable
from ctxscan.render.outcome import advice_lines, headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from ctxscan.render.outcome import Outcome


def checks_text(outcomes: Sequence[Outcome]) -> Group:
    """Each build; of several with names, those that pass in a line each, behind the others."""
    short = [each for each in outcomes if each.passed and each.build and len(outcomes) > 1]
    parts: list[RenderableType] = []
    for outcome in outcomes:
        if outcome in short:
            continue
        if parts:
            parts.append(Text(""))
        parts.append(Text(outcome.heading, "bold"))
        parts += [_findings(outcome), _verdict(outcome)]
    if parts and short:
        parts.append(Text(""))
    for outcome in short:
        parts.append(Text.assemble((printable(outcome.build), "bold"), f": {outcome.verdict}"))
    return Group(*parts)


def _verdict(outcome: Outcome) -> RenderableType:
    return Padding(Text(outcome.verdict, "green" if outcome.passed else "red"), (0, 0, 0, 2))


def _findings(outcome: Outcome) -> Group:
    """One paragraph for each finding; the code in brackets can be looked up in docs/codes.md."""
    parts: list[RenderableType] = []
    for finding in outcome.findings:
        where = f"{printable(str(finding.place))}: " if finding.place else ""
        line = Text.assemble((where, "bold"), headline(finding), (f" [{finding.code}]", "dim"))
        parts.append(Padding(line, (0, 0, 0, 2)))
        parts += [
            Padding(Text(f"-> {advice}", "green"), (0, 0, 0, 5))
            for advice in advice_lines(outcome, finding)
        ]
    return Group(*parts)


def draw_gated(report: RenderableType, outcome: Outcome) -> RenderableType:
    """A report, and behind it what its gate says."""
    return Group(report, Text(""), _findings(outcome), _verdict(outcome))
