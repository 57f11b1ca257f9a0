"""Text of HCL -> tokens, as the scanner of hclsyntax finds them (scan_tokens.rl).

The scanner has three states that call one another: code, a quoted string, a here-document.
"""

from __future__ import annotations

import re

from ctxscan.project.bake.hcl.tokens import Kind, Lines, Token
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

_SPACES = regex(r"[ \t]+")
_NUMBER = regex(r"[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?")
_WORD = regex(r"[^\W\d][\w-]*")
_COMMENT = regex(r"(?:#|//)[^\n]*|/\*.*?\*/", re.DOTALL)
_NEWLINE = regex(r"\r?\n")
_HEREDOC = regex(r"<<-?([^\W\d][\w-]*)\r?\n")
_SIGN = regex(r"==|!=|>=|<=|&&|\|\||::|\.\.\.|=>|[\[\]().,*/%+\-=<>!?:]")

_ESCAPED = r"\$\$\{~?|%%\{~?|\$(?!\{)|%(?!\{)"
_OPENING = regex(r"([$%])\{~?")
_QUOTED = regex(rf"{_ESCAPED}|(?:\\[^\r\n]|[^$%\"\\\r\n])+")
_QUOTED_NEWLINE = regex(r"[\r\n]+")
_HERE_LINE = regex(rf"(?:{_ESCAPED}|(?:[^$%\r\n]|\r(?!\n))*)(\r?\n)?")


class _Heredoc(NamedTuple):
    marker: str


class Scanner:
    """One pass over one text. ``scan_code`` for a file, ``scan_template`` for a bare template."""

    def __init__(self, source: str, lines: Lines) -> None:
        self._source = source
        self._lines = lines
        self._at = 0
        self._braces = 0
        self._returns: list[int] = []
        """Depths of braces at which a ``}`` ends a template sequence."""

        self._states: list[str | _Heredoc] = []
        self._starts_line = True
        """Whether a here-document's next text begins a line: only there it may end."""

        self.tokens: list[Token] = []

    def scan_code(self) -> list[Token]:
        return self._scan("code")

    def scan_template(self) -> list[Token]:
        return self._scan("bare")

    def _scan(self, state: str) -> list[Token]:
        self._states = [state]
        while self._at < len(self._source):
            current = self._states[-1]
            if isinstance(current, _Heredoc):
                self._heredoc(current)
            elif current == "code":
                self._code()
            elif current == "quoted":
                self._quoted()
            else:
                self._bare()
        self._emit(Kind.EOF, "")
        return self.tokens

    def _emit(self, kind: Kind, text: str) -> None:
        self.tokens.append(Token(kind, text, self._lines.place(self._at)))
        self._at += len(text)

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        return match.group() if match else ""

    def _code(self) -> None:
        if skipped := self._match(_SPACES) or self._match(_COMMENT):
            self._at += len(skipped)
        elif self._source[self._at] in '{}~"':
            self._bracket(self._source[self._at])
        elif heredoc := _HEREDOC.match(self._source, self._at):
            self._emit(Kind.OPEN_HEREDOC, heredoc.group())
            self._states.append(_Heredoc(heredoc.group(1)))
            self._starts_line = True
        else:
            self._simple()

    def _simple(self) -> None:
        for pattern, kind in (
            (_NEWLINE, Kind.NEWLINE),
            (_NUMBER, Kind.NUMBER),
            (_WORD, Kind.IDENT),
            (_SIGN, Kind.SYMBOL),
        ):
            if found := self._match(pattern):
                self._emit(kind, found)
                return
        self._emit(Kind.INVALID, self._source[self._at])

    def _bracket(self, sign: str) -> None:
        if sign == '"':
            self._emit(Kind.OPEN_QUOTE, sign)
            self._states.append("quoted")
        elif sign == "{":
            self._emit(Kind.SYMBOL, sign)
            self._braces += 1
        elif sign == "}" or self._source.startswith("~}", self._at):
            self._closing_brace("~}" if sign == "~" else sign)
        else:
            self._emit(Kind.INVALID, sign)

    def _closing_brace(self, written: str) -> None:
        ends = bool(self._returns) and self._returns[-1] == self._braces
        self._emit(Kind.TEMPLATE_END if ends or written == "~}" else Kind.SYMBOL, written)
        self._braces -= 1
        if ends:
            self._returns.pop()
            self._states.pop()

    def _opening(self) -> bool:
        match = _OPENING.match(self._source, self._at)
        if match is None:
            return False
        kind = Kind.INTERPOLATION if match.group(1) == "$" else Kind.DIRECTIVE
        self._emit(kind, match.group())
        self._braces += 1
        self._returns.append(self._braces)
        self._states.append("code")
        self._starts_line = False
        return True

    def _quoted(self) -> None:
        if self._opening():
            return
        if self._source[self._at] == '"':
            self._emit(Kind.CLOSE_QUOTE, '"')
            self._states.pop()
        elif literal := self._match(_QUOTED):
            self._emit(Kind.QUOTED, literal)
        elif newlines := self._match(_QUOTED_NEWLINE):
            self._emit(Kind.QUOTED_NEWLINE, newlines)
        else:
            self._emit(Kind.INVALID, self._source[self._at])

    def _bare(self) -> None:
        if not self._opening():
            self._emit(Kind.TEXT, self._match(_HERE_LINE) or self._source[self._at])

    def _heredoc(self, heredoc: _Heredoc) -> None:
        if self._opening():
            return
        literal = self._match(_HERE_LINE) or self._source[self._at]
        ends_line = literal.endswith("\n")
        if ends_line and self._starts_line and literal.strip() == heredoc.marker:
            marker = literal.rstrip("\r\n")
            self._emit(Kind.CLOSE_HEREDOC, marker)
            self._emit(Kind.NEWLINE, literal[len(marker) :])
            self._states.pop()
            return
        self._starts_line = ends_line
        self._emit(Kind.TEXT, literal)
