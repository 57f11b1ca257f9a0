"""What lint says about one line of an ignore file, or about the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctxscan.findings.finding import Finding

if TYPE_CHECKING:
    from ctxscan.ignore.file import Rule


@dataclass(frozen=True, slots=True)
class LintFinding(Finding):
    rule: str | None = None
    """The line as written, where the finding is about one rule."""

    fix: tuple[str, ...] | None = None
    """Lines to write in place of this one, none to remove it. Only where no build can tell the
    difference, but for one that fails today."""


def about(  # noqa: PLR0913 - a finding has as many parts
    rule: Rule,
    code: str,
    message: str,
    hint: str,
    *,
    path: str | None = None,
    measured: int | None = None,
    fix: tuple[str, ...] | None = None,
) -> LintFinding:
    """A finding on one rule."""
    return LintFinding(
        code,
        message,
        measured=measured,
        path=path,
        place=rule.place,
        hint=hint,
        rule=str(rule),
        fix=fix,
    )
