"""``.env`` files, in compose's own grammar: not the shell's, not python-dotenv's.

Source: compose-go, dotenv/parser.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from unicodedata import category

from ctxscan.errors import Place
from ctxscan.project.compose.template import MalformedError, RequiredError, substitute
from ctxscan.project.errors import ProjectError
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.project.compose.template import Lookup

_BLANKS = "\t\v\f\r \x85\xa0"
_SPACES = frozenset(
    _BLANKS + "\n\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
)
_ALL_SPACES = "".join(_SPACES)
_EXPORT = regex(r"export[\t\n\f\r ]+")
_ESCAPE = regex(r'\\(?:[abcfnrtv$"\\]|0[0-9]{0,3})', re.ASCII)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_UNTIL_SEPARATOR = frozenset("=:\n")


class Meter(Protocol):
    """Counts what variables expand to, and takes warnings (``journal``)."""

    def meter(self, lookup: Lookup) -> Lookup: ...

    def warn_unset(self, name: str) -> None: ...


def parse_dotenv(
    data: bytes, file: str, lookup: Lookup, found: dict[str, str], meter: Meter
) -> None:
    """Adds names and values to *found*; *lookup* goes before what is there."""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    parser = _Parser(text, file, lookup, found, meter)
    while parser.skip_to_statement():
        parser.statement()


class _Parser:
    def __init__(
        self, text: str, file: str, lookup: Lookup, found: dict[str, str], meter: Meter
    ) -> None:
        self._text = text
        self._file = file
        self._found = found
        self._lookup = lookup
        self._metered = meter.meter(self._look)
        self._on_unset = meter.warn_unset
        self._at = 0
        self._line = 1

    def skip_to_statement(self) -> bool:
        """False at the end of the file."""
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if char == "#":
                end = text.find("\n", self._at)
                self._at = len(text) if end < 0 else end
                continue
            if char not in _SPACES:
                return True
            self._line += char == "\n"
            self._at += 1
        return False

    def statement(self) -> None:
        name, inherited = self._name()
        if " " in name:
            raise self._fault("a name cannot contain a space")
        if inherited:
            value = self._lookup(name)
            if value is not None:
                self._found[name] = value
            return
        self._found[name] = self._value()

    def _name(self) -> tuple[str, bool]:
        """Up to ``=`` or ``:``; alone on its line it takes the environment's value."""
        if _EXPORT.match(self._text, self._at):
            # The expression takes newlines as well, but only blanks are cut off.
            self._at += len("export")
            self._skip_blanks()
        start = self._at
        name, inherited = "", False
        for index in range(start, len(self._text)):
            char = self._text[index]
            if char in _UNTIL_SEPARATOR:
                name, inherited = self._text[start:index], char == "\n"
                self._at = index + 1
                break
            if not _may_name(char):
                raise self._fault(f"unexpected character {char!r} in a name")
        # A name alone on a last line without a newline is the value of no name at all.
        if inherited and " " not in name:
            self._line += 1
        self._skip_blanks()
        return name.rstrip(_ALL_SPACES), inherited

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1

    def _value(self) -> str:
        quote = self._text[self._at : self._at + 1]
        if quote and quote in "'\"":
            return self._quoted(quote)
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        value = self._text[self._at : end].partition(" #")[0].rstrip(_ALL_SPACES)
        self._at = end + 1
        expanded = self._expand(value)
        self._line += 1
        return expanded

    def _quoted(self, quote: str) -> str:
        chars: list[str] = []
        escaped = False
        opened = self._line
        for index in range(self._at + 1, len(self._text)):
            char = self._text[index]
            self._line += char == "\n"
            if char == quote and not escaped:
                self._at = index + 1
                value = "".join(chars)
                return value if quote == "'" else self._expand(_ESCAPE.sub(_unescape, value))
            if char == "\\" and not escaped:
                escaped = True
                continue
            if escaped and char != quote:
                chars.append("\\")
            escaped = False
            chars.append(char)
        self._line = opened
        raise self._fault(f"the {quote} is not closed")

    def _expand(self, value: str) -> str:
        try:
            return substitute(value, self._metered, self._on_unset)
        except MalformedError as error:
            raise self._fault(str(error), malformed=True) from error
        except RequiredError as error:
            name, message = error.args
            said = f"required variable {name} is missing a value"
            fault = self._fault(f"{said}: {message}" if message else said)
            fault.kind = "required_variable"
            raise fault from error

    def _look(self, name: str) -> str | None:
        value = self._lookup(name)
        return self._found.get(name) if value is None else value

    def _fault(self, problem: str, *, malformed: bool = False) -> ProjectError:
        return ProjectError(
            problem,
            kind="interpolation" if malformed else "syntax",
            place=Place(self._file, self._line),
        )


def _may_name(char: str) -> bool:
    return char in _BLANKS or char in "_.-[]" or category(char)[0] in "LN"


def _unescape(match: re.Match[str]) -> str:
    written = match[0][1:]
    if written == "$":
        return "$$"
    if written[0] == "0":
        # Go wants three octal digits behind the backslash (strconv.UnquoteChar).
        digits = written[1:]
        octal = len(digits) == 3 and all(digit in "01234567" for digit in digits)
        return chr(int(digits, 8)) if octal and int(digits, 8) < 256 else match[0]
    if written in '"\\':
        return written
    return _ESCAPES.get(written, match[0])
