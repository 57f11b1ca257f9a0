"""The JSON document of codes: a contract, see docs/json.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.findings.codes import Code
    from ctxscan.render.json.documents import Document


def rules(found: Sequence[Code]) -> list[Document]:
    return [_rule(each) for each in found]


def _rule(row: Code) -> Document:
    return {
        "code": row.code,
        "commands": list(row.commands),
        "severity": row.severity,
        "summary": row.summary,
        "why": row.why,
        "remedy": row.remedy,
        "bad": row.bad,
        "good": row.good,
        "fixable": row.fixable,
        "source": row.source,
    }
