"""How much more than a baseline is fine."""

from __future__ import annotations

import re

from ctxscan.errors import UsageError
from ctxscan.sizes import human_size, parse_size
from ctxscan.tuples import NamedTuple

# Of more digits, Python refuses to make a number.
_PERCENT = r"\s*(\d{1,9})(?:\.(\d{1,9}))?\s*%\s*"


class Growth(NamedTuple):
    """A part of the baseline, or bytes."""

    part: int | None = None
    """In units of 1 / ``whole``: a Fraction takes longer to load than all limits."""

    whole: int = 100
    bytes: int = 0

    def limit(self, baseline: int) -> int:
        """In bytes; rounded down."""
        more = self.bytes if self.part is None else baseline * self.part // self.whole
        return baseline + more

    def __str__(self) -> str:
        if self.part is None:
            return human_size(self.bytes)
        return f"{100 * self.part / self.whole:g}%"


def parse_growth(text: str) -> Growth:
    """``10%`` of the baseline, or a size. Raises UsageError for anything else."""
    if match := re.fullmatch(_PERCENT, text):
        digits = match[2] or ""
        return Growth(part=int(match[1] + digits), whole=100 * 10 ** len(digits))
    try:
        return Growth(bytes=parse_size(text))
    except UsageError:
        raise UsageError(f"not a growth: {text!r}", hint="write 10% or 5MB") from None


DEFAULT_GROWTH = Growth(part=10)
