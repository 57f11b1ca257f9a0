"""The JSON document of lint: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, where

if TYPE_CHECKING:
    from ctxscan.context.locate.docker import Location
    from ctxscan.findings.lint import Lint
    from ctxscan.findings.lint.finding import LintFinding


def lint_document(
    location: Location, builder: str, target: str | None, found: Lint, changed: int
) -> Document:
    """Unlike other documents it can be made without an inspection: of a file Docker refuses."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "lint",
        "context": {
            "path": location.shown,
            "dockerfile": location.dockerfile.shown,
            "ignore_file": location.ignore_file.shown if location.ignore_file else None,
            "target": target,
            "builder": builder,
        },
        "passed": not found.findings,
        "fixed": changed,
        "findings": [_finding(each) for each in found.findings],
    }


def _finding(found: LintFinding) -> Document:
    return {
        "code": found.code,
        "message": found.message,
        "measured": found.measured,
        "limit": None,
        "path": found.path,
        **where(found.place),
        "rule": found.rule,
        "hint": found.hint,
        "fix": None if found.fix is None else list(found.fix),
    }
