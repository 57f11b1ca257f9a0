"""What the terminal can do, by what its environment says.

As rich and most others read it: ``COLUMNS``, ``TERM``, ``NO_COLOR`` (https://no-color.org) and
``FORCE_COLOR`` (https://force-color.org).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

_WIDTH = 80
"""Columns, where no terminal is there to ask."""

_MOST_DIGITS = 6
"""Of a number of columns that can be meant."""


def width() -> int:
    """In columns."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) <= _MOST_DIGITS and int(columns) > 0:
        return int(columns)
    for descriptor in (0, 1, 2):
        try:
            found = os.get_terminal_size(descriptor).columns
        except (OSError, ValueError):
            continue
        if found:
            return found
    return _WIDTH


def is_styled(stream: TextIO) -> bool:
    """Whether *stream* shows bold and dim."""
    if os.environ.get("FORCE_COLOR"):
        return True
    if os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return False
    return stream.isatty() and _understands_codes()


def has_colors() -> bool:
    return not os.environ.get("NO_COLOR")


def _understands_codes() -> bool:
    """On Windows, a console has to be asked to, and one before Windows 10 does not."""
    if sys.platform != "win32":
        return True
    import ctypes
    from ctypes import wintypes

    stdout, virtual_terminal = -11, 0x0004
    kernel = ctypes.windll.kernel32
    handle, mode = kernel.GetStdHandle(stdout), wintypes.DWORD()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(kernel.SetConsoleMode(handle, mode.value | virtual_terminal))
