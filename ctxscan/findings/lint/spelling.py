"""Names that were probably meant to be another one."""

from __future__ import annotations

SHORTEST = 4
SHORTEST_SUBSTITUTION = 6
"""Below, names that differ in one letter are mostly two names: ``list`` and ``dist``."""


def differs_by(written: str, real: str) -> str | None:
    """How *written* may have come from *real*: ``case``, ``one letter``; ``None``: it did not."""
    if written == real:
        return None
    if written.casefold() == real.casefold():
        return "case"
    return "one letter" if _one_slip(written, real) else None


def _one_slip(written: str, real: str) -> bool:
    """One letter left out, added, changed, or two swapped (Damerau-Levenshtein distance 1).

    A digit tells two names apart, and so does a dot in front: ``env`` is not ``.env``.
    """
    if min(len(written), len(real)) < SHORTEST or abs(len(written) - len(real)) > 1:
        return False
    start = _common(written, real)
    end = _common(written[start:][::-1], real[start:][::-1])
    left = written[start : len(written) - end]
    right = real[start : len(real) - end]
    if any(char.isdigit() or char in "./" for char in left + right):
        return False
    if len(left) == len(right) == 1:
        return len(written) >= SHORTEST_SUBSTITUTION
    swapped = len(left) == len(right) == 2 and left == right[::-1]
    return swapped or len(left) + len(right) == 1


def _common(one: str, other: str) -> int:
    for index, (mine, yours) in enumerate(zip(one, other, strict=False)):
        if mine != yours:
            return index
    return min(len(one), len(other))
