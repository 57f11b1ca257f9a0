"""go-cty's arithmetic on numbers (cty/value_ops.go, cty/function/stdlib/number.go)."""

from __future__ import annotations

from ctxscan.project.bake.values.faults import ValueRefusedError
from ctxscan.project.bake.values.number import (
    LITERAL,
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Number,
    ratio,
    rounded,
    whole,
)


def add(left: Number, right: Number) -> Number:
    if left.special.endswith("Inf") or right.special.endswith("Inf"):
        if left.special.endswith("Inf") and right.special.endswith("Inf"):
            if left.special != right.special:
                raise ValueRefusedError("can't compute sum of opposing infinities")
            return left
        return left if left.special.endswith("Inf") else right
    low = min(left.exponent, right.exponent)
    mantissa = (left.mantissa << (left.exponent - low)) + (right.mantissa << (right.exponent - low))
    precision = max(left.precision, right.precision)
    if left.special == right.special == "-0":
        return Number(0, 0, precision, "-0")
    return rounded(mantissa, low, precision)


def negate(number: Number) -> Number:
    opposite = {"": "-0" if number.mantissa == 0 else "", "-0": "", "+Inf": "-Inf", "-Inf": "+Inf"}
    return number._replace(mantissa=-number.mantissa, special=opposite[number.special])


def subtract(left: Number, right: Number) -> Number:
    try:
        return add(left, negate(right))
    except ValueRefusedError:
        raise ValueRefusedError("can't subtract infinity from itself") from None


def multiply(left: Number, right: Number) -> Number:
    """512 bits first, then as few as both the arguments and the product need."""
    if left.special.endswith("Inf") or right.special.endswith("Inf"):
        sign = left.sign * right.sign
        if sign == 0:
            raise ValueRefusedError("can't multiply zero by infinity")
        return POSITIVE_INFINITY if sign > 0 else NEGATIVE_INFINITY
    product = rounded(left.mantissa * right.mantissa, left.exponent + right.exponent, LITERAL)
    if product.mantissa == 0:
        return _zero(left, right)
    needed = abs(product.mantissa).bit_length()
    return product._replace(precision=max(left.precision, right.precision, needed))


def divide(left: Number, right: Number) -> Number:
    endless = [each.special.endswith("Inf") for each in (left, right)]
    if all(endless) or (right.sign == 0 and left.sign == 0):
        raise ValueRefusedError("can't divide zero by zero or infinity by infinity")
    if endless[1]:
        return _zero(left, right)
    if right.sign == 0 or endless[0]:
        negative = _is_negative(left) != _is_negative(right)
        return NEGATIVE_INFINITY if negative else POSITIVE_INFINITY
    if left.sign == 0:
        return _zero(left, right)
    precision = max(left.precision, right.precision)
    sign = -1 if right.mantissa < 0 else 1
    quotient = ratio(left.mantissa * sign, abs(right.mantissa), precision)
    return rounded(quotient.mantissa, quotient.exponent + left.exponent - right.exponent, precision)


def modulo(left: Number, right: Number) -> Number:
    """The sign is the left's: the quotient is cut towards zero."""
    if left.special.endswith("Inf") or right.special.endswith("Inf"):
        try:
            return multiply(left, right)
        except ValueRefusedError:
            raise ValueRefusedError("can't use modulo with zero and infinity") from None
    if right.sign == 0:
        return left
    times = whole(divide(left, right).truncated(), left.precision)
    taken = rounded(
        right.mantissa * times.mantissa, right.exponent + times.exponent, times.precision
    )
    return add(left, negate(taken))._replace(precision=times.precision)


def compare(left: Number, right: Number) -> int:
    """-1, 0 or 1; -0 equals 0."""
    if left.special.endswith("Inf") or right.special.endswith("Inf"):
        ranks = [{"+Inf": 1, "-Inf": -1}.get(each.special, 0) for each in (left, right)]
        return (ranks[0] > ranks[1]) - (ranks[0] < ranks[1])
    low = min(left.exponent, right.exponent)
    ours, theirs = (each.mantissa << (each.exponent - low) for each in (left, right))
    return (ours > theirs) - (ours < theirs)


def _is_negative(number: Number) -> bool:
    return number.mantissa < 0 or number.special.startswith("-")


def _zero(left: Number, right: Number) -> Number:
    negative = _is_negative(left) != _is_negative(right)
    return Number(0, 0, max(left.precision, right.precision), "-0" if negative else "")
