"""The documents of ``explain``: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, explanation, failure, head
from ctxscan.render.json.in_image import entry

if TYPE_CHECKING:
    from ctxscan.api.explain import Explanations, Landing, Origins
    from ctxscan.builders.stages.outcome import Overwritten
    from ctxscan.findings.in_image.lands import LandsAt
    from ctxscan.findings.in_image.origins import CameFrom


def explanations(found: Explanations) -> Document:
    rows = zip(found.paths, found.landings, strict=True)
    return {
        **head("explain", found.inspection),
        "requested": found.inspection.requested,
        "paths": [{**explanation(each), **_landing(landing)} for each, landing in rows],
        "refused": [str(error) for error in found.refused],
    }


def origins(found: Origins, context: Document) -> Document:
    """*context*: of a build whose Dockerfile is refused."""
    inspection, outcome = found.image.inspection, found.image.outcome
    refused = {"schema_version": SCHEMA_VERSION, "command": "explain", "context": context}
    return {
        **(head("explain", inspection) if inspection is not None else refused),
        "builds": outcome.builds,
        "failures": [failure(each) for each in outcome.failures],
        "in_image": [_origin(each) for each in found.paths],
    }


def _landing(found: Landing) -> Document:
    return {
        "lands": [_lands_at(each) for each in found.lands],
        "left_out": [
            {"why": each.why, "line": each.line, "code": each.code, "message": each.message}
            for each in found.left_out
        ],
    }


def _lands_at(found: LandsAt) -> Document:
    return {
        "path": found.path,
        "type": found.type,
        "origin": found.origin,
        "files": found.files,
        "content_bytes": found.content_bytes,
        "line": found.line,
        "via": list(found.via),
        "certain": found.certain,
    }


def _origin(found: CameFrom) -> Document:
    row = found.row
    known: Document = {"type": None, "size": None, "origin": None, "line": None, "via": []}
    known["certain"] = None
    return {
        **(entry(row) if row is not None else known),
        "path": found.path,
        "leads_to": found.leads_to,
        "written": row is not None,
        "below": [_lands_at(each) for each in found.below],
        "replaced": [_replaced(each) for each in found.replaced],
        "may_exist": found.is_open,
        "nearest": list(found.nearest),
    }


def _replaced(found: Overwritten) -> Document:
    return {"origin": found.before, "line": found.before_line}
