"""What a build's context must keep to, from settings, environment and command line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ctxscan.errors import UsageError
from ctxscan.sizes import human_size, parse_size

if TYPE_CHECKING:
    from collections.abc import Mapping

Measure = Literal["sent", "eligible"]

DEFAULT_MAX_SIZE = 100_000_000
"""Bytes; the limit where no other one is given."""

_PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")


@dataclass(frozen=True, slots=True)
class Growth:
    """How much more than the baseline is fine: a part of it, or bytes."""

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


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes; ``None`` where there is no limit."""

    max_size: int | None = None
    max_files: int | None = None
    max_file_size: int | None = None
    min_files: int | None = None
    forbid: tuple[str, ...] = ()
    """Patterns as in an ignore file."""

    secrets: bool = True
    allow_secret: tuple[str, ...] = ()
    """Patterns of what looks like a secret and is none."""

    missing: bool = True
    leaks: bool = False
    measure: Measure = "sent"
    baseline: str | None = None
    """A file; relative to the current directory."""

    max_growth: Growth = DEFAULT_GROWTH
    by_default: bool = False
    """Whether nobody gave a limit, so that ``max_size`` is the default one."""


def limits_of(given: Mapping[str, object]) -> Limits:
    """Values by the names of the settings (``max-size``), each of the type that it has here.

    Raises UsageError for a growth without a baseline.
    """
    if "max-growth" in given and "baseline" not in given:
        raise UsageError(
            "max-growth has no baseline to grow from", hint="name its file with --baseline FILE"
        )
    fields = {name.replace("-", "_"): value for name, value in given.items()}
    limits = replace(Limits(), **fields)  # type: ignore[arg-type] # the readers of ctxscan.findings.check.settings made each value
    numbers = (limits.max_size, limits.max_files, limits.max_file_size, limits.min_files)
    if any(number is not None for number in numbers) or limits.baseline is not None:
        return limits
    return replace(limits, max_size=DEFAULT_MAX_SIZE, by_default=True)
