"""Several transfers of one context added up in one walk: it costs little more than one of them."""

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
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from ctxscan.builders.protocol import Detail, Meter
    from ctxscan.context.entry import Batch, Filter
    from ctxscan.inspection.model import Sums, Transfer


class Look(NamedTuple):
    """One transfer to be walked, and what adds it up."""

    transfer: Transfer
    detail: Detail
    sums: Sums

    alike: object = None
    """Equal for sums that add up alike, and hashable; ``None``: like no other."""

    singly: bool = False
    """Whether *sums* get each entry on its own, never a run: in one process only."""

    @property
    def key(self) -> object:
        """Equal for looks that come to the same."""
        builder = self.transfer.builder
        own = self.sums if self.alike is None else self.alike
        return self.transfer.root, builder.traits.name, builder.alike, self.detail, own


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


def add_up_all(
    looks: Sequence[Look], workers: int, on_directory: Callable[[int], None] | None = None
) -> list[TransferWalk | CtxscanError]:
    """Walk each context once, whatever the number of transfers that look at it.

    One result a look, in their order; an error is that of its own look alone.
    """
    same: dict[object, list[Look]] = {}
    for look in looks:
        same.setdefault(look.key, []).append(look)
    walked: dict[object, TransferWalk | CtxscanError] = {}
    for keys in _groups({key: alike[0] for key, alike in same.items()}):
        walked.update(_walk(keys, same, workers, on_directory))
    return [walked[look.key] for look in looks]


def _walk(
    keys: Sequence[object],
    same: Mapping[object, Sequence[Look]],
    workers: int,
    on_directory: Callable[[int], None] | None,
) -> Iterator[tuple[object, TransferWalk | CtxscanError]]:
    """One walk for all looks of *keys*; those that come to the same are added up once."""
    if len(keys) == 1 == len(same[keys[0]]):
        yield keys[0], _alone(same[keys[0]][0], workers, on_directory)
        return
    firsts = [same[key][0] for key in keys]
    group = [first._replace(sums=first.sums.fresh()) for first in firsts]
    found = _together(group, workers, on_directory) if len(group) > 1 else None
    if found is None:
        group = [look._replace(sums=look.sums.fresh()) for look in group]
        found = [_alone(look, workers, on_directory) for look in group]
    for key, own, result in zip(keys, group, found, strict=True):
        for look in same[key]:
            look.sums.merge(own.sums)
        yield key, result


def without_errors(walked: Sequence[TransferWalk | CtxscanError]) -> list[TransferWalk]:
    """Raises the first error of *walked*."""
    streams: list[TransferWalk] = []
    for each in walked:
        if isinstance(each, CtxscanError):
            raise each
        streams.append(each)
    return streams


def _groups(looks: Mapping[object, Look]) -> Collection[list[object]]:
    """Those that share a walk: they look at the same directory."""
    groups: dict[str, list[object]] = {}
    for key, look in looks.items():
        groups.setdefault(look.transfer.root, []).append(key)
    return groups.values()


def _alone(
    look: Look, workers: int, on_directory: Callable[[int], None] | None
) -> TransferWalk | CtxscanError:
    stream = look.transfer.stream(look.detail, on_directory)
    try:
        if look.singly:
            for entry, sent in stream:
                look.sums.add(entry, sent)
        else:
            stream.add_up(look.sums, workers)
    except CtxscanError as error:
        return error
    return stream


def _together(
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
