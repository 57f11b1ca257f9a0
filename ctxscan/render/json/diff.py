"""The document of ``ctxscan diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import failure, head, notice

if TYPE_CHECKING:
    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Because, Change, Rescue, StepFate
    from ctxscan.render.json.documents import Document


def diff_document(found: Compared) -> Document:
    diff = found.diff
    transfer = diff.transfer
    return {
        **head("diff", found.inspection),
        "base": found.base,
        "against": found.against,
        "changes": [_change(each) for each in diff.changes],
        "steps": [_step(each) for each in diff.steps],
        "rescues": [_rescue(each) for each in diff.rescues],
        "transfer": {
            "before": transfer.before,
            "after": transfer.after,
            "new": transfer.new,
            "files_before": transfer.files_before,
            "files_after": transfer.files_after,
        },
        "stale": list(diff.stale),
        "failures": [failure(each) for each in diff.failures],
        "notes": list(diff.notes),
        "warnings": [notice(each) for each in diff.warnings],
    }


def _change(found: Change) -> Document:
    return {
        "path": found.path,
        "what": list(found.what),
        "bytes": found.bytes,
        "ignored_by_git": found.ignored_by_git,
    }


def _step(found: StepFate) -> Document:
    return {
        "line": found.name.line,
        "stage": found.name.stage,
        "instruction": found.name.instruction,
        "link": found.name.link,
        "fate": found.fate.value,
        "because": [_because(each) for each in found.because],
    }


def _because(found: Because) -> Document:
    return {key: value for key, value in found._asdict().items() if value is not None}


def _rescue(found: Rescue) -> Document:
    return {"path": found.path, "lines": [each.line for each in found.steps]}
