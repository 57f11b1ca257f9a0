"""Quoting and variables of one word (buildkit, frontend/dockerfile/shell/lex.go: Lex)."""

from __future__ import annotations

import re

from ctxscan.dockerfile import substitution
from ctxscan.dockerfile.environment import EMPTY, Environment, Value
from ctxscan.golang.text import SPACES, decoded, is_digit, is_letter

# Nothing in it has a meaning; most words are like that.
_PLAIN = re.compile(r"[A-Za-z0-9_./:=,@+*-]*")
_SPECIAL_NAMES = frozenset("@*#?-$!0")


class WordError(ValueError):
    """A word that BuildKit refuses; the caller knows its line."""


def expand(word: str, environment: Environment, escape: str = "\\") -> Value:
    """The word without its quotes, its variables replaced (``Lex.ProcessWord``)."""
    if _PLAIN.fullmatch(word):
        return Value(word)
    return _Lexer(word, environment, escape).whole()


def expand_document(text: str, environment: Environment) -> Value:
    """The body of a here-document: quotes mean nothing (``convert.go:dispatch``, ExpandRaw)."""
    return _Lexer(text, environment, "\\", keep_quotes=True).whole()


def split_words(line: str, *, raw_quotes: bool, raw_escapes: bool) -> list[str]:
    """Words of a line, unset variables left as written (``Lex.ProcessWords``)."""
    lexer = _Lexer(line, EMPTY, "\\", keep_unset=True, raw_quotes=raw_quotes)
    lexer.raw_escapes = raw_escapes
    return lexer.until(None)[1]


class _Words:
    """Words under way. ``pending`` belongs to the lexer and is shared by nested substitutions.

    That a substitution empties what its surroundings had gathered is BuildKit's own doing.
    """

    def __init__(self, pending: list[str]) -> None:
        self.pending = pending
        self.done: list[str] = []
        self.inside = False

    def add(self, char: str) -> None:
        if char not in SPACES:
            self.add_raw(char)
        elif self.inside and self.pending:
            self.finish()
            self.inside = False

    def add_raw(self, text: str) -> None:
        if text:
            self.pending.append(text)
        self.inside = True

    def finish(self) -> list[str]:
        if self.pending:
            self.done.append("".join(self.pending))
            self.pending.clear()
        return self.done


class _Lexer:
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
        while char := self.peek():
            if char == stop:
                self.next()
                return "".join(result), words.finish()
            if special := self.special.get(char):
                text = special()
                result.append(text)
                if char == "$":
                    for each in text:
                        words.add(each)
                else:
                    words.add_raw(text)
            elif not self.plain(result, words):
                break
        if stop is not None:
            raise WordError(f"unexpected end of {self.source!r} while looking for {stop!r}")
        return "".join(result), words.finish()

    def plain(self, result: list[str], words: _Words) -> bool:
        """One ordinary or escaped character; false when an escape ends the word."""
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

    def dollar(self) -> str:
        self.next()
        if self.peek() != "{":
            if not (name := self.name()):
                return "$"
            value = self.lookup(name)
            return f"${name}" if value is None and self.keep_unset else _text(value)
        self.next()
        if not self.peek():
            raise WordError(f"missing '}}' in {self.source!r}")
        if self.peek() in "{}:":
            raise WordError(f"bad substitution in {self.source!r}")
        return self.substitute(self.name())

    def substitute(self, name: str) -> str:
        operator = self.next()
        if operator == "}":
            value = self.lookup(name)
            return f"${{{name}}}" if value is None and self.keep_unset else _text(value)
        if operator == "/":
            return self.replace(name)
        colon = operator == ":"
        if colon:
            operator = self.next()
        elif operator not in tuple("+-?#%"):
            raise self.unsupported(operator)
        if colon and operator in ("#", "%"):
            raise self.unsupported(f":{operator}")
        return self.conditional(name, operator, colon=colon)

    def conditional(self, name: str, operator: str, *, colon: bool) -> str:
        operand = self.operand("}", raw_escapes=operator in ("#", "%"))
        value = self.environment.get(name)
        written = f"{':' if colon else ''}{operator}"
        if value is None and self.keep_unset:
            return f"${{{name}{written}{operand.text}}}"
        missing = value is None or (colon and value.text == "")
        match operator:
            case "-" if missing:
                self.consult(name)
                return self.use(operand)
            case "-":
                return _text(self.lookup(name))
            case "+":
                self.lookup(name)
                return "" if missing else self.use(operand)
            case "?":
                return self.required(name, operand, missing=missing)
            case "#" | "%":
                return self.strip(operator, self.use(operand), _text(self.lookup(name)))
            case _:
                raise self.unsupported(written)

    def required(self, name: str, complaint: Value, *, missing: bool) -> str:
        value = self.lookup(name)
        doubtful = self.environment.open if value is None else not value.certain
        if missing and not doubtful:
            state = "unset" if value is None else "empty"
            raise WordError(f"{name}: {complaint.text or f'is not allowed to be {state}'}")
        return _text(value)

    def strip(self, operator: str, pattern: str, value: str) -> str:
        act = substitution.strip_prefix if operator == "#" else substitution.strip_suffix
        greedy = pattern.startswith(operator)
        try:
            return act(pattern.removeprefix(operator), value, greedy=greedy)
        except substitution.PatternError as error:
            raise WordError(str(error)) from None

    def replace(self, name: str) -> str:
        every = self.peek() == "/"
        if every:
            self.next()
        pattern = self.operand("/", raw_escapes=True)
        replacement = self.operand("}", raw_escapes=True)
        if self.keep_unset and self.environment.get(name) is None:
            return f"${{{name}/{pattern.text}/{replacement.text}}}"
        act = substitution.replace_all if every else substitution.replace_first
        try:
            return act(self.use(pattern), self.use(replacement), _text(self.lookup(name)))
        except substitution.PatternError as error:
            raise WordError(str(error)) from None

    def operand(self, stop: str, *, raw_escapes: bool) -> Value:
        """The text up to ``stop``; what it consulted counts only once it is used."""
        outer = self.raw_escapes, self.unknown, self.unset
        self.raw_escapes, self.unknown, self.unset = raw_escapes, set(), set()
        try:
            text = self.until(stop)[0]
            return Value(text, frozenset(self.unknown), frozenset(self.unset))
        finally:
            self.raw_escapes, self.unknown, self.unset = outer

    def use(self, value: Value) -> str:
        self.unknown |= value.unknown
        self.unset |= value.unset
        return value.text

    def lookup(self, name: str) -> Value | None:
        """The variable's value; certainly unset, it leaves a hole in the word."""
        value = self.environment.get(name)
        self.consult(name)
        if value is None and not self.environment.open:
            self.unset.add(name)
        return value

    def consult(self, name: str) -> None:
        value = self.environment.get(name)
        if value is not None:
            self.unknown |= value.unknown
        elif self.environment.open:
            self.unknown.add(name)

    def name(self) -> str:
        start = self.at
        if self.peek() and is_digit(self.peek()):
            while self.peek() and is_digit(self.peek()):
                self.next()
        elif self.peek() in _SPECIAL_NAMES:
            self.next()
        else:
            while (char := self.peek()) and (is_letter(char) or is_digit(char) or char == "_"):
                self.next()
        return self.text[start : self.at]

    def unsupported(self, operator: str) -> WordError:
        return WordError(f"unsupported operator {operator!r} of a ${{...}} in {self.source!r}")


def _text(value: Value | None) -> str:
    return "" if value is None else value.text
