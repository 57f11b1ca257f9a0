"""The pages of codes: what a finding means, why, and what to do."""

from __future__ import annotations

from ctxscan.findings.codes import Code, page, pages


def rule(code: str | None = None) -> tuple[Code, ...]:
    """The page of *code*, or those of all codes. Raises UsageError for a code that has none."""
    return tuple(pages().values()) if code is None else (page(code),)
