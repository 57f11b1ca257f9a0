"""``# syntax=``, ``# escape=`` and ``# check=`` (buildkit, parser/directives.go)."""

from __future__ import annotations

from ctxscan.dockerfile.model import Directive
from ctxscan.golang.text import SPACES
from ctxscan.regex import regex

_NAMES = frozenset({"syntax", "escape", "check"})
_BLANKS = "\t\n\f\r "
_NAME = regex(rf"([a-zA-Z][a-zA-Z0-9]*)[{_BLANKS}]*=")


class DirectiveError(ValueError):
    """A directive that BuildKit refuses."""


class DirectiveReader:
    """Takes the lines from the top, one by one, until one is no directive."""

    def __init__(self, comment: str = "#") -> None:
        self.found: list[Directive] = []
        self.escape = "\\"
        self._comment = comment
        self._done = False

    def read(self, text: str, line: int) -> None:
        directive = None if self._done else self._parse(text, line)
        if directive is None:
            self._done = True
            return
        if any(each.name == directive.name for each in self.found):
            raise DirectiveError(f"only one {directive.name} parser directive can be used")
        if directive.name == "escape":
            if directive.value not in ("\\", "`"):
                raise DirectiveError(f"invalid escape token {directive.value!r}: only ` and \\ are")
            self.escape = directive.value
        self.found.append(directive)

    def _parse(self, text: str, line: int) -> Directive | None:
        if not text.startswith(self._comment):
            return None
        text = text.removeprefix(self._comment).lstrip(SPACES)
        match = _NAME.match(text)
        if not match or match[1].lower() not in _NAMES:
            return None
        written = text[match.end() :]
        # BuildKit's expression has to take something, if need be the last blank.
        value = written.strip(_BLANKS) or written[-1:].strip("\n")
        return Directive(match[1].lower(), value, line) if value and "\n" not in value else None


def detect_syntax(text: str, comment: str) -> Directive | None:
    """The frontend that BuildKit hands the file to (``DetectSyntax``).

    Other than the parser, it skips a ``#!`` line and wants directives at the very left. With
    ``//`` for a comment, the file need not be a Dockerfile at all.
    """
    text, first = _without_shebang(text)
    reader = DirectiveReader(comment)
    try:
        for number, line in enumerate(text.split("\n"), first):
            reader.read(line.removesuffix("\r"), number)
            if len(reader.found) <= number - first:
                break
    except DirectiveError:
        # The parser will say so; those above the bad one count.
        pass
    syntax = next((each for each in reader.found if each.name == "syntax"), None)
    return syntax and syntax._replace(value=syntax.value.partition(" ")[0])


def json_syntax(text: str) -> Directive | None:
    """The frontend of a file that is one JSON object."""
    text, line = _without_shebang(text)
    if not text.lstrip().startswith("{"):
        return None
    import json  # noqa: PLC0415 - for a file that begins so alone

    try:
        value = json.loads(text).get("syntax")
    except (ValueError, RecursionError):
        return None
    return Directive("syntax", value, line) if isinstance(value, str) else None


def _without_shebang(text: str) -> tuple[str, int]:
    """The text to look at and the number of its first line."""
    text = text.removeprefix("\ufeff")
    return (text.partition("\n")[2], 2) if text.startswith("#!") else (text, 1)
