"""What one transfer makes of each directory: worked out once, and then only where rules touch it.

Everything is read off the builder's own filter and meter, as a walk over the disk hands it to
them; a directory that no new rule touches is added up again by what it came to before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.context.runs import judged_as
from ctxscan.findings.accounting import Totals
from ctxscan.findings.draft.amounts import (
    NOTHING,
    LinkedFate,
    Tally,
    add_to,
    key_of,
    plus,
    sum_of,
)
from ctxscan.findings.draft.folder import Folder, cut
from ctxscan.inspection.model import sending
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

    from ctxscan.builders.protocol import Meter
    from ctxscan.context.entry import Batch, Entry, Filter, Judgement
    from ctxscan.findings.draft.touching import Touched
    from ctxscan.inspection.arrivals import Arrivals


class Weight:
    """A directory and all below it, as one transfer sees them. Never changed once it is there."""

    __slots__ = (
        *("brought", "fates", "folder", "is_closed", "judgement", "links", "own", "part", "sent"),
        "tally",
    )

    def __init__(
        self, folder: Folder, judgement: Judgement | None, own: tuple[list[Batch] | Weight, ...]
    ) -> None:
        self.folder = folder
        self.judgement = judgement
        """Of the directory itself; ``None`` for the context root."""

        self.own = own
        """For each item of the directory; none where all below it shares its fate."""

        self.fates: object = None
        """What is drawn of it, kept for the next picture."""

        self.brought: Arrivals | None = None
        """What a builder has of it alone, kept for the next look at the steps."""

        self.part: Meter
        self.sent: Totals = NOTHING
        self.tally: Tally = {}
        self.links: tuple[LinkedFate, ...] = ()
        self.is_closed = False
        """Whether a directory is ignored here or below."""


class Scales:
    """Weighs directories for one transfer: *fresh* makes its meters."""

    def __init__(self, fresh: Callable[[], Meter]) -> None:
        self._fresh = fresh

    def weigh(self, folder: Folder, judgement: Judgement | None, here: Filter) -> Weight:
        """All of it anew, by the filter for what is in it."""
        if judgement is not None and _shares_fate(judgement, here):
            return self._even(folder, judgement)
        own: list[list[Batch] | Weight] = []
        for item in folder.items:
            if isinstance(item, Folder):
                inside, below = _enter(here, item.name)
                own.append(self.weigh(item, inside, below))
            else:
                own.append(_judged(item, here))
        return self._joined(folder, judgement, tuple(own))

    def again(self, known: Weight, here: Filter, touched: Touched) -> Weight:
        """The same under other rules, which touch no more than that; *known* if all is the same."""
        folder = known.folder
        names: AbstractSet[str] = touched.names.get(folder.path, frozenset())
        own: list[list[Batch] | Weight] = []
        is_same = True
        for item, before in zip(folder.items, known.own, strict=True):
            if isinstance(before, Weight):
                own.append(self._below(before, here, touched))
            elif names and not isinstance(item, Folder):
                own.append(_judged_again(item, before, here, names))
            else:
                own.append(before)
            is_same &= own[-1] is before
        return known if is_same else self._joined(folder, known.judgement, tuple(own))

    def _below(self, known: Weight, above: Filter, touched: Touched) -> Weight:
        path, reopens = known.folder.path, touched.reopens and known.is_closed
        is_ignored = known.judgement is not None and known.judgement.verdict.ignored
        if path in touched.whole or (reopens and is_ignored):
            judgement, here = _enter(above, known.folder.name)
            return self.weigh(known.folder, judgement, here)
        if (path in touched.on_the_way and known.own) or reopens:
            return self.again(known, _enter(above, known.folder.name)[1], touched)
        return known

    def _even(self, folder: Folder, judgement: Judgement) -> Weight:
        """Of a directory whose fate is shared by all below it: nothing of it is sent."""
        found = Weight(folder, judgement, ())
        key, asked = key_of(judgement), bool(judgement.sources)
        found.part = self._fresh()
        found.tally = {key: Totals(folder.files, folder.directories + 1, folder.content_bytes)}
        found.links = tuple([LinkedFate(*each, key, asked) for each in folder.links])
        found.is_closed = True
        return found

    def _joined(
        self, folder: Folder, judgement: Judgement | None, own: tuple[list[Batch] | Weight, ...]
    ) -> Weight:
        found = Weight(folder, judgement, own)
        found.part = self._fresh()
        if judgement is not None:
            add_to(found.tally, key_of(judgement), Totals(0, 1, 0))
            found.is_closed = judgement.verdict.ignored
        found.sent = feed_inside(found.part, found)
        links: list[LinkedFate] = []
        for each in own:
            if isinstance(each, Weight):
                for key, amount in each.tally.items():
                    add_to(found.tally, key, amount)
                links += each.links
                found.is_closed |= each.is_closed
            else:
                for batch in each:
                    _count(batch, found.tally, links)
        found.links = tuple(links)
        return found


def feed(meter: Meter, weight: Weight) -> Totals:
    """Hand all of *weight* to *meter*, whole where that can be; what is sent, and before it."""
    before = meter.merge(weight.part)
    if before is None:
        return feed_inside(meter, weight)
    return plus(sum_of(before), weight.sent) if before else weight.sent


def feed_inside(meter: Meter, weight: Weight) -> Totals:
    """The same, one thing after the other."""
    sent = NOTHING
    if weight.judgement is not None and weight.folder.entry is not None:
        sent = sum_of(meter.send(judged_as(weight.folder.entry, weight.judgement)))
    for each in weight.own:
        more = feed(meter, each) if isinstance(each, Weight) else _feed_files(meter, each)
        if more is not NOTHING:
            sent = plus(sent, more)
    return sent


def _feed_files(meter: Meter, batches: Sequence[Batch]) -> Totals:
    found = NOTHING
    for batch, sent in sending(batches, meter):
        if sent:
            found = plus(found, sum_of(sent))
        elif isinstance(batch, PlainFiles) and batch.judgement.sent:
            found = plus(found, Totals(len(batch.names), 0, batch.content_bytes()))
    return found


def bring_inside(arrived: Arrivals, meter: Meter, weight: Weight) -> None:
    """Note in *arrived* what *meter* sends of *weight*.

    Of one build, whose steps ask for names each time or never.
    """
    if weight.judgement is not None and weight.folder.entry is not None:
        entry = judged_as(weight.folder.entry, weight.judgement)
        arrived.add(entry, meter.send(entry))
    for each in weight.own:
        if isinstance(each, Weight):
            _bring(arrived, meter, each)
        else:
            for batch, sent in sending(each, meter):
                arrived.add(batch, sent)


def _bring(arrived: Arrivals, meter: Meter, weight: Weight) -> None:
    """The same, whole where that can be."""
    before = meter.merge(weight.part)
    if before is None:
        bring_inside(arrived, meter, weight)
        return
    arrived.add(None, before)
    if weight.brought is None:
        weight.brought = arrived.fresh()
        bring_inside(weight.brought, meter.fresh(), weight)
    arrived.merge(weight.brought)


def _shares_fate(judgement: Judgement, here: Filter) -> bool:
    if judgement.sent or judgement.ends_transfer or here.visited:
        return False
    return here.same_for_all_names() is not None and here.enter("x")[1] is here


def _enter(here: Filter, name: str) -> tuple[Judgement, Filter]:
    judgement, below = here.enter(name)
    if judgement is None or below is None:  # a filter that tells about everything has an answer
        raise AssertionError
    return judgement, below


def _judge(here: Filter, name: str) -> Judgement:
    judgement = here.judge(name)
    if judgement is None:
        raise AssertionError
    return judgement


def _judged(item: PlainFiles | Entry, here: Filter) -> list[Batch]:
    if not isinstance(item, PlainFiles):
        return [judged_as(item, _judge(here, item.path.rpartition("/")[2]))]
    alike = here.same_for_all_names()
    if alike is not None and alike[0] is not None:
        return [item._replace(judgement=alike[0])]
    return _split(item, [_judge(here, name) for name in item.names])


def _judged_again(
    item: PlainFiles | Entry, before: list[Batch], here: Filter, names: AbstractSet[str]
) -> list[Batch]:
    """The same, where *names* alone may fare otherwise than before."""
    if not isinstance(item, PlainFiles):
        return _judged(item, here) if item.path.rpartition("/")[2] in names else before
    if names.isdisjoint(item.names):
        return before
    judgements: list[Judgement] = []
    for batch in before:
        count = len(batch.names) if isinstance(batch, PlainFiles) else 1
        judgements += [batch.judgement] * count
    for at, name in enumerate(item.names):
        if name in names:
            judgements[at] = _judge(here, name)
    return _split(item, judgements)


def _split(run: PlainFiles, judgements: Sequence[Judgement]) -> list[Batch]:
    """*run* in parts that fare alike."""
    directory = run.parts[0][0][:-1]
    found: list[Batch] = []
    start = 0
    for at in range(1, len(judgements) + 1):
        if at == len(judgements) or judgements[at] is not judgements[start]:
            is_all = at - start == len(judgements)
            part = run if is_all else cut(run, directory, start, at)
            found.append(part._replace(judgement=judgements[start]))
            start = at
    return found


def _count(batch: Batch, tally: Tally, links: list[LinkedFate]) -> None:
    key = key_of(batch.judgement)
    if isinstance(batch, PlainFiles):
        add_to(tally, key, Totals(len(batch.names), 0, batch.content_bytes()))
        return
    is_file = batch.type is EntryType.FILE
    if is_file and batch.inode is not None:
        links.append(LinkedFate(batch.inode, batch.size, key, bool(batch.judgement.sources)))
        add_to(tally, key, Totals(1, 0, 0))
    else:
        add_to(tally, key, Totals(1, 0, batch.size if is_file else 0))


class Rest(NamedTuple):
    """What a transfer sends in all."""

    sent: Totals
    transfer_bytes: int
    again_bytes: int | None
    ended_early: str | None


def whole_transfer(meter: Meter, top: Weight) -> Rest:
    """*meter* is new; *top* is the context root."""
    sent = feed_inside(meter, top)
    sent = plus(sent, sum_of(meter.finish()))
    return Rest(sent, meter.transfer_bytes, meter.again_bytes, meter.ended_early)
