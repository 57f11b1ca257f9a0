"""The variables of words (buildkit, frontend/dockerfile/shell/lex.go: processDollar)."""

from __future__ import annotations

import re

from ctxscan.dockerfile import substitution
from ctxscan.dockerfile.environment import Value, WordError
from ctxscan.dockerfile.quoting import Quoting
from ctxscan.golang.text import is_digit, is_letter
from ctxscan.regex import regex

_SPECIAL_NAMES = frozenset("@*#?-$!0")

_PLAIN_NAME = regex(r"\w*", re.ASCII)

_DEEPEST = 50
"""``${A:-${B:-...`` in one word: Go's stack holds many more, Python's does not, and nobody writes
five."""


class Lexer(Quoting):
    """Reads one word with its variables."""

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
        if self.depth == _DEEPEST:
            raise WordError(f"more than {_DEEPEST} ${{...}} inside one another")
        self.depth += 1
        text = self.substitute(self.name())
        self.depth -= 1
        return text

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
            if plain := _PLAIN_NAME.match(self.text, self.at):
                self.at = plain.end()
            while (char := self.peek()) and (is_letter(char) or is_digit(char) or char == "_"):
                self.next()
        return self.text[start : self.at]

    def unsupported(self, operator: str) -> WordError:
        return WordError(f"unsupported operator {operator!r} of a ${{...}} in {self.source!r}")


def _text(value: Value | None) -> str:
    return "" if value is None else value.text
