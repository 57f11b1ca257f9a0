"""Exit codes: a contract, see README.md."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    FINE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    INTERRUPTED = 130


class Leave(BaseException):
    """A command has done what it can: nobody on the way is to catch it."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code
