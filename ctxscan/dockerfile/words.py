"""Quoting and variables of one word (buildkit, frontend/dockerfile/shell/lex.go: Lex)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.dockerfile.environment import EMPTY, Environment, Value, WordError
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.dockerfile.variables import Lexer

__all__ = ["WordError", "expand", "expand_document", "split_words"]

# Nothing in it has a meaning; most words are like that.
_PLAIN = regex(r"[A-Za-z0-9_./:=,@+*-]*")


def _lexer() -> type[Lexer]:
    from ctxscan.dockerfile.variables import Lexer  # noqa: PLC0415 - not for plain words, and some files have no others

    return Lexer


def expand(word: str, environment: Environment, escape: str = "\\") -> Value:
    """The word without its quotes, its variables replaced (``Lex.ProcessWord``)."""
    if _PLAIN.fullmatch(word):
        return Value(word)
    return _lexer()(word, environment, escape).whole()


def expand_document(text: str, environment: Environment) -> Value:
    """The body of a here-document: quotes mean nothing (``convert.go:dispatch``, ExpandRaw)."""
    return _lexer()(text, environment, "\\", keep_quotes=True).whole()


def split_words(line: str, *, raw_quotes: bool, raw_escapes: bool) -> list[str]:
    """Words of a line, unset variables left as written (``Lex.ProcessWords``)."""
    lexer = _lexer()(line, EMPTY, "\\", keep_unset=True, raw_quotes=raw_quotes)
    lexer.raw_escapes = raw_escapes
    return lexer.until(None)[1]
