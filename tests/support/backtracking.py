"""Python's ``re`` once more, slowly, so that its steps can be counted.

It reads what ``re`` itself has parsed, and goes back as ``re`` does.
"""

from __future__ import annotations

from itertools import islice
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


class Counted:
    """How many characters ``re.fullmatch`` compares, and whether it finds the text to match."""

    def __init__(self, source: str, text: str) -> None:
        self.steps = 0
        self._text = text
        ends = self._sequence(list(_parser.parse(source)), 0)
        self.matches = any(end == len(text) for end in ends)

    def _sequence(self, items: list[Any], at: int) -> Iterator[int]:
        if not items:
            yield at
            return
        for end in self._item(items[0][0], items[0][1], at):
            yield from self._sequence(items[1:], end)

    def _item(self, code: Any, argument: Any, at: int) -> Iterator[int]:
        if code is op.BRANCH:
            for branch in argument[1]:
                yield from self._sequence(list(branch), at)
        elif code is op.SUBPATTERN:
            yield from self._sequence(list(argument[-1]), at)
        elif code is op.ATOMIC_GROUP:
            yield from islice(self._sequence(list(argument), at), 1)
        elif code in {op.MAX_REPEAT, op.MIN_REPEAT}:
            least, most, inner = argument
            yield from self._repeat(list(inner), least, most, at, lazy=code is op.MIN_REPEAT)
        elif self._fits(code, argument, at):
            yield at + 1

    def _repeat(
        self, inner: list[Any], least: int, most: Any, at: int, *, lazy: bool
    ) -> Iterator[int]:
        ends = [at]
        if lazy and not least:
            yield at
        while len(ends) <= most:
            end = next(self._sequence(inner, ends[-1]), None)
            if end is None or end == ends[-1]:
                break
            ends.append(end)
            if lazy and len(ends) > least:
                yield end
        if not lazy:
            yield from reversed(ends[least:])

    def _fits(self, code: Any, argument: Any, at: int) -> bool:
        self.steps += 1
        if at >= len(self._text):
            return False
        char = ord(self._text[at])
        if code is op.LITERAL:
            return bool(char == argument)
        if code is op.NOT_LITERAL:
            return bool(char != argument)
        assert code is op.IN, code
        negated = argument[0][0] is op.NEGATE
        members = argument[1:] if negated else argument
        return negated != any(_has(code, argument, char) for code, argument in members)


def _has(code: Any, argument: Any, char: int) -> bool:
    if code is op.LITERAL:
        return bool(char == argument)
    assert code is op.RANGE, code
    return bool(argument[0] <= char <= argument[1])
