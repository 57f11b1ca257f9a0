"""The document of ``ctxscan key``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.inspection.contents import Comparable
from ctxscan.inspection.saved import dump
from ctxscan.render.json.documents import failure, head

if TYPE_CHECKING:
    from ctxscan.api.key import Keyed
    from ctxscan.findings.key import KeyRow
    from ctxscan.render.json.documents import Document


def key_document(found: Keyed) -> Document:
    """Raises ContextError where a file cannot be read."""
    keys = found.keys
    return {
        **head("key", found.inspection),
        "steps": [_step(row) for row in keys.steps],
        "target": keys.target,
        "unpinned": list(keys.unpinned),
        "failures": [failure(each) for each in keys.failures],
        "snapshot": dump(found.snapshot, Comparable(found.snapshot.origins)),
    }


def _step(row: KeyRow) -> Document:
    return {
        "line": row.name.line,
        "stage": row.name.stage,
        "instruction": row.name.instruction,
        "link": row.name.link,
        "digest": row.digest,
        "reads": [
            {"origin": each.origin, "paths": list(each.paths), "digest": each.digest}
            for each in row.reads
        ],
    }
