"""What a builder does otherwise under other rules: both filters go down a tree side by side.

No set of paths is kept: a context of a million files is gone over in the memory of its tree.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ctxscan.context.entry import common_fate
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.context.entry import Filter, Judgement
    from ctxscan.context.tree import Tree
    from ctxscan.ignore.file import Rule


class Kind(IntEnum):
    LOST = 0
    """Sent with its content, and no more."""

    LET_IN = 1
    """Not announced before."""

    EMPTIED = 2
    """Announced by BuildKit, and refused when it opens it (docs/semantics, D.9)."""


class Change(NamedTuple):
    kind: Kind
    path: str
    rule: Rule | None
    """What settles it now."""


class Comparison:
    """One walk: iterate over the changes, in no order that means something; then read the rest."""

    def __init__(
        self, tree: Tree, before: Filter, after: Filter, *, asks_for_others: bool = False
    ) -> None:
        """*asks_for_others*: the bits of the judgements stand for requests of another list."""
        self._tree = tree
        self._sides = _Sides(before, after)
        self._asking = 0 if asks_for_others else -1
        self.asked_before = 0
        """Bits of the requests that ask for something that is sent."""
        self.asked_after = 0
        self.changed = False
        """Whether other files are sent with their content."""

    def __iter__(self) -> Iterator[Change]:
        for path, was, now in self._pairs():
            was_sent, is_sent = was is not None and was.sent, now is not None and now.sent
            had = was is not None and was_sent and was.opens
            has = now is not None and is_sent and now.opens
            if was is not None and was_sent:
                self.asked_before |= was.sources & self._asking
            if now is not None and is_sent:
                self.asked_after |= now.sources & self._asking
            if had != has:
                self.changed = True
            if had and not has:
                yield Change(Kind.LOST, path, _rule(now))
            if has and not was_sent:
                yield Change(Kind.LET_IN, path, _rule(now))
            if is_sent and not has and (had or not was_sent):
                yield Change(Kind.EMPTIED, path, _rule(now))

    def unasked(self, bits: int) -> Iterator[tuple[int, Change]]:
        """What some of these requests asked for, and nobody is sent any more."""
        for path, was, now in self._pairs():
            asking = was.sources & bits if was is not None and was.sent else 0
            if asking and not (now is not None and now.sent and now.sources):
                yield asking, Change(Kind.LOST, path, _rule(now))

    def _pairs(self) -> Iterator[tuple[str, Judgement | None, Judgement | None]]:
        """Each path but those of directories; one for all of a directory that fare as before."""
        for folder, (sides,) in self._tree.folders(self._sides):
            inside, judge_before, judge_after = folder.inside, *sides.judges()
            alike = sides.alike(folder.names)
            first = alike is not None and _is_same(*alike)
            for path, name in zip(folder.paths, folder.names, strict=True):
                if name not in inside:
                    yield path, *(alike or (judge_before(name), judge_after(name)))
                    if first:
                        break


def _is_same(was: Judgement | None, now: Judgement | None) -> bool:
    if was is None or now is None:
        return was is now
    return was.sent == now.sent and was.opens == now.opens


def _rule(judgement: Judgement | None) -> Rule | None:
    return judgement.verdict.rule if judgement is not None else None


class _Sides:
    """Both filters in one directory; one that does not look into it has no judgement there."""

    __slots__ = ("_after", "_before")

    def __init__(self, before: Filter | None, after: Filter | None) -> None:
        self._before, self._after = before, after

    def alike(self, names: Sequence[str]) -> tuple[Judgement | None, Judgement | None] | None:
        """What both say of each of *names*; ``None`` where it depends on the name."""
        was, now = (
            (None,) if each is None else common_fate(each, names)
            for each in (self._before, self._after)
        )
        return None if was is None or now is None else (was[0], now[0])

    def judges(self) -> tuple[_Judge, _Judge]:
        before, after = self._before, self._after
        return before.judge if before else _nothing, after.judge if after else _nothing

    def enter(self, name: str) -> _Sides | None:
        before = self._before.enter(name)[1] if self._before else None
        after = self._after.enter(name)[1] if self._after else None
        return _Sides(before, after) if before or after else None


if TYPE_CHECKING:
    _Judge = Callable[[str], Judgement | None]


def _nothing(_name: str) -> None:
    """Of a directory that nobody looks into."""
