"""The type that the text of a YAML scalar has for compose.

Source: yaml/go-yaml v4, internal/libyaml/resolver.go:resolve. Neither YAML 1.1 nor 1.2: ``yes`` is
text, ``1e3`` a number, ``017`` fifteen.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from ctxscan.project.compose.timestamps import timestamp
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.project.compose.nodes import Scalar
    from ctxscan.project.compose.values import Value

_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys(("-0", "-0.0"), -0.0),
}

_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_POINT_FLOAT = regex(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9]+)?")
_INTEGER = regex(
    r"(?P<sign>[-+]?)(?:0[xX](?P<x>[0-9a-fA-F]+)|0[bB](?P<b>[01]+)|0[oO]?(?P<o>[0-7]+)"
    r"|(?P<d>0|[1-9][0-9]*))"
)
_BASES = {"x": 16, "b": 2, "o": 8, "d": 10}
_LONGEST = 400
"""Digits of a number: one more is beyond every type of Go, and Python's time grows with them."""

_TAGS = {"!!bool": bool, "!!int": int, "!!float": float, "!!null": type(None)}


class BadScalarError(Exception):
    """A text that is not of the type of its tag."""


def value_of(scalar: Scalar) -> Value:
    """Raises BadScalarError where an explicit tag does not fit the text."""
    if scalar.plain:
        return resolve(scalar.text)
    if scalar.tag == "!!timestamp":
        return timestamp(scalar.text) or _refuse(scalar)
    if scalar.tag == "!!binary":
        return _binary(scalar)
    # A tag that nobody knows leaves the text alone: also !override's.
    return _tagged(scalar) if scalar.tag in _TAGS else scalar.text


def _tagged(scalar: Scalar) -> Value:
    found = resolve(scalar.text, dates=False)
    if scalar.tag == "!!float" and type(found) is int:
        return float(found)
    return found if type(found) is _TAGS[str(scalar.tag)] else _refuse(scalar)


def _refuse(scalar: Scalar) -> Value:
    raise BadScalarError(f"{scalar.text!r} is no {(scalar.tag or '').removeprefix('!!')}")


def _binary(scalar: Scalar) -> str:
    try:
        data = base64.b64decode("".join(scalar.text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadScalarError("not valid base64") from error
    return data.decode("utf-8", "surrogateescape")


def resolve(text: str, *, dates: bool = True) -> Value:
    """A plain scalar without a tag."""
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == ".":
        return float(text.replace("_", "")) if _POINT_FLOAT.fullmatch(text) else text
    if first not in "+-0123456789" or len(text) > _LONGEST:
        return text
    if dates and (found := timestamp(text)) is not None:
        return found
    return _number(text)


def _number(text: str) -> Value:
    digits = text.replace("_", "")
    if match := _INTEGER.fullmatch(digits):
        base = str(match.lastgroup)
        number = int(match[base], _BASES[base])
        signed = -number if match["sign"] == "-" else number
        # ParseUint takes no sign at all.
        largest = 2**63 - 1 if match["sign"] else 2**64 - 1
        if -(2**63) <= signed <= largest:
            return signed
    if _FLOAT.fullmatch(digits):
        found = float(digits)
        # ParseFloat refuses what is out of range.
        return text if found in (float("inf"), float("-inf")) else found
    return text
