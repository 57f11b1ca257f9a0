"""``--chmod``: octal, or symbolic as ``u+x,go-w`` (tonistiigi/dchapes-mode)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ctxscan.builders.stages.outcome import StepError

if TYPE_CHECKING:
    from collections.abc import Callable

# Compiled by whoever needs them first: few steps have the option.
_OCTAL = "[0-7]+"
_CLAUSE = r"([ugoa]*)((?:[-+=][rwxXstugo]*)+)"
_ACTION = r"([-+=])([rwxXstugo]*)"
_ALL = "ugo"
_SHIFT = {"u": 6, "g": 3, "o": 0}
_BITS = {"r": 4, "w": 2, "x": 1}

Clause = tuple[str, str, str]
"""Who, operator, permissions."""


def read_chmod(text: str) -> Callable[[int, bool], int] | None:
    """Mode and whether it is a directory -> the new mode; ``None`` for no change.

    Raises StepError for what is no mode.
    """
    if not text:
        return None
    if re.fullmatch(_OCTAL, text) and int(text, 8) <= 0o7777:
        return partial(_octal, int(text, 8))
    clauses = list(_clauses(text))
    if not clauses:
        raise StepError(
            "bad-option",
            text,
            f"--chmod={text} is no mode: write an octal number up to 7777, or u+x and the like",
        )
    return partial(_symbolic, tuple(clauses))


def octal(text: str) -> int | None:
    """The mode of the directories made on the way, which only an octal one changes."""
    return int(text, 8) if re.fullmatch(_OCTAL, text) else None


def _octal(mode: int, _old: int, _is_directory: bool) -> int:  # noqa: FBT001 - a callback
    return mode


def _clauses(text: str) -> list[Clause]:
    found: list[Clause] = []
    for part in text.split(","):
        clause = re.fullmatch(_CLAUSE, part)
        if not clause:
            return []
        who = clause[1].replace("a", _ALL) or _ALL
        found += [(who, each[1], each[2]) for each in re.finditer(_ACTION, clause[2])]
    return found


def _symbolic(clauses: tuple[Clause, ...], mode: int, is_directory: bool) -> int:  # noqa: FBT001 - a callback
    for who, operator, permissions in clauses:
        mask = 0
        for each in who:
            mask |= _bits(permissions, mode, is_directory=is_directory) << _SHIFT[each]
        mask |= _special(who, permissions)
        cleared = sum(7 << _SHIFT[each] for each in set(who))
        if operator == "=":
            mode = mode & ~cleared | mask
        else:
            mode = mode | mask if operator == "+" else mode & ~mask
    return mode


def _bits(permissions: str, mode: int, *, is_directory: bool) -> int:
    bits = 0
    for each in permissions:
        if each in _SHIFT:
            bits |= mode >> _SHIFT[each] & 7
        elif each == "X":
            bits |= 1 if is_directory or mode & 0o111 else 0
        else:
            bits |= _BITS.get(each, 0)
    return bits


def _special(who: str, permissions: str) -> int:
    bits = 0o1000 if "t" in permissions else 0
    if "s" in permissions:
        bits |= 0o4000 if "u" in who else 0
        bits |= 0o2000 if "g" in who else 0
    return bits
