"""The document of ``list --in-image``: a contract, see README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, head

if TYPE_CHECKING:
    from ctxscan.builders.stages.outcome import InImage, Outcome, StepFailure
    from ctxscan.inspection import Inspection


def listing(inspection: Inspection, found: Outcome) -> Document:
    return {**head("list", inspection), **_result(found)}


def refused(context: Document, found: Outcome) -> Document:
    """Of a build whose Dockerfile is refused, so that there is nothing to inspect."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "list",
        "context": context,
        **_result(found),
    }


def _result(found: Outcome) -> Document:
    return {
        "builds": found.builds,
        "failures": [_failure(each) for each in found.failures],
        # A build that fails leaves no image.
        "in_image": [_entry(each) for each in found.in_image] if found.builds else [],
    }


def _failure(failure: StepFailure) -> Document:
    return {
        "line": failure.line,
        "code": failure.code,
        "kind": failure.kind,
        "path": failure.path,
        "message": failure.message,
    }


def _entry(found: InImage) -> Document:
    # Only what has content of its own, or leads somewhere, is one file's and no other's.
    has_origin = found.type in ("file", "hardlink", "symlink")
    entry: Document = {
        "path": found.path,
        "type": found.type,
        "size": found.size,
        "origin": found.origin if has_origin else None,
        "line": found.line,
        "via": list(found.via),
        "certain": found.certain,
    }
    if found.type == "symlink":
        entry["target"] = found.target
    return entry
