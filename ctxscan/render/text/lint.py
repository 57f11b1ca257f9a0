"""Lint findings for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from ctxscan.render.lint import lint_verdict
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ctxscan.context.locate.docker import Location
    from ctxscan.finding import Finding
    from ctxscan.findings.lint import Lint


def lint_text(location: Location, found: Lint, changed: int, *, may_fix: bool) -> Group:
    """*changed*: lines that ``--fix`` has written; *may_fix*: whether to offer it."""
    parts: list[RenderableType] = []
    for finding in found.findings:
        parts += _finding(finding)
    return Group(*parts, Text(_summary(location, found, changed, may_fix=may_fix)))


def _finding(finding: Finding) -> list[RenderableType]:
    rule = f"  {printable(finding.rule)}" if finding.rule is not None else ""
    head = Text.assemble((printable(str(finding.place or "")), "bold"), (rule, "cyan"))
    what = Text.assemble(printable(finding.message), (f" [{finding.code}]", "dim"))
    rows: list[RenderableType] = [head, Padding(what, (0, 0, 0, 2))]
    if finding.hint:
        rows.append(Padding(Text(f"-> {printable(finding.hint)}", "green"), (0, 0, 0, 2)))
    return [*rows, Text("")]


def _summary(location: Location, found: Lint, changed: int, *, may_fix: bool) -> str:
    verdict = lint_verdict(location, found, changed)
    fixable = len([each for each in found.findings if each.fix is not None])
    if not may_fix or not fixable:
        return verdict
    offer = f"--fix can write {fixable} of the fixes" if fixable > 1 else "--fix fixes 1"
    return f"{verdict}; {offer}"
