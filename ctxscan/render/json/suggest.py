"""The JSON document of a suggestion: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import Document, head, where

if TYPE_CHECKING:
    from ctxscan.finding import Finding
    from ctxscan.findings.suggest.model import OwnFile, SuggestedRule, Suggestion
    from ctxscan.inspection.named import NamedBuild
    from ctxscan.inspection.trial import Amount


def suggestion(found: Suggestion) -> Document:
    return {
        **head("suggest", found.inspection),
        "builds": _builds(found),
        "rules": [_rule(rule) for rule in found.rules],
        "before": _totals(found.before),
        "after": _totals(found.after),
        "still_sent": [each._asdict() for each in found.still_sent],
        "text": found.new.decode("utf-8", "surrogateescape"),
        "own_files": [_own_file(own) for own in found.own_files],
        "notes": [_note(note) for note in found.notes],
    }


def _builds(found: Suggestion) -> list[Document]:
    """Each once, whatever the number of its platforms."""
    documents = [_build(build) for build in found.builds]
    return [each for at, each in enumerate(documents) if each not in documents[:at]]


def _build(build: NamedBuild) -> Document:
    inspection = build.inspection
    return {
        "name": build.name,
        "dockerfile": build.shown,
        "target": inspection.options.target,
        **where(build.declared),
        "guessed": build.guessed,
    }


def _own_file(own: OwnFile) -> Document:
    return {
        "path": own.shown,
        "dockerfile": own.builds[0].shown,
        "builds": [build.name for build in own.builds],
        "saves_files": own.saves.files,
        "saves_bytes": own.saves.content_bytes,
        "text": own.text.decode("utf-8", "surrogateescape"),
    }


def _rule(rule: SuggestedRule) -> Document:
    origin = rule.origin
    return {
        "pattern": rule.pattern,
        "reason": rule.reason,
        "source": rule.source,
        "origin": {"file": origin.file, "line": origin.line} if origin else None,
        "saves_files": rule.saves_files,
        "saves_bytes": rule.saves_bytes,
    }


def _totals(amount: Amount) -> Document:
    return {
        "files": amount.files,
        "content_bytes": amount.content_bytes,
        "transfer_bytes": amount.transfer_bytes,
    }


def _note(note: Finding) -> Document:
    return {
        "code": note.code,
        "severity": note.severity,
        "message": note.message,
        **where(note.place),
        "hint": note.hint,
        "rules": list(note.rules),
    }
