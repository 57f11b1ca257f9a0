"""The JSON document of a gate: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.check.limits import limits_document
from ctxscan.images.manifest import familiar
from ctxscan.render.json.documents import SCHEMA_VERSION, Document, head
from ctxscan.render.json.finding import of_gate
from ctxscan.render.json.several import document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.asked import Answers
    from ctxscan.api.check_image import CheckedImage
    from ctxscan.findings.check.checked import Checked


def checks_document(answers: Answers[Checked]) -> Document:
    """Of declared builds, with a document of each; ``context`` is null then."""
    outcomes = [each.value for each in answers.found]
    found = checks(outcomes)
    if answers.asked.source is None:
        return found
    documents = [checks([each]) for each in outcomes]
    return {**found, **document("check", answers, documents)}


def checks(outcomes: Sequence[Checked]) -> Document:
    """``context`` is null where several were looked at: ``contexts`` has them all."""
    only = outcomes[0] if len(outcomes) == 1 else None
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "check",
        "context": head("check", only.inspection)["context"] if only else None,
        "passed": all(checked.passed for checked in outcomes),
        "findings": [
            {**of_gate(finding), "context": checked.inspection.location.shown}
            for checked in outcomes
            for finding in checked.findings
        ],
        "contexts": [_context(checked) for checked in outcomes],
    }


def image_check_document(checked: CheckedImage) -> Document:
    """Of ``--image``: no context is looked at."""
    found, limits = checked.image, checked.limits
    picture = found.picture
    inspection = found.inspection
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "check",
        "context": head("check", inspection)["context"] if inspection else None,
        "passed": checked.passed,
        "findings": [{**of_gate(each), "context": found.archive} for each in checked.findings],
        "contexts": [],
        "image": {
            "archive": found.archive,
            "names": list(map(familiar, picture.image.names)),
            "size": picture.size,
            "wasted_bytes": picture.wasted_bytes,
            "limits": {
                "max_image_size": limits.max_size,
                "max_waste": str(limits.max_waste) if limits.max_waste is not None else None,
            },
            "checked": list(limits.codes),
        },
    }


def gated_report(report: Document, checked: Checked) -> Document:
    """The document of a report, with what its gate says."""
    findings = [of_gate(finding) for finding in checked.findings]
    return {**report, "passed": checked.passed, "findings": findings}


def _context(checked: Checked) -> Document:
    limits = checked.limits
    return {
        **head("check", checked.inspection)["context"],
        "passed": checked.passed,
        "measure": limits.measure,
        "bytes": checked.measured.bytes,
        "files": checked.measured.files,
        "limits": limits_document(limits),
        "checked": list(checked.codes),
    }
