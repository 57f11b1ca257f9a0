"""Tokens, read one after the other; whether ends of lines count depends on the bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.project.bake.hcl.problems import HclSyntaxError
from ctxscan.project.bake.hcl.tokens import Kind, Token
from ctxscan.project.bake.limits import MOST_NESTING, TooMuchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

from contextlib import contextmanager


class TokenReader:
    """Raises HclSyntaxError where the text is no HCL."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._newlines = [True]
        self._depth = 0

    def peek(self) -> Token:
        self._skip()
        return self._tokens[self._at]

    def read(self) -> Token:
        self._skip()
        token = self._tokens[self._at]
        if token.kind is not Kind.EOF:
            self._at += 1
        return token

    def _skip(self) -> None:
        if not self._newlines[-1]:
            while self._tokens[self._at].kind is Kind.NEWLINE:
                self._at += 1

    def peeks(self, *signs: str) -> bool:
        return self.peek().is_sign(*signs)

    def accept(self, *signs: str) -> Token | None:
        """The next token, read, if it is one of *signs*."""
        return self.read() if self.peeks(*signs) else None

    def expect(self, sign: str, summary: str, detail: str) -> Token:
        token = self.peek()
        if not token.is_sign(sign):
            raise HclSyntaxError(summary, detail, token.place)
        return self.read()

    def close(self, opening: str, closing: str, summary: str, detail: str) -> Token:
        """Like ``expect``, but wrong at the bracket that would have closed, or at the end.

        Upstream hands out a pointer to a token that it replaces as it recovers (parser.go,
        parseExpressionTraversals), so that is the line which it names.
        """
        if self.peeks(closing):
            return self.read()
        self.read()
        depth = 0
        while (token := self.read()).kind is not Kind.EOF:
            if token.is_sign(closing) and depth == 0:
                break
            depth += token.is_sign(opening) - token.is_sign(closing)
        raise HclSyntaxError(summary, detail, token.place)

    @contextmanager
    def lines(self, *, count: bool) -> Iterator[None]:
        """Inside: whether ends of lines are tokens."""
        self._newlines.append(count)
        try:
            yield
        finally:
            self._newlines.pop()

    def across_lines(self) -> AbstractContextManager[None]:
        return self.lines(count=False)

    def deeper(self) -> None:
        self._depth += 1
        if self._depth > MOST_NESTING:
            place = self.peek().place
            raise TooMuchError(f"nested more than {MOST_NESTING} levels deep", place=place)

    def shallower(self) -> None:
        self._depth -= 1
