"""Functions of text (go-cty, cty/function/stdlib/string.go; buildx, bake/hclparser/stdlib.go)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.evaluation.function import Function, Parameter
from ctxscan.project.bake.functions.arguments import LIST_OF_STRING, integer, numbers, texts
from ctxscan.project.bake.functions.graphemes import graphemes
from ctxscan.project.bake.limits import check_length
from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import whole
from ctxscan.project.bake.values.types import NUMBER, STRING
from ctxscan.project.bake.values.value import Value, list_value, numeric, text
from ctxscan.project.paths import base_name, directory
from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LINE_ENDS = regex(r"(?:\r\n?|\n)*\Z")
_GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
_GO_SPACE += "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def _of_texts(compute: Callable[..., str], *names: str) -> Function:
    return Function(
        texts(*names),
        lambda values: text(compute(*(value.content for value in values))),
        returns=STRING,
    )


def _mapped(change: Callable[[str], str]) -> Callable[[str], str]:
    """Character by character, as Go does it: no ``ß`` becomes ``SS``."""
    return lambda string: "".join(
        changed if len(changed := change(char)) == 1 else char for char in string
    )


def _title(string: str) -> str:
    """A letter behind what is neither letter, digit nor ``_`` becomes a capital."""
    pieces, before = [], " "
    for char in string:
        starts = not _is_part_of_word(before)
        pieces.append(char.title() if starts and len(char.title()) == 1 else char)
        before = char
    return "".join(pieces)


def _is_part_of_word(char: str) -> bool:
    """Go's ``strings.isSeparator``, turned round: beyond ASCII only spaces separate."""
    return char.isalnum() or char == "_" or not (char.isascii() or char.isspace())


def _replace(string: str, old: str, new: str) -> str:
    check_length(len(string) + (string.count(old) + 1) * len(new))
    return string.replace(old, new)


def _trim_suffix(string: str, suffix: str) -> str:
    return string.removesuffix(suffix)


def _sanitize(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)


def _indent(values: Sequence[Value]) -> Value:
    spaces, string = integer(values[0]), values[1].content
    if spaces < 0:
        raise ValueRefusedError("strings: negative Repeat count")
    check_length(len(string) + string.count("\n") * spaces)
    return text(string.replace("\n", "\n" + " " * spaces))


def _substr(values: Sequence[Value]) -> Value:
    """A negative offset counts from the end, a negative length takes all that is left."""
    clusters = graphemes(values[0].content)
    offset, length = integer(values[1]), integer(values[2])
    if offset < 0:
        offset += len(clusters)
    elif length == 0:
        return text("")
    rest = clusters[max(0, offset) :]
    # go-cty seeks for the length and never meets 0: all that is left comes back
    return text("".join(rest if length <= 0 else rest[:length]))


def _join(values: Sequence[Value]) -> Value:
    separator, lists = values[0].content, values[1:]
    if not lists:
        raise ValueRefusedError("at least one list is required")
    items: list[str] = []
    for position, each in enumerate(lists, 1):
        for index, item in enumerate(each.content):
            if item.is_null:
                message = f"element {index} is null; cannot concatenate null values"
                raise ValueRefusedError(message, argument=position)
            items.append(item.content)
    check_length(sum(map(len, items)) + len(items) * len(separator))
    return text(separator.join(items))


def _split(values: Sequence[Value]) -> Value:
    separator, string = values[0].content, values[1].content
    parts = string.split(separator) if separator else list(string)
    return list_value([text(part) for part in parts], STRING)


def _sort(values: Sequence[Value]) -> Value:
    if any(item.is_null for item in values[0].content):
        raise ValueRefusedError("a null string cannot be sorted")
    return list_value(sorted(values[0].content, key=lambda item: item.content), STRING)


TEXT_FUNCTIONS = {
    "basename": _of_texts(base_name, "path"),
    "chomp": _of_texts(lambda string: _LINE_ENDS.sub("", string, count=1), "str"),
    "dirname": _of_texts(directory, "path"),
    "indent": Function((*numbers("spaces"), *texts("str")), _indent, STRING),
    "join": Function(
        texts("separator"), _join, STRING, variadic=Parameter("lists", LIST_OF_STRING)
    ),
    "lower": _of_texts(_mapped(str.lower), "str"),
    "replace": _of_texts(_replace, "str", "substr", "replace"),
    "reverse": _of_texts(lambda string: "".join(reversed(graphemes(string))), "str"),
    "sanitize": _of_texts(_sanitize, "name"),
    "sort": Function((Parameter("list", LIST_OF_STRING),), _sort, LIST_OF_STRING),
    "split": Function(texts("separator", "str"), _split, LIST_OF_STRING),
    "strlen": Function(
        texts("str"), lambda values: numeric(whole(len(graphemes(values[0].content)))), NUMBER
    ),
    "substr": Function((*texts("str"), *numbers("offset", "length")), _substr, STRING),
    "title": _of_texts(_title, "str"),
    "trim": _of_texts(lambda string, cut: string.strip(cut) if cut else string, "str", "cutset"),
    "trimprefix": _of_texts(lambda string, prefix: string.removeprefix(prefix), "str", "prefix"),
    "trimspace": _of_texts(lambda string: string.strip(_GO_SPACE), "str"),
    "trimsuffix": _of_texts(_trim_suffix, "str", "suffix"),
    "upper": _of_texts(_mapped(str.upper), "str"),
}
