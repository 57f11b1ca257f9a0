"""How much more than a baseline is fine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from ctxscan.errors import UsageError
from ctxscan.sizes import human_size, parse_size

# Of more digits, Python refuses to make a number.
_PERCENT = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*%\s*")


@dataclass(frozen=True, slots=True)
class Growth:
    """A part of the baseline, or bytes."""

    part: Fraction | None = None
    bytes: int = 0

    def limit(self, baseline: int) -> int:
        """In bytes; rounded down."""
        return baseline + (self.bytes if self.part is None else int(baseline * self.part))

    def __str__(self) -> str:
        if self.part is None:
            return human_size(self.bytes)
        return f"{float(self.part * 100):g}%"


def parse_growth(text: str) -> Growth:
    """``10%`` of the baseline, or a size. Raises UsageError for anything else."""
    if match := _PERCENT.fullmatch(text):
        return Growth(part=Fraction(match[1]) / 100)
    try:
        return Growth(bytes=parse_size(text))
    except UsageError:
        raise UsageError(f"not a growth: {text!r}", hint="write 10% or 5MB") from None


DEFAULT_GROWTH = Growth(part=Fraction(1, 10))
