"""One document for several builds: each stands in it as the document of one would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.render.json.documents import SCHEMA_VERSION, Document, notice, where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.asked import Answers, AskedBuild, Refusal


def document(command: str, answers: Answers[Any], documents: Sequence[Document]) -> Document:
    """Of one build on its own, its document; *documents* are in the order of the answers."""
    if answers.asked.source is None:
        return documents[0]
    return {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        "context": None,
        "builds": [
            {**_name(answer.build), **each}
            for answer, each in zip(answers.found, documents, strict=True)
        ],
        "refused": [_refused(each) for each in answers.refused],
        "warnings": [notice(each) for each in answers.asked.notices],
    }


def _name(build: AskedBuild) -> Document:
    declared = build.declared
    return {
        "name": build.name,
        "from": {
            "tool": declared.tool if declared else None,
            **where(declared.place if declared else None),
        },
    }


def _refused(refusal: Refusal) -> Document:
    error = refusal.error
    return {**_name(refusal.build), "message": error.message, **where(error.place)}
