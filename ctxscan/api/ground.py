"""One context in memory, as far as it is walked, for whoever looks at it while it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ctxscan.context.everything import Everything
from ctxscan.context.walk.two_processes import WORTH_SHARING, parts
from ctxscan.context.walk.walk import Walk
from ctxscan.findings.draft.folder import Planted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.context.entry import Batch

_TO_BEGIN = 0.15
"""Seconds at most of a walk before anything is drawn."""


class Ground:
    """One context, as far as it is walked."""

    def __init__(self, root: str, workers: int = 1) -> None:
        """*workers*: processes that may walk it; with more than one, the caller may be forked."""
        self.root = root
        self.planted = Planted()
        self.is_walked = False
        self._walk = Walk(root, Everything())
        self._batches = self._all(workers)

    def _all(self, workers: int) -> Iterator[Batch]:
        whole: Callable[[Iterator[Batch]], list[Batch]] = list
        for part in parts(self._walk, workers, whole):
            yield from part.batches() if part.found is None else part.found

    @property
    def seen(self) -> int:
        """How many paths were looked at."""
        return self._walk.seen

    @property
    def unread(self) -> tuple[str, ...]:
        """What could not be read."""
        return tuple(each.path for each in self._walk.troubles)

    def begin(self) -> None:
        """Walk until another process helps, if one may: later, with threads, none is started.

        Raises ContextError.
        """
        ends = time.perf_counter() + _TO_BEGIN
        is_shared = False
        for batch in self._batches:
            self.planted.add(batch)
            if is_shared or time.perf_counter() > ends:
                return
            is_shared = self._walk.seen >= WORTH_SHARING
        self.is_walked = True

    def go_on(self, seconds: float) -> bool:
        """Walk for about that long; whether all is walked. Raises ContextError."""
        ends = time.perf_counter() + seconds
        for batch in self._batches:
            self.planted.add(batch)
            if time.perf_counter() > ends:
                return False
        self.is_walked = True
        return True
