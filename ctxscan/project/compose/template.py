"""``$NAME`` and ``${NAME:-default}`` in a text.

Source: compose-go, template/template.go. BUILDS.md, A.6.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Lookup = Callable[[str], str | None]
    OnUnset = Callable[[str], None]

_REFERENCE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*)(?P<operator>:?[-+?]|\})|(?P<invalid>)))",
    re.IGNORECASE | re.ASCII,
)
_DEEPEST = 50


class MalformedError(Exception):
    """A ``${`` that is none of the known forms; the argument is the text around it."""


class RequiredError(Exception):
    """``${NAME?message}`` of a name that is not set; name and message."""


def substitute(text: str, lookup: Lookup, on_unset: OnUnset, depth: int = 0) -> str:
    """Raises MalformedError and RequiredError. *on_unset* is called for plain names alone."""
    if "$" not in text:
        return text
    if depth > _DEEPEST:
        raise MalformedError(text)
    parts: list[str] = []
    position = 0
    line_end = last = -1
    while match := _REFERENCE.search(text, position):
        parts.append(text[position : match.start()])
        if match["escaped"]:
            parts.append("$")
            position = match.end()
        elif match["operator"] in (None, "}"):
            if match["invalid"] is not None:
                raise MalformedError(text)
            parts.append(_plain(match["named"] or match["braced"], lookup, on_unset))
            position = match.end()
        else:
            if match.end() > line_end:
                line_end, last = _line(text, match.end())
            if last < match.end():
                raise MalformedError(text)
            end = _closing(text, match.start(), last)
            operand, position = text[match.end() : end], end + 1
            name, operator = match["braced"], match["operator"]
            if (used := _chosen(operator, lookup(name))) is not None:
                parts.append(used)
                continue
            filled = substitute(operand, lookup, on_unset, depth + 1)
            if "?" in operator:
                raise RequiredError(name, filled)
            parts.append(filled)
    return "".join((*parts, text[position:]))


def _plain(name: str, lookup: Lookup, on_unset: OnUnset) -> str:
    value = lookup(name)
    if value is None:
        on_unset(name)
        return ""
    return value


def _chosen(operator: str, value: str | None) -> str | None:
    """The value without the operand, or ``None`` where the operand is what counts."""
    missing = value is None or (not value and operator.startswith(":"))
    if "+" in operator:
        return (value or "") if missing else None
    return None if missing else value


def _line(text: str, start: int) -> tuple[int, int]:
    """The end of the line around *start*, and its last brace: no reference goes further."""
    found = text.find("\n", start)
    end = len(text) if found < 0 else found
    return end, text.rfind("}", start, end)


def _closing(text: str, start: int, last: int) -> int:
    """The brace that ends the reference: the last of the line if the counts never agree.

    After a ``{`` the next character is not looked at (template.go:getFirstBraceClosingIndex).
    """
    count = 0
    index = start
    while index <= last:
        if text[index] == "}":
            count -= 1
            if count == 0:
                return index
        elif text[index] == "{":
            count += 1
            index += 1
        index += 1
    return last
