"""Numbers as Go's ``fmt`` writes them: ``%d``, ``%x``, ``%f``, ``%e``, ``%g``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxscan.project.bake.values.decimal import (
    Decimal,
    digits_of,
    exact,
    round_half_even,
    shortest,
)
from ctxscan.project.bake.values.faults import ValueRefusedError

if TYPE_CHECKING:
    from ctxscan.project.bake.values.number import Number


class Wish(Protocol):
    @property
    def flags(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def precision(self) -> int | None: ...
    @property
    def mode(self) -> str: ...


_PREFIXES = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}


def integer_text(number: Number, wish: Wish) -> str:
    if not number.is_whole:
        raise ValueRefusedError("an integer is required")
    magnitude = abs(number.truncated())
    digits = digits_of(magnitude) if wish.mode == "d" else format(magnitude, wish.mode)
    digits = digits.rjust(wish.precision or 0, "0")
    if "#" in wish.flags and wish.mode in _PREFIXES:
        digits = _PREFIXES[wish.mode] + digits
    return _signed(digits, wish, negative=number.sign < 0)


def float_text(number: Number, wish: Wish) -> str:
    if "Inf" in number.special:
        return number.special
    precision = wish.precision
    if precision is None and wish.mode not in "gG":
        precision = 6
    decimal = exact(abs(number.mantissa), number.exponent) if number.mantissa else Decimal("", 0)
    if precision is None:
        written = _general(shortest(number) if number.mantissa else decimal, None, wish.mode)
    elif wish.mode == "f":
        written = _fixed(round_half_even(decimal, decimal.point + precision), precision)
    elif wish.mode in "eE":
        written = _scientific(round_half_even(decimal, 1 + precision), precision, wish.mode)
    else:
        precision = precision or 1
        written = _general(round_half_even(decimal, precision), precision, wish.mode)
    return _signed(written, wish, negative=number.sign < 0 or number.special == "-0")


def general_text(number: Number) -> str:
    """``Text('g', -1)``: an exponent from 1e+21 on is Go's for floats, but here it is 1e+06."""
    if number.mantissa == 0:
        return number.special or "0"
    return ("-" if number.sign < 0 else "") + _general(shortest(number), None, "g")


def _general(decimal: Decimal, precision: int | None, mode: str) -> str:
    digits, point = decimal
    limit = 6
    if precision is not None:
        limit = len(digits) if precision > len(digits) >= point else precision
    exponent = point - 1
    if digits and (exponent < -4 or exponent >= limit):
        return _scientific(decimal, len(digits) - 1, "e" if mode == "g" else "E")
    return _fixed(decimal, max(len(digits) - point, 0))


def _fixed(decimal: Decimal, precision: int) -> str:
    digits, point = decimal
    before = digits[: max(point, 0)].ljust(max(point, 0), "0") or "0"
    after = ("0" * max(-point, 0) + digits[max(point, 0) :]).ljust(precision, "0")[:precision]
    return f"{before}.{after}" if precision else before


def _scientific(decimal: Decimal, precision: int, mode: str) -> str:
    digits = (decimal.digits or "0").ljust(precision + 1, "0")
    exponent = decimal.point - 1 if decimal.digits else 0
    fraction = f".{digits[1 : precision + 1]}" if precision > 0 else ""
    sign = "-" if exponent < 0 else "+"
    return f"{digits[0]}{fraction}{mode}{sign}{abs(exponent):02d}"


def _signed(written: str, wish: Wish, *, negative: bool) -> str:
    sign = "-" if negative else "+" if "+" in wish.flags else " " if " " in wish.flags else ""
    missing = wish.width - len(sign) - len(written)
    if missing <= 0:
        return sign + written
    if "-" in wish.flags:
        return sign + written + " " * missing
    if "0" in wish.flags:
        return sign + "0" * missing + written
    return " " * missing + sign + written
