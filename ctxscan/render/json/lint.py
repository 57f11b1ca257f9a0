"""The JSON document of lint: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document
from ctxscan.render.json.finding import of_lint

if TYPE_CHECKING:
    from ctxscan.api.asked import Answer
    from ctxscan.api.lint import Linted


def lint_document(answer: Answer[Linted]) -> Document:
    """Unlike other documents it needs no inspection: also of a file that Docker refuses."""
    location, builder, target, found, changed = answer.value
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
        "passed": found.passed,
        "fixed": changed,
        "findings": [of_lint(each) for each in found.findings],
    }
