"""One walk for several transfers of the same directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ctxscan.context.entry import Entry
from ctxscan.context.walk.joint_filter import JointFilter, batches_of, lane
from ctxscan.context.walk.joint_rules import JointRules
from ctxscan.context.walk.several_names import SeveralNames
from ctxscan.context.walk.two_processes import parts
from ctxscan.context.walk.walk import Walk
from ctxscan.errors import CtxscanError
from ctxscan.inspection.model import TransferWalk, sending
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxscan.builders.protocol import Meter
    from ctxscan.context.entry import Batch, Filter
    from ctxscan.inspection.look import Look
    from ctxscan.inspection.model import Sums


class _Part(NamedTuple):
    """What one transfer comes to in a part of the walk."""

    meter: Meter
    sums: Sums
    singly: bool

    def add(self, batches: Iterable[Batch]) -> None:
        """What this transfer would have met, had it walked alone."""
        met = _entries(batches) if self.singly else batches
        for entry, sent in sending(met, self.meter):
            self.sums.add(entry, sent)


def together(
    looks: Sequence[Look], workers: int, on_directory: Callable[[int], None] | None
) -> list[TransferWalk | CtxscanError] | None:
    """``None`` where one of them is refused, or something cannot be read: each is on its own."""
    builders = [look.transfer.builder for look in looks]
    known: dict[object, int] = {}
    readers = [
        known.setdefault((each.traits.name, each.ignored.texts), len(known)) for each in builders
    ]
    rules = {reader: each.ignored for reader, each in zip(readers, builders, strict=True)}
    joint = JointFilter(
        [each.filter(look.detail) for each, look in zip(builders, looks, strict=True)],
        readers,
        JointRules.of(rules),
    )
    walk = Walk(
        looks[0].transfer.root,
        cast("Filter", joint),
        on_directory or (lambda _: None),
        # What one of them enters is listed, and so is looked at for those that prune it.
        looks_before_pruning=any(each.traits.checks_ignored_directories for each in builders),
        several=SeveralNames(),
    )
    try:
        own = _add_up(walk, looks, workers)
        if twice := walk.came_twice():
            walk = walk.anew(SeveralNames(twice))
            own = _add_up(walk, looks, workers)
    except CtxscanError:
        return None
    if walk.troubles:
        return None
    for look, part in zip(looks, own, strict=True):
        look.sums.merge(part.sums)
    return [
        _ended(look, part, lane(walk.walked, at))
        for at, (look, part) in enumerate(zip(looks, own, strict=True))
    ]


def _ended(look: Look, part: _Part, walked: int) -> TransferWalk:
    walk = look.transfer.walk(look.detail)
    walk.walked = walked
    return TransferWalk(look.transfer, walk, part.meter)


def _add_up(walk: Walk, looks: Sequence[Look], workers: int) -> list[_Part]:
    own = [
        _Part(look.transfer.builder.transfer(), look.sums.fresh(), look.singly) for look in looks
    ]

    def reduce(batches: Iterator[Batch]) -> list[_Part] | None:
        apart = [_Part(part.meter.fresh(), part.sums.fresh(), part.singly) for part in own]
        numbered = list(enumerate(apart))
        for batch in batches:
            if isinstance(batch, Entry) and batch.inode is not None:
                return None  # it has to know what came before
            _add(batch, numbered)
        return apart

    for part in parts(walk, workers, reduce):
        left = list(enumerate(own))
        if part.found is not None:
            left = [each for each in left if not _merged(each[1], part.found[each[0]])]
        if left:
            for batch in part.batches():
                _add(batch, left)
    for each in own:
        each.sums.add(None, each.meter.finish())
    return own


def _merged(own: _Part, apart: _Part) -> bool:
    before = own.meter.merge(apart.meter)
    if before is None:
        return False
    own.sums.add(None, before)
    own.sums.merge(apart.sums)
    return True


def _add(batch: Batch, own: Iterable[tuple[int, _Part]]) -> None:
    for at, part in own:
        part.add(batches_of((batch,), at))


def _entries(batches: Iterable[Batch]) -> Iterator[Entry]:
    for batch in batches:
        if isinstance(batch, Entry):
            yield batch
        else:
            yield from batch.entries()
