"""``jsonencode`` and ``jsondecode`` (cty/json)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.limits import MOST_VALUE_NESTING, TooMuchError
from ctxscan.project.bake.values.decimal import parse_number, plain_text
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING
from ctxscan.project.bake.values.value import (
    Value,
    boolean,
    null,
    numeric,
    object_value,
    text,
    tuple_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


class Digits(str):
    """A number as it is written."""

    __slots__ = ()


def encoded(value: Value) -> str:
    """What Go's ``json.Marshal`` writes: ``<``, ``>`` and ``&`` escaped, no spaces."""
    if value.is_null:
        return "null"
    kind = value.type.kind
    if kind == "string":
        return quoted(value.content)
    if kind == "bool":
        return "true" if value.content else "false"
    if kind == "number":
        if "Inf" in value.content.special:
            raise ValueRefusedError("cannot serialize infinity as JSON")
        return plain_text(value.content)
    if kind in {"map", "object"}:
        members = (f"{quoted(name)}:{encoded(each)}" for name, each in value.content.items())
        return "{" + ",".join(members) + "}"
    return "[" + ",".join(encoded(each) for each in value.content) + "]"


def quoted(string: str) -> str:
    return json.dumps(string, ensure_ascii=False).translate(_ESCAPED)


def decoded(written: str) -> Value:
    """Raises ValueRefusedError for what is no JSON."""
    parsed, end = _parsed(written)
    if written[end:].strip(_SPACES):
        raise ValueRefusedError("extraneous data after JSON value")
    return decoded_value(parsed)


def first_json(written: str) -> Any:
    """The first value, whatever follows. Numbers are Digits. Raises ValueRefusedError."""
    return _parsed(written)[0]


def _parsed(written: str) -> tuple[Any, int]:
    if max(written.count("["), written.count("{")) > MOST_VALUE_NESTING:
        _check_nesting(written)
    start = len(written) - len(written.lstrip(_SPACES))
    try:
        return _DECODER.raw_decode(written, start)
    except ValueError as error:
        raise ValueRefusedError(f"invalid JSON: {error}") from error


def _check_nesting(written: str) -> None:
    depth = deepest = 0
    for char in written:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    if deepest > 4 * MOST_VALUE_NESTING:
        raise TooMuchError(f"a value is nested more than {MOST_VALUE_NESTING} levels deep")


def _refuse(constant: str) -> None:
    raise ValueRefusedError(f"invalid JSON: {constant}")


_DECODER = json.JSONDecoder(parse_int=Digits, parse_float=Digits, parse_constant=_refuse)
_SPACES = " \t\r\n"


def decoded_value(parsed: Any) -> Value:
    if parsed is None:
        return null()
    if isinstance(parsed, bool):
        return boolean(parsed)
    if isinstance(parsed, Digits):
        number = parse_number(str(parsed))
        if number is None:
            raise ValueRefusedError("invalid JSON: not a number")
        return numeric(number)
    if isinstance(parsed, str):
        return text(parsed)
    if isinstance(parsed, list):
        return tuple_value(decoded_value(each) for each in parsed)
    return object_value({name: decoded_value(each) for name, each in parsed.items()})


def _encode(values: Sequence[Value]) -> Value:
    return text(encoded(values[0]))


JSON_FUNCTIONS = {
    "jsondecode": Function(texts("str"), lambda values: decoded(values[0].content)),
    "jsonencode": Function((Parameter("val", takes_null=True),), _encode, STRING),
}
