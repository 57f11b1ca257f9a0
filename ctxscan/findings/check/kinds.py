"""What a setting may be: its type in TOML, and how text becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ctxscan.errors import UsageError
from ctxscan.findings.check.growth import parse_growth
from ctxscan.sizes import parse_size

if TYPE_CHECKING:
    from collections.abc import Callable


class Kind(NamedTuple):
    types: tuple[type, ...]
    """Those of TOML."""

    expected: str
    """In words."""

    read: Callable[[Any], object]
    """Raises UsageError for what is no such value."""


def _size(value: str | int) -> int:
    return parse_size(str(value))


def _count(value: str | int) -> int:
    text = str(value).strip()
    if not text.isdecimal():
        raise UsageError(f"not a number of files: {str(value)!r}", hint="write 0, 1, 2, ...")
    return int(text)


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
FILE = Kind((str,), "the name of a file", str)
GROWTH = Kind((str,), "a growth such as '10%' or '5MB'", parse_growth)
TEXT = Kind((str,), "a text", str)
