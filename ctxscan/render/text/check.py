"""The outcome of a gate for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from ctxscan.render.check_words import advice_lines, headline, title, verdict
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from ctxscan.finding import Finding
    from ctxscan.findings.check import Checked


def checks_text(outcomes: Sequence[Checked]) -> Group:
    parts: list[RenderableType] = []
    for checked in outcomes:
        if parts:
            parts.append(Text(""))
        parts.append(Text(f"Build context {title(checked)}", "bold"))
        parts.append(findings_text(checked, checked.findings))
        color = "green" if checked.passed else "red"
        parts.append(Padding(Text(verdict(checked), color), (0, 0, 0, 2)))
    return Group(*parts)


def findings_text(checked: Checked, findings: Iterable[Finding]) -> Group:
    """One paragraph for each finding; the code in brackets can be looked up in docs/codes.md."""
    parts: list[RenderableType] = []
    for finding in findings:
        where = f"{printable(str(finding.place))}: " if finding.place else ""
        line = Text.assemble((where, "bold"), headline(finding), (f" [{finding.code}]", "dim"))
        parts.append(Padding(line, (0, 0, 0, 2)))
        parts += [
            Padding(Text(f"-> {advice}", "green"), (0, 0, 0, 5))
            for advice in advice_lines(checked, finding)
        ]
    return Group(*parts)


def draw_gated(report: RenderableType, checked: Checked) -> RenderableType:
    """A report, and behind it what its gate says."""
    color = "green" if checked.passed else "red"
    ending = Padding(Text(verdict(checked), color), (0, 0, 0, 2))
    return Group(report, Text(""), findings_text(checked, checked.findings), ending)
