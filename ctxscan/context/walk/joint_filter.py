"""One walk for several filters: each directory is listed once, and judged by each of them.

The walk itself does not know: a joint judgement holds what each filter says, and what the walk
counts for a builder it counts for all of them at once, in one number with a lane for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from ctxscan.context.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.entry import Batch, Filter, Judgement

_LANE = 48
"""Bits of one count: more paths than any disk holds."""

_MASK = (1 << _LANE) - 1


class JointJudgement(NamedTuple):
    """What each filter says of one path; to a walk it looks like one judgement."""

    parts: tuple[Judgement | None, ...]
    sent: bool = False
    """Whether any of them sends it."""

    visited: bool = True

    def sends_like(self, other: object) -> bool:
        return self is other


class JointFilter:
    """Filters of one directory, ``None`` for those that do not look into it."""

    __slots__ = ("_cache", "_filters", "visited")

    def __init__(self, filters: Sequence[Filter | None], cache: _Cache | None = None) -> None:
        self._filters = tuple(filters)
        self._cache: _Cache = {} if cache is None else cache
        self.visited = sum(
            1 << _LANE * at
            for at, each in enumerate(filters)
            if each is not None and (each.visited or cache is None)
        )
        """A lane with 1 for each builder that looks into it: all of them do at the root."""

    def same_for_all_names(self) -> tuple[JointJudgement | None] | None:
        parts: list[Judgement | None] = []
        for each in self._filters:
            alike = each.same_for_all_names() if each is not None else (None,)
            if alike is None:
                return None
            parts.append(alike[0])
        return (self._joint(tuple(parts)),)

    def judge(self, name: str) -> JointJudgement | None:
        return self._joint(
            tuple(each.judge(name) if each is not None else None for each in self._filters)
        )

    def enter(self, name: str) -> tuple[JointJudgement | None, JointFilter | None]:
        entered = [each.enter(name) if each is not None else (None, None) for each in self._filters]
        below = [each[1] for each in entered]
        judgement = self._joint(tuple(each[0] for each in entered))
        if all(each is None for each in below):
            return judgement, None
        return judgement, JointFilter(below, self._cache)

    def _joint(self, parts: tuple[Judgement | None, ...]) -> JointJudgement | None:
        # By identity: equal judgements are shared, and it is asked for each name of each context.
        key = tuple(map(id, parts))
        known = self._cache.get(key)
        if known is None:
            known = self._cache[key] = _joined(parts)
        return known if known.parts else None


_Cache = dict[tuple[int, ...], JointJudgement]
_NOTHING = JointJudgement(())
"""Nobody asked about it."""


def _joined(parts: tuple[Judgement | None, ...]) -> JointJudgement:
    if all(each is None for each in parts):
        return _NOTHING
    return JointJudgement(parts, any(each.sent for each in parts if each is not None))


def lane(count: int, at: int) -> int:
    """Of a number that was counted for several filters, what counts for the one at *at*."""
    return count >> _LANE * at & _MASK


def batches_of(batches: Iterable[Batch], at: int) -> Iterator[Batch]:
    """What the filter at *at* would have met of the *batches* of a joint walk."""
    for batch in batches:
        judgement = cast("JointJudgement", batch.judgement).parts[at]
        if judgement is None:
            continue
        alone = batch._replace(judgement=judgement)
        if isinstance(alone, Entry) or judgement.sent or not alone.directories:
            yield alone
        else:
            yield from alone.entries()  # a run names only those directories that are sent
