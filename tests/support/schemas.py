"""The JSON Schemas of the package, as a test holds a document against them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

jsonschema = pytest.importorskip(
    "jsonschema", reason="jsonschema is not installed (it comes with ctxscan[test])"
)

FOLDER = files("ctxscan") / "schemas"
NAMES = sorted(each.name.removesuffix(".json") for each in FOLDER.iterdir())


def schema(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def closed(part: Any) -> Any:
    """The same schema without its leave to add keys: ours have to be in it."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    if isinstance(part.get("properties"), dict):
        inner.setdefault("additionalProperties", False)
    return inner


def mismatches(document: Any, name: str) -> list[str]:
    """Where a document breaks its schema, or holds a key that the schema does not list."""
    found = jsonschema.Draft202012Validator(closed(schema(name))).iter_errors(document)
    return [f"{error.json_path}: {error.message}" for error in found]
