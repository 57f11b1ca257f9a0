"""``$NAME`` and ``${NAME:-default}`` in a text.

Source: compose-go, template/template.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    Lookup = Callable[[str], str | None]
    OnUnset = Callable[[str], None]

_REFERENCE = regex(
    r"\$(?:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*)(?P<operator>:?[-+?]|\})|(?P<invalid>)))",
    re.IGNORECASE | re.ASCII,
)
_DEEPEST = 20
_LONGEST = 1024 * 1024
_EXCERPT = 60


class MalformedError(Exception):
    """A ``${`` that is none of the known forms, or too much of them; the argument says what."""


class RequiredError(Exception):
    """``${NAME?message}`` of a name that is not set; name and message."""


def substitute(text: str, lookup: Lookup, on_unset: OnUnset, depth: int = 0) -> str:
    """Raises MalformedError and RequiredError. *on_unset* is called for plain names alone."""
    if "$" not in text:
        return text
    if depth > _DEEPEST or len(text) > _LONGEST:
        raise MalformedError(f"too many references to variables in {_excerpt(text)}")
    walk = _Substitution(text, lookup, on_unset, depth)
    position = 0
    while match := _REFERENCE.search(text, position):
        walk.parts.append(text[position : match.start()])
        position = walk.replace(match)
    return "".join((*walk.parts, text[position:]))


def _malformed(text: str) -> str:
    return f"not a valid reference to a variable: {_excerpt(text)}"


def _excerpt(text: str) -> str:
    """From the line that the first reference stands on."""
    start = text.rfind("\n", 0, text.find("$")) + 1
    line = text[start : start + _EXCERPT].partition("\n")[0].strip()
    return f"{line}..." if len(text) > start + _EXCERPT else line


class _Substitution:
    def __init__(self, text: str, lookup: Lookup, on_unset: OnUnset, depth: int) -> None:
        self._text = text
        self._lookup = lookup
        self._on_unset = on_unset
        self._depth = depth
        self._line_end = -1
        self._last = -1
        self.parts: list[str] = []

    def replace(self, match: re.Match[str]) -> int:
        """Where the text goes on behind the reference."""
        if match["invalid"] is not None:
            raise MalformedError(_malformed(self._text))
        if match["escaped"]:
            self.parts.append("$")
        elif match["operator"] in (None, "}"):
            self.parts.append(self._plain(match["named"] or match["braced"]))
        else:
            return self._operation(match)
        return match.end()

    def _plain(self, name: str) -> str:
        value = self._lookup(name)
        if value is None:
            self._on_unset(name)
            return ""
        return value

    def _operation(self, match: re.Match[str]) -> int:
        start = match.end()
        if start > self._line_end:
            self._line_end, self._last = _line(self._text, start)
        if self._last < start:
            raise MalformedError(_malformed(self._text))
        end = _closing(self._text, match.start(), self._last)
        name, operator = match["braced"], match["operator"]
        used = _chosen(operator, self._lookup(name))
        if used is None:
            operand = self._text[start:end]
            used = substitute(operand, self._lookup, self._on_unset, self._depth + 1)
            if "?" in operator:
                raise RequiredError(name, used)
        self.parts.append(used)
        return end + 1


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
