"""What a setting may be: its type in TOML, and how text becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.errors import UsageError
from ctxscan.findings.check.growth import parse_growth
from ctxscan.sizes import LARGEST, parse_size
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


_MOST_DIGITS = 18
"""Files: no disk holds as many."""


class Kind(NamedTuple):
    types: tuple[type, ...]
    """Those of TOML."""

    expected: str
    """In words."""

    read: Callable[[Any], object]
    """Raises UsageError for what is no such value."""


def _size(value: str | int) -> int:
    return parse_size(_text_of(value))


def _count(value: str | int) -> int:
    text = _text_of(value).strip()
    if not text.isdecimal() or len(text) > _MOST_DIGITS:
        shown = repr(text[:_MOST_DIGITS])
        raise UsageError(f"not a number of files: {shown}", hint="write 0, 1, 2, ...")
    return int(text)


def _text_of(value: str | int) -> str:
    """Raises UsageError for a number of 5,000 digits, which Python refuses to write."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise UsageError("no such number is needed", hint="write a smaller one")
    return str(value)


def _name(value: str) -> str:
    """Raises UsageError for what can name no file."""
    if "\0" in value:
        raise UsageError("a name cannot hold a NUL", hint="leave it out")
    return value


def _flag(value: str | bool) -> bool:  # noqa: FBT001 - the value of a flag
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = known.get(str(value).strip().lower())
    if found is None:
        raise UsageError(f"neither true nor false: {value!r}", hint="write true or false")
    return found


def _measure(value: str) -> str:
    if value not in ("sent", "eligible"):
        raise UsageError(f"nothing to measure: {value!r}", hint="write sent or eligible")
    return str(value)


def _patterns(value: str | list[Any] | tuple[Any, ...]) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value
    if not all(isinstance(each, str) for each in lines):
        raise UsageError("it must be a list of texts")
    return tuple(each for each in lines if each.strip())


SIZE = Kind((str, int), "a size such as '50MB', or a number of bytes", _size)
COUNT = Kind((int,), "a number", _count)
PATTERNS = Kind((list,), "a list of patterns", _patterns)
FLAG = Kind((bool,), "true or false", _flag)
MEASURE = Kind((str,), "'sent' or 'eligible'", _measure)
FILE = Kind((str,), "the name of a file", _name)
GROWTH = Kind((str,), "a growth such as '10%' or '5MB'", parse_growth)
TEXT = Kind((str,), "a text", _name)
