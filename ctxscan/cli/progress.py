"""How far a long command has come: a line on stderr that goes again."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_PATIENCE = 0.5
_INTERVAL = 0.1
"""Seconds."""


class Progress:
    """Call it with the number of paths looked at so far; it shows by itself that time goes by.

    Where there is a clock that can interrupt, whatever takes long is seen to: no step of a
    command has to think of it. Else the calls alone draw.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._begun = 0.0
        self._next = 0.0
        self._seen = 0
        self._drawn = False
        self._ticks = False

    def start(self) -> None:
        if not self._shown:
            return
        self._begun = time.monotonic()
        self._next = self._begun + _PATIENCE
        import signal

        # A timer that somebody else set is left alone. Processes that we start inherit none.
        if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) is signal.SIG_DFL:
            signal.signal(signal.SIGALRM, self._tick)
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE, _INTERVAL)
            self._ticks = True

    def __call__(self, seen: int) -> None:
        self._seen = seen
        if self._shown and not self._ticks and time.monotonic() >= self._next:
            self._draw()

    def _tick(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as signal calls it
        if self._shown:
            self._draw()

    def _draw(self) -> None:
        now = time.monotonic()
        self._next = now + _INTERVAL
        self._drawn = True
        done = f"{self._seen:,} paths looked at" if self._seen else "at work"
        _write(f"\r{done}, {now - self._begun:.0f} s ...\x1b[K")

    def clear(self) -> None:
        """Take the line away, since another one is to be written there."""
        if self._drawn:
            self._drawn = False
            _write("\r\x1b[K")

    def close(self) -> None:
        """For good."""
        self._shown = False
        if self._ticks:
            import signal

            self._ticks = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self.clear()


def _write(text: str) -> None:
    """Past the buffer of stderr, in the middle of whose writing the clock may strike."""
    import os

    try:
        os.write(sys.stderr.fileno(), text.encode())
    except (OSError, ValueError):
        return
