"""``regex``, ``regexall`` and ``regex_replace`` (cty/function/stdlib/regexp.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.golang.character_class import BadRegexpError
from ctxscan.project.bake.evaluation.function import Function
from ctxscan.project.bake.functions.arguments import texts
from ctxscan.project.bake.regexp.machine import Span, replace_all, search, search_all
from ctxscan.project.bake.regexp.program import Program, compile_go
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.types import STRING, Type, object_of, tuple_of
from ctxscan.project.bake.values.value import (
    Value,
    list_value,
    null,
    object_value,
    text,
    tuple_value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.project.bake.limits import Budget


def _compiled(pattern: str, position: int) -> Program:
    try:
        return compile_go(pattern)
    except BadRegexpError as error:
        raise ValueRefusedError(f"invalid regexp pattern: {pattern}", argument=position) from error


def _shape(program: Program) -> Type:
    """Text without groups, a tuple of unnamed groups, an object of named ones."""
    if not program.names:
        return STRING
    if all(program.names):
        return object_of(dict.fromkeys(program.names, STRING))
    if any(program.names):
        message = "invalid regexp pattern: cannot mix both named and unnamed capture groups"
        raise ValueRefusedError(message, argument=0)
    return tuple_of([STRING] * len(program.names))


def _result(program: Program, string: str, span: Span) -> Value:
    if not program.names:
        return text(string[span[0] : span[1]])
    groups = [
        null(STRING) if start < 0 else text(string[start:end])
        for start, end in zip(span[2::2], span[3::2], strict=True)
    ]
    if all(program.names):
        return object_value(dict(zip(program.names, groups, strict=True)))
    return tuple_value(groups)


def _regex(budget: Budget, values: Sequence[Value]) -> Value:
    program, string = _compiled(values[0].content, 0), values[1].content
    _shape(program)
    span = search(program, string, budget)
    if span is None:
        raise ValueRefusedError("pattern did not match any part of the given string")
    return _result(program, string, span)


def _regex_all(budget: Budget, values: Sequence[Value]) -> Value:
    program, string = _compiled(values[0].content, 0), values[1].content
    shape = _shape(program)
    spans = search_all(program, string, budget)
    return list_value([_result(program, string, span) for span in spans], shape)


def _regex_replace(budget: Budget, values: Sequence[Value]) -> Value:
    string, pattern, replacement = (value.content for value in values)
    try:
        program = compile_go(pattern)
    except BadRegexpError as error:
        raise ValueRefusedError(f"error parsing regexp: {pattern}") from error
    return text(replace_all(program, string, replacement, budget))


REGEX_FUNCTIONS = {
    "regex": Function(texts("pattern", "string"), budgeted=_regex),
    "regex_replace": Function(
        texts("str", "pattern", "replace"), returns=STRING, budgeted=_regex_replace
    ),
    "regexall": Function(texts("pattern", "string"), budgeted=_regex_all),
}
