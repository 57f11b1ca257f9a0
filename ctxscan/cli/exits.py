"""Exit codes: a contract, see README.md."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    FINE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    INTERRUPTED = 130
