"""Text as it is written between quotes -> the text that is meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.tokens import Kind
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.project.bake.hcl.tokens import Token

_BAD = "Invalid escape sequence"
_ESCAPE = regex(r"\\(?:u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|.|$)|\$\$\{|%%\{", re.DOTALL)
_DOUBLED = regex(r"\$\$\{|%%\{")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def literal_text(token: Token) -> str:
    """In a here-document only ``$${`` and ``%%{`` are escapes."""
    if token.kind is not Kind.QUOTED:
        return _DOUBLED.sub(lambda match: match.group()[1:], token.text)
    return _ESCAPE.sub(lambda match: _meaning(match.group(), token), token.text)


def _meaning(escape: str, token: Token) -> str:
    if escape[0] != "\\":
        return escape[1:]
    selector = escape[1:2]
    if selector in _SIMPLE:
        return _SIMPLE[selector]
    if selector not in {"u", "U"}:
        detail = f'The symbol "{selector}" is not a valid escape sequence selector.'
        raise HclSyntaxError(_BAD, detail, token.place)
    expected = 4 if selector == "u" else 8
    if len(escape) != 2 + expected:
        detail = f"The \\{selector} escape must be followed by {expected} hexadecimal digits."
        raise HclSyntaxError(_BAD, detail, token.place)
    digits = escape[2:]
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise HclSyntaxError(_BAD, f"Cannot encode character U+{code:04x} in UTF-8.", token.place)
    return chr(code)
