"""The JSON documents: a contract, see docs/json.md. ASCII only; bytes of names are surrogates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.findings.accounting import ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.stages.landing import Landing
    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.errors import Place
    from ctxscan.finding import Finding
    from ctxscan.findings.accounting import Contributor, Totals
    from ctxscan.findings.explain import Explanation
    from ctxscan.findings.listing import LeftOut, Listing
    from ctxscan.findings.report.breaking import BrokenFirst
    from ctxscan.findings.report.instructions import InstructionRow, StageRow
    from ctxscan.findings.report.report import Report, RuleRow
    from ctxscan.findings.report.untracked import Untracked
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Inspection

SCHEMA_VERSION = 1

Document = dict[str, Any]


def dumps(document: Document | list[Document]) -> str:
    from ctxscan.render.json.writing import text_of  # noqa: PLC0415 - it loads json; what shows text takes names from here, and writes no document

    return text_of(document)


def head(command: str, inspection: Inspection) -> Document:
    """What every document begins with."""
    location, plan = inspection.location, inspection.plan
    target = inspection.options.target
    if target is None and plan is not None:
        target = plan.stages[plan.target].name or None
    return {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        "context": {
            "path": location.shown,
            "dockerfile": location.dockerfile.shown,
            "ignore_file": inspection.ignore_file.path,
            "target": target,
            "builder": inspection.options.builder,
        },
    }


def where(place: Place | None) -> Document:
    return {"file": place.file if place else None, "line": place.line if place else None}


def notice(found: Finding) -> Document:
    return {
        "code": found.code,
        "message": found.message,
        **where(found.place),
        "hint": found.hint,
    }


def left_out(found: Listing) -> Document:
    return {
        **head("list", found.inspection),
        "requested": found.inspection.requested,
        "transfer_bytes": found.transfer_bytes,
        "not_sent": [_left_out(each) for each in found.left_out or ()],
    }


def rule(decided: Rule | None) -> Document | None:
    if decided is None:
        return None
    place = decided.place
    return {"file": place.file, "line": place.line, "text": decided.text}


def _left_out(left: LeftOut) -> Document:
    return {"path": left.path, "type": left.type.value, "rule": rule(left.rule)}


def report(found: Report) -> Document:
    return {
        **head("report", found.inspection),
        "requested": found.inspection.requested,
        "sent": {
            **_totals(found.sent),
            "transfer_bytes": found.transfer_bytes,
            "again_bytes": found.again_bytes,
        },
        "eligible": _totals(found.eligible),
        "never_asked": _totals(found.never_asked),
        "ships": _totals(found.ships),
        "may_ship": _totals(found.may_ship),
        "in_image": [_landing(row) for row in found.in_image],
        "broken_first": _broken_first(found.broken_first),
        "failures": [failure(each) for each in found.failures],
        "ignored": _totals(found.ignored) if found.ignored else None,
        "walked": found.walked,
        "untracked": _untracked(found.untracked),
        "largest": {
            "directories": [
                _contributor(row) for row in ranked(found.directories, len(found.directories))
            ],
            "files": [_contributor(row) for row in found.files],
            "extensions": [_contributor(row) for row in found.extensions],
            "instructions": [_instruction(row) for row in found.instructions],
            "rules": [_rule(row) for row in found.rules],
        },
        "stages": [_stage(row) for row in found.stages],
        "other_transfers": [
            {
                "name": row.title,
                "files": row.files,
                "content_bytes": row.content_bytes,
                "transfer_bytes": row.transfer_bytes,
            }
            for row in found.others
        ],
        "warnings": [notice(each) for each in found.notices],
        "unknown": [notice(each) for each in found.unknowns],
    }


def _untracked(found: Untracked | None) -> Document | None:
    if found is None:
        return None
    return {
        "files": found.total.files,
        "content_bytes": found.total.content_bytes,
        "largest": [
            _contributor(row._replace(name=row.name.rstrip("/")))
            for row in found.largest[:_MOST_UNTRACKED]
        ],
    }


_MOST_UNTRACKED = 20


def _landing(row: Landing) -> Document:
    return {
        "path": row.path,
        "line": row.line,
        "via": list(row.via),
        "files": row.files,
        "content_bytes": row.content_bytes,
        "certain": row.certain,
    }


def _broken_first(rows: Sequence[BrokenFirst] | None) -> list[Document] | None:
    if rows is None:
        return None
    return [
        {
            "line": row.line,
            "stage": row.stage or None,
            "instruction": row.instruction or None,
            "paths": list(row.paths),
        }
        for row in rows
    ]


def failure(found: StepFailure) -> Document:
    return {
        "line": found.line,
        "code": found.code,
        "kind": found.kind,
        "path": found.path,
        "message": found.message,
    }


def _totals(totals: Totals) -> Document:
    return {
        "files": totals.files,
        "directories": totals.directories,
        "content_bytes": totals.content_bytes,
    }


def _contributor(row: Contributor) -> Document:
    return {"name": row.name, "files": row.files, "content_bytes": row.content_bytes}


def _instruction(row: InstructionRow) -> Document:
    return {
        "name": row.text,
        "line": row.line,
        "stage": row.stage,
        "files": row.files,
        "content_bytes": row.content_bytes,
        "only_bytes": row.only_bytes,
    }


def _rule(row: RuleRow) -> Document:
    return {
        "name": row.text,
        "file": row.place.file,
        "line": row.place.line,
        "files": row.files,
        "content_bytes": row.content_bytes,
    }


def _stage(row: StageRow) -> Document:
    return {
        "name": row.name,
        "line": row.line,
        "base": row.base,
        "role": row.role,
        "target": row.is_target,
        "files": row.files,
        "content_bytes": row.content_bytes,
        "copies_from": list(row.copies_from),
    }


def explanation(found: Explanation) -> Document:
    return {
        "path": found.path,
        "exists": found.exists,
        "sent": found.sent,
        "eligible": found.eligible,
        "arrives_empty": found.arrives_empty,
        "rule": rule(found.rule),
        "pruned_at": found.pruned_at,
        "link_above": found.link_above,
        "leads_to": found.leads_to,
        "rules": [
            {**(rule(touch.rule) or {}), "matched": touch.matched, "effect": touch.effect}
            for touch in found.touches
        ],
        "requested_by": [
            {
                "line": source.line,
                "text": source.instruction.text,
                "stage": source.stage_label,
            }
            for source in found.requested_by
        ],
    }
