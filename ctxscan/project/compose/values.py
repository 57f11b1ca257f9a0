"""What compose makes of YAML: plain values whose texts are Go's, not Python's."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from typing import TypeAlias

from ctxscan.tuples import NamedTuple


class Timestamp(NamedTuple):
    text: str
    """As Go prints a ``time.Time``: ``2024-01-02 00:00:00 +0000 UTC``."""


Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool | int | float | Timestamp | None"
Tree: TypeAlias = "dict[str, Value]"
Path: TypeAlias = tuple[str, ...]
"""Keys from the top of a document; the position of an item of a list in digits."""


_LEAST_POWER = -4
_EXPONENT_FROM = 6


def text_of(value: Value) -> str:
    """``fmt.Sprint`` of Go."""
    if isinstance(value, list):
        return f"[{' '.join(text_of(item) for item in value)}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{text_of(value[key])}' for key in sorted(value))}]"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Timestamp):
        return value.text
    if value is None:
        return "<nil>"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _float(value: float) -> str:
    """The shortest digits; an exponent below -4 and from 6 on (Go, strconv/ftoa.go:%e is used)."""
    if not isfinite(value):
        return {"inf": "+Inf", "-inf": "-Inf"}.get(str(value), "NaN")
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    minus = "-" if sign else ""
    if not value:
        return f"{minus}0"
    shown = "".join(map(str, digits))
    point = len(shown) + int(exponent)
    power = point - 1
    if power < _LEAST_POWER or power >= _EXPONENT_FROM:
        fraction = f".{shown[1:]}" if len(shown) > 1 else ""
        return f"{minus}{shown[0]}{fraction}e{'-' if power < 0 else '+'}{abs(power):02d}"
    if point <= 0:
        return f"{minus}0.{'0' * -point}{shown}"
    if point >= len(shown):
        return f"{minus}{shown}{'0' * (point - len(shown))}"
    return f"{minus}{shown[:point]}.{shown[point:]}"
