"""``strconv.ParseBool`` and ``ParseFloat`` of Go."""

from __future__ import annotations

import math
import re

from ctxscan.regex import regex

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_DIGITS = r"\d(?:_?\d)*"
_DECIMAL = regex(
    rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?", re.ASCII
)
_HEX = regex(r"[+-]?0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+", re.ASCII)


def go_bool(written: str) -> bool | None:
    """``None`` for what is neither."""
    if written in _TRUE:
        return True
    return False if written in _FALSE else None


def go_float(written: str) -> float | None:
    """``None`` for what is no finite number."""
    try:
        if _DECIMAL.fullmatch(written):
            number = float(written.replace("_", ""))
        elif _HEX.fullmatch(written):
            number = float.fromhex(written)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
