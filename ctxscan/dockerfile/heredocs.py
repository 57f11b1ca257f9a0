"""Here-documents (buildkit, frontend/dockerfile/parser/parser.go: heredocFromMatch)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.dockerfile.model import Heredoc
from ctxscan.dockerfile.words import WordError, split_words
from ctxscan.golang.text import whole_number
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.dockerfile.model import Instruction

HOLDERS = frozenset({"add", "copy", "run"})

_WORD = regex(r"([0-9]*)<<(-?)[\t\n\f\r ]*+([^<]*)\Z")
_TABS = regex(r"^\t+", re.MULTILINE)
_LARGEST = 2**64 - 1


def parse_heredoc(word: str) -> Heredoc | None:
    """The here-document that a word announces, still without content.

    Raises ``WordError`` for a name with unbalanced quotes.
    """
    match = _WORD.match(word)
    if not match or not match[3]:
        return None
    plain = split_words(match[3], raw_quotes=False, raw_escapes=False)
    if len(plain) != 1:
        return None
    raw = split_words(match[3], raw_quotes=True, raw_escapes=False)
    if len(raw) != 1:
        raise WordError(f"cannot read the name of the here-document {word!r}")
    return Heredoc(
        name=plain[0],
        descriptor=min(whole_number(match[1] or "0"), _LARGEST),
        expand=_quotes(plain[0]) == _quotes(raw[0]),
        strip_tabs=match[2] == "-",
        content="",
    )


def is_heredoc(word: str) -> bool:
    try:
        return parse_heredoc(word) is not None
    except WordError:
        return False


def announced(line: str) -> tuple[Heredoc, ...]:
    """The here-documents whose bodies follow a line; none if its quotes do not balance."""
    try:
        words = split_words(line, raw_quotes=True, raw_escapes=True)
    except WordError:
        return ()
    found = (parse_heredoc(word) for word in words)
    return tuple(heredoc for heredoc in found if heredoc is not None)


def body_lines(instruction: Instruction) -> dict[str, int]:
    """The line on which the body of each here-document begins, by name."""
    found: dict[str, int] = {}
    line = instruction.end_line + 1
    for document in reversed(instruction.heredocs):
        line -= document.content.count("\n") + 1
        found[document.name] = line
    return found


def without_tabs(content: str) -> str:
    return _TABS.sub("", content)


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
