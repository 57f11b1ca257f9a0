"""What the steps of a build read -> checksums, by the model of its stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.selection import MISSING, Reading
from ctxscan.builders.stages.outcome import StepError
from ctxscan.dockerfile.steps import FromImage, FromStage, MainContext, NamedContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.buildkit.cache.digests import Digests
    from ctxscan.builders.buildkit.cache.selection import Selector
    from ctxscan.builders.stages.running import Running
    from ctxscan.dockerfile.steps import Origin


class Reader:
    def __init__(self, running: Running, digests: Digests) -> None:
        self._running = running
        self._digests = digests

    def digest(self, origin: Origin, selectors: Sequence[Selector]) -> str | None:
        """``None``: known only once what is read is built, or pulled."""
        reading = self.of(origin)
        try:
            return None if reading is None else reading.of(selectors)
        except StepError:
            return MISSING

    def of(self, origin: Origin) -> Reading | None:
        """``None``: it lies in a registry."""
        if isinstance(origin, FromImage):
            return None
        root = self._running.files(origin).root
        return Reading(self._digests, root, self._is_context(origin))

    def _is_context(self, origin: Origin) -> bool:
        """Whether it is a context as it was sent: a stage over one is, if it does nothing."""
        if isinstance(origin, FromStage):
            stage = self._running.plan.stages[origin.number]
            return not stage.steps and self._is_context(stage.start)
        return isinstance(origin, MainContext | NamedContext)
