"""How sizes are shown."""

from __future__ import annotations

from collections.abc import Callable

from ctxscan.sizes import human_size, iec_size

SizeFormat = Callable[[int], str]


def size_format(*, iec: bool) -> SizeFormat:
    """Docker's decimal units, or powers of 1024."""
    return iec_size if iec else human_size
