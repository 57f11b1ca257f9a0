"""SARIF 2.1.0, as code scanning of GitHub and others takes it."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ctxscan.findings.codes import codes_of, page
from ctxscan.render.outcome import advice_lines, headline, place_of
from ctxscan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.finding import Finding
    from ctxscan.render.outcome import Outcome

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(outcomes: Sequence[Outcome]) -> bytes:
    """One run; paths are relative to the current directory."""
    return (json.dumps(_document(outcomes), indent=2) + "\n").encode("ascii")


def _document(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    commands = dict.fromkeys(outcome.command for outcome in outcomes)
    codes = list(dict.fromkeys(code for name in commands for code in codes_of(name)))
    driver = {
        "name": "ctxscan",
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    results = [
        {"ruleIndex": codes.index(finding.code), **_result(outcome, finding)}
        for outcome in outcomes
        for finding in outcome.findings
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    row = page(code)
    return {
        "id": code,
        "shortDescription": {"text": row.summary},
        "fullDescription": {"text": row.why},
        "helpUri": row.source,
        "help": {"text": f"{row.remedy}\n\nctxscan rule {code} shows examples."},
        "defaultConfiguration": {"level": row.severity},
    }


def _result(outcome: Outcome, finding: Finding) -> dict[str, Any]:
    place = place_of(outcome, finding)
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    # A file as a whole has no region, but code scanning shows nothing without one.
    physical["region"] = {"startLine": place.line or 1}
    advice = "\n".join(advice_lines(outcome, finding))
    message = headline(finding)
    return {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": f"{message}\n{advice}" if advice else message},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"ctxscan/v1": _fingerprint(outcome, finding)},
        "properties": _properties(outcome, finding),
    }


def _properties(outcome: Outcome, finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {"measured": finding.measured, "limit": finding.limit}
    return {**found, "build": outcome.build} if outcome.build else found


def _uri(file: str) -> str:
    path = PurePath(file)
    if path.is_absolute():
        return "file://" + quote(path.as_posix(), errors="surrogateescape")
    return quote(path.as_posix(), errors="surrogateescape")


def _fingerprint(outcome: Outcome, finding: Finding) -> str:
    """The same for the same trouble in the next run, whatever the sizes and lines are then."""
    place = place_of(outcome, finding).file
    parts = (finding.code, outcome.dockerfile, finding.path or "", place, *finding.rules)
    if finding.rule is not None:
        parts = (*parts, finding.rule)
    if outcome.build:
        parts = (*parts, "build", outcome.build)
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]
