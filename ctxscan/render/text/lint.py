"""Lint findings for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.lint import lint_verdict
from ctxscan.render.names import printable
from ctxscan.render.words import listed, named

if TYPE_CHECKING:
    from ctxscan.api.asked import Answers
    from ctxscan.api.lint import Linted
    from ctxscan.finding import Finding
    from ctxscan.render.drawing.text import Drawable


def lint_text(answers: Answers[Linted], *, may_fix: bool) -> Group:
    """Each finding once, with the builds that it is about; *may_fix*: whether to offer it."""
    about: dict[Finding, list[str]] = {}
    for each in answers.found:
        for finding in each.value.lint.findings:
            about.setdefault(finding, []).append(each.build.name)
    parts: list[Drawable] = []
    for finding, builds in about.items():
        where = "" if len(builds) == len(answers.found) else f"  ({listed(builds)})"
        parts += _finding(finding, where)
    alike: dict[str, list[str]] = {}
    for each in answers.found:
        verdict = _summary(each.value, may_fix=may_fix)
        alike.setdefault(verdict, []).append(each.build.name)
    parts += [Text(named(listed(builds), verdict)) for verdict, builds in alike.items()]
    return Group(*parts)


def _finding(finding: Finding, builds: str) -> list[Drawable]:
    rule = f"  {printable(finding.rule)}" if finding.rule is not None else ""
    head = Text.assemble((printable(str(finding.place or "")), "bold"), (rule, "cyan"), builds)
    what = Text.assemble(printable(finding.message), (f" [{finding.code}]", "dim"))
    rows: list[Drawable] = [head, Padding(what, 2)]
    if finding.hint:
        rows.append(Padding(Text(f"-> {printable(finding.hint)}", "green"), 2))
    return [*rows, Text("")]


def _summary(linted: Linted, *, may_fix: bool) -> str:
    verdict = lint_verdict(linted)
    fixable = len([each for each in linted.lint.findings if each.fix is not None])
    if not may_fix or not fixable:
        return verdict
    offer = f"--fix can write {fixable} of the fixes" if fixable > 1 else "--fix fixes 1"
    return f"{verdict}; {offer}"
