"""The type that compose gives to a plain text, and the text that an argument then has."""

from __future__ import annotations

import pytest

from ctxscan.project.compose.nodes import Scalar
from ctxscan.project.compose.scalars import BadScalarError, resolve, value_of
from ctxscan.project.compose.values import text_of


@pytest.mark.parametrize(
    ("written", "text"),
    [
        pytest.param("true", "true", id="a lower-case true is a truth value"),
        pytest.param("TRUE", "true", id="so is an upper-case one"),
        pytest.param("tRUE", "tRUE", id="but not one of mixed case"),
        pytest.param("yes", "yes", id="yes is text, not as in YAML 1.1"),
        pytest.param("off", "off", id="off is text"),
        pytest.param("+12", "12", id="a plus sign goes"),
        pytest.param("1_000", "1000", id="underscores between digits go"),
        pytest.param("0x1F", "31", id="a hexadecimal number"),
        pytest.param("0b11", "3", id="a binary number"),
        pytest.param("0o17", "15", id="an octal number as in YAML 1.2"),
        pytest.param("017", "15", id="an octal number as in YAML 1.1"),
        pytest.param("08", "8", id="no octal number, so a float"),
        pytest.param("18446744073709551615", "18446744073709551615", id="64 bits without a sign"),
        pytest.param("18446744073709551616", "1.8446744073709552e+19", id="beyond 64 bits"),
        pytest.param("-9223372036854775809", "-9.223372036854776e+18", id="beyond 63 and a sign"),
        pytest.param("1.10", "1.1", id="a version that loses its zero"),
        pytest.param(".5", "0.5", id="a number that starts with its point"),
        pytest.param("1.", "1", id="a number that ends with its point"),
        pytest.param("1e3", "1000", id="an exponent without a point"),
        pytest.param("1e6", "1e+06", id="from six digits on with an exponent"),
        pytest.param("999999.0", "999999", id="below without"),
        pytest.param("0.0001", "0.0001", id="four zeros without"),
        pytest.param("0.00001", "1e-05", id="five with, of two digits"),
        pytest.param("1.5e-7", "1.5e-07", id="a small number"),
        pytest.param("12345678.5", "1.23456785e+07", id="all digits are kept"),
        pytest.param("-0", "-0", id="zero keeps its sign"),
        pytest.param("1e400", "1e400", id="out of range is text"),
        pytest.param("9" * 1000, "9" * 1000, id="a thousand digits are text"),
        pytest.param("1:30", "1:30", id="no base of sixty"),
        pytest.param("1.2.3", "1.2.3", id="a version of three numbers"),
        pytest.param("2024-01-02", "2024-01-02 00:00:00 +0000 UTC", id="a date"),
        pytest.param("2024-1-2", "2024-01-02 00:00:00 +0000 UTC", id="a date of short parts"),
        pytest.param("2024-13-01", "2024-13-01", id="a month that there is not"),
        pytest.param("2023-02-29", "2023-02-29", id="a day that there is not"),
        pytest.param(
            "2024-01-02T03:04:05.120Z", "2024-01-02 03:04:05.12 +0000 UTC", id="a time in UTC"
        ),
        pytest.param(
            "2024-01-02T03:04:05+02:00", "2024-01-02 03:04:05 +0200 +0200", id="a time in a zone"
        ),
        pytest.param(
            "2024-01-02 03:04:05", "2024-01-02 03:04:05 +0000 UTC", id="a time after a space"
        ),
    ],
)
def test_a_plain_text_becomes(written: str, text: str) -> None:
    assert text_of(resolve(written)) == text


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_written_in_five_ways(written: str) -> None:
    assert resolve(written) is None


@pytest.mark.parametrize(
    ("tag", "written", "value"),
    [
        pytest.param(None, "1.10", "1.10", id="quotes make a text"),
        pytest.param("!!str", "1.10", "1.10", id="so does its tag"),
        pytest.param("!!float", "3", 3.0, id="a whole number as a float"),
        pytest.param("!!int", "0x10", 16, id="a quoted number by its tag"),
        pytest.param("!!binary", "YWJj", "abc", id="base64"),
        pytest.param("!override", "5", "5", id="a tag that YAML does not know leaves the text"),
    ],
)
def test_a_tag_decides_before_the_text(tag: str | None, written: str, value: object) -> None:
    assert value_of(Scalar(written, tag, 1, plain=False)) == value


@pytest.mark.parametrize(
    ("tag", "written"),
    [("!!int", "x"), ("!!bool", "yes"), ("!!float", "true"), ("!!binary", "?"), ("!!null", "x")],
)
def test_a_text_that_its_tag_does_not_fit_is_refused(tag: str, written: str) -> None:
    with pytest.raises(BadScalarError):
        value_of(Scalar(written, tag, 1, plain=False))


def test_lists_and_mappings_print_as_in_go() -> None:
    assert text_of({"b": [1, True, None], "a": {"c": "d"}}) == "map[a:map[c:d] b:[1 true <nil>]]"
