"""The quotes of words, and where they end (buildkit, frontend/dockerfile/shell/lex.go)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ctxscan.dockerfile.environment import LARGEST_WORD, Value, WordError
from ctxscan.golang.text import SPACES, decoded
from ctxscan.regex import regex

if TYPE_CHECKING:
    from ctxscan.dockerfile.environment import Environment


_RUNS = regex(f"[{re.escape(SPACES)}]|[^{re.escape(SPACES)}]+")
"""One blank, or all up to the next."""

_ORDINARY = regex(r"[A-Za-z0-9_.,:=@+*-]+")
"""None of it means anything in a word, or ends a part of one."""


class _Words:
    """Words under way. ``pending`` belongs to the lexer and is shared by nested substitutions.

    That a substitution empties what its surroundings had gathered is BuildKit's own doing.
    """

    def __init__(self, pending: list[str]) -> None:
        self.pending = pending
        self.done: list[str] = []
        self.inside = False

    def add(self, char: str) -> None:
        """A character, or several without a blank."""
        if char not in SPACES:
            self.add_raw(char)
        elif self.inside and self.pending:
            self.finish()
            self.inside = False

    def add_all(self, text: str) -> None:
        """Each character in turn."""
        for each in _RUNS.findall(text):
            self.add(each)

    def add_raw(self, text: str) -> None:
        if text:
            self.pending.append(text)
        self.inside = True

    def finish(self) -> list[str]:
        if self.pending:
            self.done.append("".join(self.pending))
            self.pending.clear()
        return self.done


class Quoting(ABC):
    """Reads one word; what a ``$`` begins is read by a class below."""

    def __init__(  # noqa: PLR0913 - BuildKit's own switches; three entry points above set them
        self,
        word: str,
        environment: Environment,
        escape: str,
        *,
        keep_unset: bool = False,
        keep_quotes: bool = False,
        raw_quotes: bool = False,
    ) -> None:
        # text/scanner, which BuildKit reads with, drops a leading byte order mark.
        self.source = word
        self.text = decoded(word).removeprefix("\ufeff")
        self.at = 0
        self.depth = 0
        self.environment = environment
        self.escape = escape
        self.keep_unset = keep_unset
        self.raw_quotes = raw_quotes
        self.raw_escapes = False
        self.pending: list[str] = []
        self.unknown: set[str] = set()
        self.unset: set[str] = set()
        self.special = {"$": self.dollar, "<": self.possible_heredoc}
        if not keep_quotes:
            self.special |= {"'": self.single_quotes, '"': self.double_quotes}

    def whole(self) -> Value:
        text = self.until(None)[0]
        return Value(text, frozenset(self.unknown), frozenset(self.unset))

    def peek(self) -> str:
        """The next character, or the empty string at the end."""
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        char = self.peek()
        self.at += len(char)
        return char

    def until(self, stop: str | None) -> tuple[str, list[str]]:
        """Read up to ``stop`` (consumed) or to the end (``processStopOn``)."""
        result: list[str] = []
        self.pending.clear()
        words = _Words(self.pending)
        size = 0
        while char := self.peek():
            if char == stop:
                self.next()
                return "".join(result), words.finish()
            if special := self.special.get(char):
                text = special()
                size += len(text)
                if size > LARGEST_WORD:
                    raise WordError(f"a word that comes to more than {LARGEST_WORD:,} characters")
                result.append(text)
                if char == "$":
                    words.add_all(text)
                else:
                    words.add_raw(text)
            elif not self.plain(result, words):
                break
        if stop is not None:
            raise WordError(f"unexpected end of {self.source!r} while looking for {stop!r}")
        return "".join(result), words.finish()

    def plain(self, result: list[str], words: _Words) -> bool:
        """Ordinary characters, or one that is escaped; false when an escape ends the word."""
        run = _ORDINARY.match(self.text, self.at)
        if run is not None:
            self.at = run.end()
            words.add(run[0])
            result.append(run[0])
            return True
        char = self.next()
        if char != self.escape:
            words.add(char)
            result.append(char)
            return True
        if self.raw_escapes:
            words.add_raw(char)
            result.append(char)
        if not (char := self.next()):
            return False
        words.add_raw(char)
        result.append(char)
        return True

    def single_quotes(self) -> str:
        quote = self.next() if self.raw_quotes else self.next()[:0]
        end = self.text.find("'", self.at)
        if end < 0:
            self.at = len(self.text)
            raise WordError(f"unterminated single quote in {self.source!r}")
        inner, self.at = self.text[self.at : end], end + 1
        return f"{quote}{inner}{quote}"

    def double_quotes(self) -> str:
        quote = self.next() if self.raw_quotes else self.next()[:0]
        result: list[str] = []
        while char := self.peek():
            if char == '"':
                self.next()
                return f"{quote}{''.join(result)}{quote}"
            if char == "$":
                result.append(self.dollar())
            else:
                result.append(self.quoted_char())
        raise WordError(f"unterminated double quote in {self.source!r}")

    def quoted_char(self) -> str:
        """Between double quotes only ``"``, ``$`` and the escape itself can be escaped."""
        char = self.next()
        if char != self.escape:
            return char
        kept = char if self.raw_escapes else ""
        following = self.peek()
        if not following:
            return kept
        return kept + (self.next() if following in ('"', "$", self.escape) else char)

    def possible_heredoc(self) -> str:
        self.next()
        if self.peek() != "<":
            return "<"
        start = self.at + 1
        self.at = start
        while self.peek() and self.peek() in "\t\r ":
            self.next()
        return "<<" + self.text[start : self.at]

    @abstractmethod
    def dollar(self) -> str:
        """What stands for a variable and all that belongs to it."""
