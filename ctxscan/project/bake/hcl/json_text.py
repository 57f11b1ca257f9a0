"""JSON -> the nodes of HCL, each with its line (hashicorp/hcl, json/parser.go)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.syntax import JsonList, JsonObject, JsonText, Literal, Node
from ctxscan.project.bake.hcl.tokens import Lines
from ctxscan.project.bake.limits import MOST_NESTING, TooMuchError
from ctxscan.project.bake.values.decimal import parse_number
from ctxscan.project.bake.values.value import FALSE, TRUE, null, numeric
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.errors import Place

_SPACE = regex(r"[ \t\r\n]*")
_STRING = regex(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"')
_ESCAPES = regex(r"(?:\\u[0-9a-fA-F]{4})+|\\.")
_NUMBER = regex(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_WORD = regex(r"[A-Za-z]+")
_WORDS = {"true": TRUE, "false": FALSE, "null": null()}
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse_json(source: str, file: str) -> Node:
    """The whole text. Raises HclSyntaxError with the line that is no JSON."""
    source = source.removeprefix("\ufeff")
    reader = _JsonReader(source, Lines(file, source))
    node = reader.value(0)
    reader.end()
    if not isinstance(node, JsonObject | JsonList):
        detail = "The root must be either a JSON object or a JSON array of objects."
        raise HclSyntaxError("Root value must be object", detail, node.place)
    return node


class _JsonReader:
    def __init__(self, source: str, lines: Lines) -> None:
        self._source = source
        self._lines = lines
        self._at = 0

    def end(self) -> None:
        if self._peek():
            raise self._error("Extraneous data after value")

    def value(self, depth: int) -> Node:
        sign = self._peek()
        place = self._place()
        if depth > MOST_NESTING:
            raise TooMuchError(f"nested more than {MOST_NESTING} levels deep", place=place)
        if sign == "{":
            return self._object(depth, place)
        if sign == "[":
            return self._list(depth, place)
        if sign == '"':
            return self._string()
        return self._plain(place)

    def _peek(self) -> str:
        match = _SPACE.match(self._source, self._at)
        self._at = match.end() if match else self._at
        return self._source[self._at : self._at + 1]

    def _place(self) -> Place:
        return self._lines.place(self._at)

    def _error(self, summary: str) -> HclSyntaxError:
        ended = self._at >= len(self._source)
        detail = "The JSON data ends prematurely." if ended else "This is no valid JSON here."
        return HclSyntaxError(summary, detail, self._place())

    def _accept(self, sign: str) -> bool:
        if self._peek() != sign:
            return False
        self._at += 1
        return True

    def _separator(self, closing: str, summary: str) -> None:
        """A comma, which nothing but another element may follow, or nothing before the end."""
        if self._peek() == closing:
            return
        place = self._place()
        if not self._accept(","):
            raise self._error(summary)
        if self._peek() == closing:
            detail = "JSON does not permit a trailing comma."
            raise HclSyntaxError("Trailing comma", detail, place)

    def _plain(self, place: Place) -> Literal:
        if word := _WORD.match(self._source, self._at):
            if word.group() not in _WORDS:
                raise self._error("Invalid JSON keyword")
            self._at = word.end()
            return Literal(_WORDS[word.group()], place)
        digits = _NUMBER.match(self._source, self._at)
        number = parse_number(digits.group()) if digits else None
        if digits is None or number is None:
            raise self._error("Missing value" if self._peek() in {"", ",", "}"} else "Bad value")
        self._at = digits.end()
        return Literal(numeric(number), place)

    def _string(self) -> JsonText:
        place = self._place()
        match = _STRING.match(self._source, self._at)
        if match is None:
            raise self._error("Invalid JSON string")
        self._at = match.end()
        return JsonText(_ESCAPES.sub(_unescaped, match.group(1)), place)

    def _list(self, depth: int, place: Place) -> JsonList:
        self._at += 1
        elements: list[Node] = []
        while not self._accept("]"):
            elements.append(self.value(depth + 1))
            self._separator("]", "Missing item separator")
        return JsonList(tuple(elements), place)

    def _object(self, depth: int, place: Place) -> JsonObject:
        self._at += 1
        members: list[tuple[JsonText, Node]] = []
        while True:
            if self._peek() == "}":
                end = self._place()
                self._at += 1
                return JsonObject(tuple(members), place, end)
            if self._peek() != '"':
                raise self._error("Invalid object property name")
            name = self._string()
            if not self._accept(":"):
                raise self._error("Missing property value colon")
            members.append((name, self.value(depth + 1)))
            self._separator("}", "Missing attribute separator")


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group()
    if escape[1] != "u":
        return _SIMPLE.get(escape[1], escape[1])
    units = bytes.fromhex(escape.replace("\\u", ""))
    return units.decode("utf-16-be", errors="replace")
