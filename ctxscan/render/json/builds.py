"""The document of ``builds``: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, notice, where

if TYPE_CHECKING:
    from ctxscan.api.builds import Builds
    from ctxscan.api.figures import BuildRow
    from ctxscan.errors import CtxscanError


def builds_document(found: Builds) -> Document:
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "builds",
        "context": found.path,
        "builds": [_row(each) for each in found.rows],
        "inactive": list(found.inactive),
        "groups": {name: list(members) for name, members in found.groups.items()},
        "contexts": [
            {
                "path": each.path,
                "ignore_file": each.ignore_file,
                "builds": list(each.builds),
                "transfers": each.transfers,
            }
            for each in found.contexts
        ],
        "warnings": [notice(each) for each in found.notices],
    }


def error_document(error: CtxscanError) -> Document:
    """What was refused; ``kind`` as compose or bake would have it, null for anything else."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "builds",
        "error": {
            "kind": getattr(error, "kind", None),
            "message": error.message,
            **where(error.place),
        },
    }


def _row(row: BuildRow) -> Document:
    build = row.declared
    return {
        "name": build.name,
        "from": {"tool": build.tool, **where(build.place)},
        "context": build.context,
        "dockerfile": row.dockerfile,
        "dockerfile_inline": build.dockerfile_inline,
        "target": build.target,
        "build_args": dict(build.args),
        "build_contexts": dict(build.contexts),
        "platforms": list(build.platforms),
        "ignore_file": row.ignore_file,
        "transfer_bytes": row.transfer_bytes,
        "files": row.files,
        "linked": build.linked,
        "failures": [
            {
                "line": each.line,
                "code": each.code,
                "kind": each.kind,
                "path": each.path,
                "message": each.message,
            }
            for each in row.failures
        ],
    }
