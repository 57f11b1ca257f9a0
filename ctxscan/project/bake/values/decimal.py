"""Numbers from and to decimal text, as Go's ``big.ParseFloat`` and ``Float.Text`` do it."""

from __future__ import annotations

from ctxscan.project.bake.limits import MOST_DIGITS, TooMuchError
from ctxscan.project.bake.values.number import (
    LITERAL,
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Number,
    ratio,
    rounded,
)
from ctxscan.regex import regex
from ctxscan.tuples import NamedTuple

_NUMBER = regex(r"([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?")
_INFINITE = {"inf": 1, "Inf": 1, "+inf": 1, "+Inf": 1, "-inf": -1, "-Inf": -1}
_CHUNK = 4000
"""Python refuses to convert more than 4300 digits at once."""


def parse_number(written: str) -> Number | None:
    """``cty.ParseNumberVal``; ``None`` if it is no number."""
    if written in _INFINITE:
        return POSITIVE_INFINITY if _INFINITE[written] > 0 else NEGATIVE_INFINITY
    match = _NUMBER.fullmatch(written) if written.isascii() else None
    if match is None:
        return None
    sign, digits, power = match.groups()
    before, _, after = digits.partition(".")
    power_of_ten = _bounded(power or "0") - len(after)
    if len(digits) > MOST_DIGITS or abs(power_of_ten) > MOST_DIGITS:
        raise TooMuchError(f"a number has more than {MOST_DIGITS:,} digits")
    mantissa = integer_from((before + after).lstrip("0") or "0")
    if mantissa == 0:
        return Number(0, 0, LITERAL, "-0" if sign == "-" else "")
    mantissa = -mantissa if sign == "-" else mantissa
    if power_of_ten >= 0:
        return rounded(mantissa * 10**power_of_ten, 0, LITERAL)
    return ratio(mantissa, 10**-power_of_ten, LITERAL)


def _bounded(power: str) -> int:
    digits = power.lstrip("+-0")
    if len(digits) > len(str(MOST_DIGITS)) + 1:
        raise TooMuchError(f"a number has more than {MOST_DIGITS:,} digits")
    return -int(digits or "0") if power.startswith("-") else int(digits or "0")


def integer_from(digits: str) -> int:
    total = 0
    for start in range(0, len(digits), _CHUNK):
        part = digits[start : start + _CHUNK]
        total = total * 10 ** len(part) + int(part)
    return total


def digits_of(integer: int) -> str:
    """Of a number >= 0."""
    parts: list[str] = []
    while integer >= 10**_CHUNK:
        integer, part = divmod(integer, 10**_CHUNK)
        parts.append(str(part).rjust(_CHUNK, "0"))
    return "".join([str(integer), *reversed(parts)])


class Decimal(NamedTuple):
    """``0.digits * 10 ** point``; no zeros at the end."""

    digits: str
    point: int


def exact(magnitude: int, exponent: int) -> Decimal:
    """All digits of ``magnitude * 2 ** exponent``."""
    if exponent >= 0:
        digits = digits_of(magnitude << exponent)
        return Decimal(digits.rstrip("0"), len(digits))
    digits = digits_of(magnitude * 5**-exponent)
    return Decimal(digits.rstrip("0"), len(digits) + exponent)


def shortest(number: Number) -> Decimal:
    """The fewest digits that read back as *number* (math/big/ftoa.go: roundShortest)."""
    magnitude = abs(number.mantissa)
    whole = exact(magnitude, number.exponent)
    shift = number.precision + 1 - magnitude.bit_length()
    if shift < 0:
        return whole
    middle, exponent = magnitude << shift, number.exponent - shift
    lower, upper = exact(middle - 1, exponent), exact(middle + 1, exponent)
    inclusive = middle & 2 == 0
    for index, digit in enumerate(whole.digits):
        below = lower.digits[index : index + 1] or "0"
        above = upper.digits[index : index + 1] or "0"
        down = below != digit or (inclusive and index + 1 == len(lower.digits))
        up = digit != above and (
            inclusive or int(digit) + 1 < int(above) or index + 1 < len(upper.digits)
        )
        if down and up:
            return round_half_even(whole, index + 1)
        if down or up:
            return _cut(whole, index + 1, up=up)
    return whole


def round_half_even(decimal: Decimal, count: int) -> Decimal:
    """To *count* digits."""
    if count < 0 or count >= len(decimal.digits):
        return decimal if count >= 0 else Decimal("", 0)
    rest = decimal.digits[count:]
    odd = count > 0 and int(decimal.digits[count - 1]) % 2 == 1
    up = rest > "5" or (rest == "5" and odd)
    return _cut(decimal, count, up=up)


def _cut(decimal: Decimal, count: int, *, up: bool) -> Decimal:
    kept = decimal.digits[:count]
    if not up:
        stripped = kept.rstrip("0")
        return Decimal(stripped, decimal.point if stripped else 0)
    kept = kept.rstrip("9")
    if not kept:
        return Decimal("1", decimal.point + 1)
    return Decimal(kept[:-1] + str(int(kept[-1]) + 1), decimal.point)


def plain_text(number: Number) -> str:
    """``Text('f', -1)``: never an exponent."""
    if number.mantissa == 0:
        return number.special or "0"
    digits, point = shortest(number)
    sign = "-" if number.mantissa < 0 else ""
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"
