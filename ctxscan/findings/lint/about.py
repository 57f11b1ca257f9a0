"""What lint says about one rule of an ignore file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding

if TYPE_CHECKING:
    from ctxscan.finding import Severity
    from ctxscan.ignore.file import Rule


def about(  # noqa: PLR0913 - a finding has as many parts
    rule: Rule,
    code: str,
    message: str,
    hint: str,
    *,
    severity: Severity = "warning",
    path: str | None = None,
    measured: int | None = None,
    fix: tuple[str, ...] | None = None,
) -> Finding:
    return Finding(
        code,
        message,
        rule.place,
        hint,
        severity,
        path=path,
        measured=measured,
        rule=str(rule),
        fix=fix,
    )
