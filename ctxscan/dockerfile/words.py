"""Quoting and variables of one word (buildkit, frontend/dockerfile/shell/lex.go: Lex)."""

from __future__ import annotations

from ctxscan.dockerfile.environment import EMPTY, Environment, Value, WordError
from ctxscan.dockerfile.variables import Lexer
from ctxscan.regex import regex

__all__ = ["WordError", "expand", "expand_document", "split_words"]

# Nothing in it has a meaning; most words are like that.
_PLAIN = regex(r"[A-Za-z0-9_./:=,@+*-]*")


def expand(word: str, environment: Environment, escape: str = "\\") -> Value:
    """The word without its quotes, its variables replaced (``Lex.ProcessWord``)."""
    if _PLAIN.fullmatch(word):
        return Value(word)
    return Lexer(word, environment, escape).whole()


def expand_document(text: str, environment: Environment) -> Value:
    """The body of a here-document: quotes mean nothing (``convert.go:dispatch``, ExpandRaw)."""
    return Lexer(text, environment, "\\", keep_quotes=True).whole()


def split_words(line: str, *, raw_quotes: bool, raw_escapes: bool) -> list[str]:
    """Words of a line, unset variables left as written (``Lex.ProcessWords``)."""
    lexer = Lexer(line, EMPTY, "\\", keep_unset=True, raw_quotes=raw_quotes)
    lexer.raw_escapes = raw_escapes
    return lexer.until(None)[1]
