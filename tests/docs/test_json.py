"""``docs/json.md`` has every key of every schema, in the section of its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.pages import DOCS, headings, read, section
from tests.support.schemas import NAMES, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = read(DOCS / "json.md")
COMMON = PAGE.partition("\n## ")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_a_document_is_explained(name: str) -> None:
    own = section(PAGE, name)
    missing = {key for key in keys(schema(name)) if f"`{key}`" not in own + COMMON}
    assert missing == set()


def test_every_document_has_a_section_and_no_other() -> None:
    assert sorted(headings(PAGE)[1:]) == NAMES


def keys(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from part.get("properties", {})
    for below in part.values() if isinstance(part, dict) else part:
        if isinstance(below, dict | list):
            yield from keys(below)
