"""One input against one target, with what counts as a fault."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SECONDS = 2.0
"""An input that takes longer, in processor time, is a hang."""


class HangError(Exception):
    pass


@contextmanager
def no_hang() -> Iterator[None]:
    def ring(_: int, frame: FrameType | None) -> None:
        raise HangError(f"more than {SECONDS} s, now in {frame}")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def fault(target: str, data: bytes) -> Exception | None:
    """What went wrong that no user should see."""
    try:
        with no_hang():
            TARGETS[target](data)
    except CtxscanError:
        return None
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return error
    return None
