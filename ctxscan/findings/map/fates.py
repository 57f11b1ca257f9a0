"""What becomes of a path, by what a builder judged and then sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import EntryType
from ctxscan.findings.map.model import Fate, State
from ctxscan.ignore.bits import indices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Judgement
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.inspection import Inspection, Request

_DEVICES = (EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE)


class Fates:
    """Each fate once, by its index."""

    def __init__(self, inspection: Inspection) -> None:
        self._plan = inspection.plan
        self._narrows = inspection.traits.narrows_by_sources
        self._known: dict[Fate, int] = {}
        self._all: list[Fate] = []
        self._judged: dict[tuple[int, int, bool, str, bool], int] = {}

    def all(self) -> tuple[Fate, ...]:
        return tuple(self._all)

    def __getitem__(self, index: int) -> Fate:
        return self._all[index]

    def of(self, fate: Fate) -> int:
        index = self._known.get(fate)
        if index is None:
            index = self._known[fate] = len(self._all)
            self._all.append(fate)
        return index

    def judged(
        self,
        judgement: Judgement,
        requests: Sequence[Request],
        kind: str,
        *,
        sent: bool,
        tracked: bool = True,
    ) -> int:
        """*judgement* by what *requests* ask for; the caller keeps both as long as this."""
        key = id(judgement), id(requests), sent, kind, tracked
        index = self._judged.get(key)
        if index is None:
            lines = _lines(judgement.sources, requests, self._plan)
            state = self._state(judgement, lines, sent=sent, tracked=tracked)
            below = "below" if judgement.below_ignored else ""
            empty = "empty" if sent and kind == "file" and not judgement.opens else below
            fate = Fate(state, judgement.verdict.rule, lines, kind, empty)
            index = self._judged[key] = self.of(fate)
        return index

    def _state(
        self, judgement: Judgement, lines: Sequence[int], *, sent: bool, tracked: bool
    ) -> State:
        if sent:
            return State.SENT if tracked else State.UNTRACKED
        if judgement.verdict.ignored:
            return State.IGNORED
        return State.NEVER if self._narrows and not lines else State.LEFT


def kind_of(entry_type: EntryType, sent: Sent | None) -> str:
    if sent is not None and sent.type is SentType.HARDLINK:
        return sent.type.value
    return "device" if entry_type in _DEVICES else entry_type.value


def _lines(mask: int, requests: Sequence[Request], plan: BuildPlan | None) -> tuple[int, ...]:
    if plan is None:
        return ()
    sources = [requests[index].source for index in indices(mask)]
    return tuple(sorted({each.line for each in sources if plan.stages[each.stage].reached}))
