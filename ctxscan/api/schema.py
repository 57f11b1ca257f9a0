"""The JSON Schemas of the documents."""

from __future__ import annotations

import json
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from ctxscan.errors import UsageError


def documents() -> tuple[str, ...]:
    """The names of the documents that have a schema, sorted."""
    names = (each.name for each in files("ctxscan.schemas").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def schema(document: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one document. Raises UsageError for a name that has none."""
    known = documents()
    if document not in known:
        near = get_close_matches(document, known, 1)
        raise UsageError(
            f"no such document: {document}",
            hint=f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}",
        )
    text = files("ctxscan.schemas").joinpath(f"{document}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
