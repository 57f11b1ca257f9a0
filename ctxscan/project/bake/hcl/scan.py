"""Tokens of a whole text, refused if one of them can never stand in HCL."""

from __future__ import annotations

from ctxscan.project.bake.hcl.lexer import Scanner
from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.tokens import Kind, Lines, Token

_MOST_CHARACTERS = 4_000_000


def scan_file(source: str, file: str) -> list[Token]:
    """The tokens of a file. Raises HclSyntaxError."""
    source = source.removeprefix("\ufeff")
    _check_length(source, Lines(file, ""))
    return _checked(Scanner(source, Lines(file, source)).scan_code())


def scan_template(source: str, file: str, line: int) -> list[Token]:
    """The tokens of a text that is a template as a whole, as JSON's are."""
    return _checked(Scanner(source, Lines(file, source, line)).scan_template())


def scan_expression(source: str, file: str, line: int) -> list[Token]:
    return _checked(Scanner(source, Lines(file, source, line)).scan_code())


def _check_length(source: str, lines: Lines) -> None:
    if len(source) > _MOST_CHARACTERS:
        raise HclSyntaxError("Too large", "No bake file is that large.", lines.place(0))


def _checked(tokens: list[Token]) -> list[Token]:
    """Upstream looks for these before it parses, so they come first (checkInvalidTokens)."""
    for token in tokens:
        if token.kind is Kind.QUOTED_NEWLINE:
            raise HclSyntaxError(
                "Invalid multi-line string",
                "Quoted strings may not be split over multiple lines.",
                token.place,
            )
        if token.kind is Kind.INVALID:
            raise HclSyntaxError("Invalid character", _why(token.text), token.place)
    return tokens


def _why(character: str) -> str:
    if character in "&|^~":
        return "Bitwise operators are not supported."
    if character == "'":
        return 'Single quotes are not valid. Use double quotes (") to enclose strings.'
    if character == ";":
        return 'The ";" character is not valid. Use newlines to separate arguments and blocks.'
    return "This character is not used within the language."
