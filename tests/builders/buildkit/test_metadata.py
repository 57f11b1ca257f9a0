"""docs/semantics, D.10: patterns and paths travel to BuildKit as the headers of one call."""

from __future__ import annotations

import pytest

from ctxscan.builders.buildkit.metadata import LARGEST_METADATA, check_metadata
from ctxscan.errors import CtxscanError, Place


def check(*values: str) -> None:
    check_metadata([(value, Place("f", line)) for line, value in enumerate(values, 1)], "pattern")


def refusal(*values: str) -> CtxscanError:
    with pytest.raises(CtxscanError) as caught:
        check(*values)
    return caught.value


def test_9359_patterns_of_64_bytes_pass_and_9360_do_not() -> None:
    check(*["x" * 64] * 9359)
    error = refusal(*["x" * 64] * 9360)
    assert error.place == Place("f", 9360)
    assert "more than BuildKit can send" in error.message
    assert error.hint


def test_o25_fifteen_thousand_patterns_are_refused_where_the_limit_is_passed() -> None:
    assert refusal(*["x" * 64] * 15000).place == Place("f", 9360)


def test_one_long_value_may_fill_it() -> None:
    check("x" * (LARGEST_METADATA - 48))
    refusal("x" * (LARGEST_METADATA - 47))


def test_one_character_beyond_ascii_makes_all_of_them_longer() -> None:
    slashes = "/" * 1000
    check(*[slashes] * 900)
    error = refusal("é", *[slashes] * 900)  # three bytes a slash
    assert error.place == Place("f", 345)


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ("abcXYZ019-_.~", 13),
        ("/*!?[]", 18),
        (" ", 1),
        ("é", 6),
        ("中", 9),
        ("\udce9", 9),
        ("\t", 3),
        ("+", 3),
    ],
)
def test_what_go_escapes_in_a_query(value: str, length: int) -> None:
    # Filled up to the limit to the byte: "é" is 6 bytes, and makes the rest be escaped.
    room = LARGEST_METADATA - 2 * 48 - 6 - length
    check("é", value + "x" * room)
    refusal("é", value + "x" * (room + 1))


@pytest.mark.parametrize(
    "char", ["\t", "\r", "\x00", "\x01", "\x1f", "\x7f"], ids=lambda char: f"U+{ord(char):04X}"
)
def test_o23_o24_a_control_character_is_refused_with_its_line(char: str) -> None:
    error = refusal("a", f"b{char}c")
    assert error.place == Place("f", 2)
    assert "control character" in error.message
    assert char not in str(error)


@pytest.mark.parametrize("other", ["é", "\udce9", "b\tc\x80"])
def test_unless_anything_is_beyond_ascii(other: str) -> None:
    check("a\tb", other)
    check(other, "a\rb")


def test_nothing_to_send_is_fine() -> None:
    check()
    check("", " ", "~")
