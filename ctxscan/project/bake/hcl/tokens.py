"""Tokens of HCL (hashicorp/hcl, hclsyntax/token.go)."""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum

from ctxscan.errors import Place
from ctxscan.tuples import NamedTuple


class Kind(Enum):
    IDENT = "a name"
    NUMBER = "a number"
    NEWLINE = "the end of a line"
    EOF = "the end of the file"
    OPEN_QUOTE = "an opening quote"
    CLOSE_QUOTE = "a closing quote"
    QUOTED = "text between quotes"
    QUOTED_NEWLINE = "the end of a line between quotes"
    OPEN_HEREDOC = "<<"
    CLOSE_HEREDOC = "the end of a here-document"
    TEXT = "text of a here-document or template"
    INTERPOLATION = "${"
    DIRECTIVE = "%{"
    TEMPLATE_END = "the brace that closes ${ or %{"
    SYMBOL = "a sign"
    INVALID = "what is not used within the language"


class Token(NamedTuple):
    kind: Kind
    text: str
    place: Place

    def is_sign(self, *signs: str) -> bool:
        return self.kind is Kind.SYMBOL and self.text in signs

    def is_word(self, word: str) -> bool:
        return self.kind is Kind.IDENT and self.text == word


class Lines:
    """Which line an offset lies on."""

    def __init__(self, file: str, source: str, first: int = 1) -> None:
        self._file = file
        self._first = first
        self._ends = [offset for offset, char in enumerate(source) if char == "\n"]

    def place(self, offset: int) -> Place:
        return Place(self._file, self._first + bisect_right(self._ends, offset - 1))
