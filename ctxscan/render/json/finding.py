"""A finding in each of the documents: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import Document, where

if TYPE_CHECKING:
    from ctxscan.finding import Finding, Remedy


def of_gate(found: Finding) -> Document:
    return {
        **_measured(found),
        "severity": found.severity,
        "hint": found.hint,
        "rules": list(found.rules),
        "remedies": [_remedy(each) for each in found.remedies],
    }


def of_lint(found: Finding) -> Document:
    return {
        **_measured(found),
        "rule": found.rule,
        "hint": found.hint,
        "fix": None if found.fix is None else list(found.fix),
    }


def _measured(found: Finding) -> Document:
    return {
        "code": found.code,
        "message": found.message,
        "measured": found.measured,
        "limit": found.limit,
        "path": found.path,
        **where(found.place),
    }


def _remedy(remedy: Remedy) -> Document:
    return {
        "path": remedy.path,
        "files": remedy.files,
        "content_bytes": remedy.content_bytes,
        "rule": remedy.rule,
        "reason": remedy.reason,
    }
