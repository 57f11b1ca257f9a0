"""JSON that anybody may have written: what is not as it should be is as if it were not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ctxscan.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Mapping

Document = dict[str, Any]


def read_document(documents: Mapping[str, bytes], name: str) -> Any:
    """``None`` where it is not there. Raises ImageError where it is no JSON."""
    text = documents.get(name)
    if text is None:
        return None
    try:
        return json.loads(text.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise ImageError(f"{name} in it is no JSON") from None


def table(value: object, *keys: str) -> Document:
    """The table that *keys* lead to, one after the other; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[Document]:
    """Of a list, what is a table."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """Of a list, what is text."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def text(value: object) -> str:
    return value if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A number of an array, or a line."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
