"""A document is written just as the standard library writes it."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxscan.render.json.writing import WrittenRows, row_break, text_of

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.text(st.characters())  # with lone surrogates: bytes of names that are not UTF-8
DOCUMENTS = st.recursive(
    LEAVES | TEXTS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXTS, inner),
)


class Kind(StrEnum):
    FILE = "file"


class Code(IntEnum):
    FINE = 0


@given(DOCUMENTS)
def test_any_document_is_the_text_of_json_dumps(document: object) -> None:
    assert text_of(document) == json.dumps(document, indent=2)


def test_members_of_an_enumeration_are_their_values() -> None:
    document = {"kind": Kind.FILE, "codes": [Code.FINE, True]}
    assert text_of(document) == json.dumps(document, indent=2)


@given(st.lists(st.lists(TEXTS)))
def test_rows_that_are_written_already_stand_as_if_they_were_values(
    pieces: list[list[str]],
) -> None:
    written = WrittenRows(row_break(2).join(map(json.dumps, piece)) for piece in pieces)
    rows = [row for piece in pieces for row in piece]
    before, behind = {"a": [1]}, {"z": None}
    found = text_of({**before, "rows": written, **behind})
    assert found == json.dumps({**before, "rows": rows, **behind}, indent=2)


@pytest.mark.parametrize("value", [{1, 2}, b"", {1: "a"}, object()])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        text_of({"a": [value]})
