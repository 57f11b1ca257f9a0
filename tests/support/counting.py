"""How much is done, in a figure that no machine changes: the steps that Python takes."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


class Steps:
    """Lines that were run, and calls of functions, those that are written in C among them."""

    def __init__(self) -> None:
        self.taken = 0

    def trace(self, _frame: FrameType, _event: str, _argument: Any) -> Any:
        self.taken += 1
        return self.trace

    def profile(self, _frame: FrameType, event: str, _argument: Any) -> None:
        if event == "c_call":
            self.taken += 1


@contextmanager
def counted() -> Iterator[Steps]:
    """The steps of what runs inside, in this thread."""
    steps = Steps()
    before = sys.gettrace(), sys.getprofile()
    sys.settrace(steps.trace)
    sys.setprofile(steps.profile)
    try:
        yield steps
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
