"""SARIF 2.1.0, as code scanning of GitHub and others takes it."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ctxscan.findings.codes import CODES
from ctxscan.render.check_words import advice_lines, headline, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.check import Checked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(outcomes: Sequence[Checked], version: str) -> dict[str, Any]:
    """One run; paths are relative to the current directory."""
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ctxscan",
                        "semanticVersion": version,
                        "rules": [_rule(code) for code in CODES],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(checked, finding)
                    for checked in outcomes
                    for finding in checked.findings
                ],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": CODES[code]},
        "defaultConfiguration": {"level": "error"},
    }


def _result(checked: Checked, finding: Finding) -> dict[str, Any]:
    place = place_of(checked, finding)
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    # A file as a whole has no region, but code scanning shows nothing without one.
    physical["region"] = {"startLine": place.line or 1}
    advice = "\n".join(advice_lines(checked, finding))
    message = headline(finding)
    return {
        "ruleId": finding.code,
        "ruleIndex": list(CODES).index(finding.code),
        "level": "error",
        "message": {"text": f"{message}\n{advice}" if advice else message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"ctxscan/v1": _fingerprint(checked, finding)},
        "properties": {"measured": finding.measured, "limit": finding.limit},
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    if path.is_absolute():
        return "file://" + quote(path.as_posix(), errors="surrogateescape")
    return quote(path.as_posix(), errors="surrogateescape")


def _fingerprint(checked: Checked, finding: Finding) -> str:
    """The same for the same trouble in the next run, whatever the sizes and lines are then."""
    dockerfile = checked.inspection.location.dockerfile.shown
    place = place_of(checked, finding).file
    parts = (finding.code, dockerfile, finding.path or "", place, *finding.rules)
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]
