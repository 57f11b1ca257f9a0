"""The document of ``list --in-image``: a contract, see README.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, failure, head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.outcome import InImage, StepFailure
    from ctxscan.inspection import Inspection


def listing(
    inspection: Inspection, failures: Sequence[StepFailure], rows: Sequence[InImage]
) -> Document:
    return {**head("list", inspection), **_result(failures, rows)}


def refused(context: Document, failures: Sequence[StepFailure]) -> Document:
    """Of a build whose Dockerfile is refused, so that there is nothing to inspect."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "list",
        "context": context,
        **_result(failures, ()),
    }


def _result(failures: Sequence[StepFailure], rows: Sequence[InImage]) -> Document:
    return {
        "builds": not failures,
        "failures": [failure(each) for each in failures],
        "in_image": [entry(each) for each in rows],
    }


def entry(found: InImage) -> Document:
    # Only what has content of its own, or leads somewhere, is one file's and no other's.
    has_origin = found.type in ("file", "hardlink", "symlink")
    row: Document = {
        "path": found.path,
        "type": found.type,
        "size": found.size,
        "origin": found.origin if has_origin else None,
        "line": found.line,
        "via": list(found.via),
        "certain": found.certain,
    }
    if found.type == "symlink":
        row["target"] = found.target
    return row
