"""How far a long walk has come."""

from __future__ import annotations

import sys
import time

_PATIENCE = 0.5
_INTERVAL = 0.1
"""Seconds."""


class Progress:
    """Call it with the number of paths looked at so far."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._next = time.monotonic() + _PATIENCE
        self._drawn = False

    def __call__(self, seen: int) -> None:
        if not self._shown:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._drawn = True
            sys.stderr.write(f"\r{seen:,} paths looked at ...")
            sys.stderr.flush()

    def close(self) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
