"""Numbers as Go's ``big.Float`` has them: binary, rounded to a precision of their own.

go-cty reads numbers with 512 bits; lengths and indices have 64, the environment's numbers 53.
"""

from __future__ import annotations

from ctxscan.project.bake.limits import MOST_DIGITS, TooMuchError
from ctxscan.tuples import NamedTuple

LITERAL = 512
INTEGER = 64
FLOAT = 53


class Number(NamedTuple):
    """``mantissa * 2 ** exponent``; the mantissa is odd, or 0."""

    mantissa: int
    exponent: int = 0
    precision: int = INTEGER
    special: str = ""
    """``-0``, ``+Inf`` or ``-Inf``; the mantissa is 0 then."""

    @property
    def is_whole(self) -> bool:
        return self.exponent >= 0 and "Inf" not in self.special

    @property
    def sign(self) -> int:
        if "Inf" in self.special:
            return 1 if self.special == "+Inf" else -1
        return (self.mantissa > 0) - (self.mantissa < 0)

    def truncated(self) -> int:
        """Towards zero."""
        if self.exponent >= 0:
            return self.mantissa << self.exponent
        magnitude = abs(self.mantissa) >> -self.exponent
        return -magnitude if self.mantissa < 0 else magnitude


POSITIVE_INFINITY = Number(0, special="+Inf")
NEGATIVE_INFINITY = Number(0, special="-Inf")


def rounded(mantissa: int, exponent: int, precision: int) -> Number:
    """To the nearest, ties to even."""
    magnitude = abs(mantissa)
    surplus = magnitude.bit_length() - precision
    if surplus > 0:
        rest = magnitude & ((1 << surplus) - 1)
        magnitude >>= surplus
        exponent += surplus
        half = 1 << (surplus - 1)
        if rest > half or (rest == half and magnitude & 1):
            magnitude += 1
    if magnitude == 0:
        return Number(0, 0, precision)
    zeros = (magnitude & -magnitude).bit_length() - 1
    magnitude >>= zeros
    exponent += zeros
    if abs(exponent) + magnitude.bit_length() > 3 * MOST_DIGITS:
        raise TooMuchError(f"a number has more than {MOST_DIGITS:,} digits")
    return Number(-magnitude if mantissa < 0 else magnitude, exponent, precision)


def whole(number: int, precision: int = INTEGER) -> Number:
    """Like ``SetInt``: at least 64 bits, more where the number needs them."""
    return rounded(number, 0, max(precision, number.bit_length()))


def from_float(number: float) -> Number:
    if number in {float("inf"), float("-inf")}:
        return POSITIVE_INFINITY if number > 0 else NEGATIVE_INFINITY
    if number == 0:
        return Number(0, 0, FLOAT, "-0" if str(number).startswith("-") else "")
    numerator, denominator = number.as_integer_ratio()
    return rounded(numerator, 1 - denominator.bit_length(), FLOAT)


def to_float(number: Number) -> float:
    if "Inf" in number.special:
        return float(number.special)
    if number.exponent >= 0:
        return float(number.mantissa << number.exponent)
    return number.mantissa / (1 << -number.exponent)


def ratio(numerator: int, denominator: int, precision: int) -> Number:
    """*numerator* / *denominator* (> 0), rounded once."""
    shift = max(0, precision + 2 + denominator.bit_length() - abs(numerator).bit_length())
    quotient, rest = divmod(abs(numerator) << shift, denominator)
    mantissa = quotient * 2 + (1 if rest else 0)  # the last bit stands for all that follows
    return rounded(-mantissa if numerator < 0 else mantissa, -shift - 1, precision)
