"""``format`` and ``formatlist`` (cty/function/stdlib/format.go, format_fsm.rl)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import LIST_OF_STRING, texts
from ctxscan.project.bake.functions.graphemes import graphemes
from ctxscan.project.bake.functions.jsons import encoded, quoted
from ctxscan.project.bake.functions.numerals import float_text, general_text, integer_text
from ctxscan.project.bake.limits import check_length
from ctxscan.project.bake.values.convert import convert
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import BOOL, NUMBER, STRING
from ctxscan.project.bake.values.value import Value, list_value, text
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERB = regex(r"%([0#+ -]*)([1-9]\d*)?(\.\d*)?(?:\[([1-9]\d*)\])?([a-zA-Z])", re.ASCII)
_MOST_WIDTH = 100_000


class Verb(NamedTuple):
    flags: str
    width: int
    precision: int | None
    mode: str


def format_text(pattern: str, values: Sequence[Value]) -> str:
    pieces: list[str] = []
    at, following, highest = 0, 1, 0
    while at < len(pattern):
        if pattern[at] != "%" or pattern.startswith("%%", at):
            end = pattern.find("%", at + 1) if pattern[at] != "%" else at + 2
            end = len(pattern) if end < 0 else end
            pieces.append(pattern[at:end] if pattern[at] != "%" else "%")
            at = end
            continue
        match = _VERB.match(pattern, at)
        if match is None:
            raise ValueRefusedError(f"invalid format string starting at offset {at}")
        number = int(match.group(4)[:6]) if match.group(4) else following
        if number > len(values):
            raise ValueRefusedError(f'not enough arguments for "{match.group()}" at {at}')
        pieces.append(_formatted(_verb(match), values[number - 1]))
        at, following, highest = match.end(), number + 1, max(highest, number)
    if highest < len(values):
        message = f"too many arguments; only {highest} used by format string"
        raise ValueRefusedError(message, argument=highest + 1)
    check_length(sum(map(len, pieces)))
    return "".join(pieces)


def _verb(match: re.Match[str]) -> Verb:
    flags, width, precision, _, mode = match.groups()
    figures = [int(figure[:9] or 0) for figure in (width or "0", (precision or ".")[1:])]
    if max(figures) > _MOST_WIDTH:
        raise ValueRefusedError(f"a width of more than {_MOST_WIDTH}")
    return Verb(flags, figures[0], None if precision is None else figures[1], mode)


def _formatted(verb: Verb, value: Value) -> str:
    if verb.mode == "v":
        return _padded(verb, _as_is(verb, value))
    if value.is_null:
        raise ValueRefusedError(f"unsupported value for %{verb.mode}: null cannot be formatted")
    if verb.mode == "t":
        return "true" if convert(value, BOOL).content else "false"
    if verb.mode in "sq":
        return _string(verb, convert(value, STRING).content)
    if verb.mode in "bdoxX":
        return integer_text(convert(value, NUMBER).content, verb)
    if verb.mode in "eEfgG":
        return float_text(convert(value, NUMBER).content, verb)
    raise ValueRefusedError(f'unsupported format verb "{verb.mode}"')


def _as_is(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags and not value.is_null:
        if value.type == STRING:
            return str(value.content)
        if value.type == NUMBER:
            return general_text(value.content)
    return encoded(value)


def _string(verb: Verb, content: str) -> str:
    if verb.precision:
        content = "".join(graphemes(content)[: verb.precision])
    return _padded(verb, quoted(content) if verb.mode == "q" else content)


def _padded(verb: Verb, content: str) -> str:
    missing = verb.width - len(graphemes(content))
    if missing <= 0:
        return content
    padding = ("0" if "0" in verb.flags else " ") * missing
    return content + padding if "-" in verb.flags else padding + content


def _format(values: Sequence[Value]) -> Value:
    return text(format_text(values[0].content, values[1:]))


def _format_list(values: Sequence[Value]) -> Value:
    """Sequences of one length are walked together; what is none is the same each time."""
    pattern, arguments = values[0].content, values[1:]
    walked = [
        value.content
        if isinstance(value.content, tuple) and value.type.kind in {"list", "set", "tuple"}
        else None
        for value in arguments
    ]
    lengths = {len(each) for each in walked if each is not None}
    if len(lengths) > 1:
        raise ValueRefusedError("the arguments have inconsistent lengths", argument=1)
    results = []
    for index in range(lengths.pop() if lengths else 1):
        row = [
            value if each is None else each[index]
            for value, each in zip(arguments, walked, strict=True)
        ]
        results.append(text(format_text(pattern, row)))
    return list_value(results, STRING)


_ARGS = Parameter("args", takes_null=True)

FORMAT_FUNCTIONS = {
    "format": Function(texts("format"), _format, STRING, variadic=_ARGS),
    "formatlist": Function(texts("format"), _format_list, LIST_OF_STRING, variadic=_ARGS),
}
