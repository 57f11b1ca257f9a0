"""A walk over a work tree that leaves aside what is just as a revision has it.

A file is settled if git would take it for unchanged without a look at its content, the revision
has what is staged, and both states of the build send it. Then content, size and mode are the same
on both sides, and it costs next to nothing, whatever the number of such files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ctxscan.builders.protocol import Detail
from ctxscan.context.entry import EntryType
from ctxscan.context.settled import SettledFiles, SettledTree
from ctxscan.inspection.model import sending
from ctxscan.inspection.shipment import OtherModes, Shipment, Shipping
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxscan.builders.protocol import Builder
    from ctxscan.context.entry import Filter, PlainFiles
    from ctxscan.context.git.listing import Listing
    from ctxscan.inspection.model import Transfer
    from ctxscan.inspection.shipment import Metered

_EXECUTABLE = 0o100
_FILES = {0o100644: 0o666, 0o100755: 0o777}
"""Modes in the index, and what a checkout asks for, less the umask."""


class Settling:
    """Which files of a work tree are settled."""

    def __init__(self, listing: Listing, before: Builder, umask: int, *, exact: bool) -> None:
        """*before*: of the revision's transfer.

        *exact*: a mode counts as it is, and not only whether the owner may execute the file.
        """
        self._listing = listing
        self._filters: dict[str, Filter | None] = {"": before.filter(Detail.SENT)}
        self._modes = {mode: asked & ~umask for mode, asked in _FILES.items()}
        self._exact = exact

    def split(self, directory: str, run: PlainFiles, start: int, end: int) -> _Split:
        """Of the files of one directory that come together in *run*."""
        sends = self._sends(directory)
        if sends is None:
            return _Split(None, range(start, end), OtherModes())
        asked = (run.names, run.sizes, run.modes, run.mtimes_ns, run.ctimes_ns)
        rows = zip(*(column[start:end] for column in asked), strict=True)
        staged, kept = self._listing.staged(directory), self._listing.staging.kept
        changed = self._listing.changed.get(directory, ())
        found: list[tuple[str, int, int, str]] = []
        rest: list[int] = []
        odd = OtherModes()
        for number, (name, size, mode, mtime_ns, ctime_ns) in enumerate(rows, start):
            at = staged.get(name)
            known = None if at is None else kept(at, size, mtime_ns, ctime_ns)
            wanted = None if known is None else self._modes.get(known[0])
            if known is None or wanted is None or name in changed or not sends(name):
                rest.append(number)
            elif mode & 0o7777 == wanted:
                found.append((name, size, wanted, known[1].hex()))
            elif self._exact or (mode ^ wanted) & _EXECUTABLE:
                rest.append(number)
            else:
                found.append((name, size, wanted, known[1].hex()))
                odd = odd.with_next(OtherModes(1, directory + name, mode & 0o7777, wanted))
        settled = SettledFiles(directory, *zip(*found, strict=True)) if found else None
        return _Split(settled, rest, odd)

    def _sends(self, directory: str) -> Callable[[str], bool] | None:
        """Whether the revision's build sends a name; ``None``: it sends nothing from there."""
        here = self._entered(directory)
        if here is None:
            return None
        alike = here.same_for_all_names()
        if alike is None:
            return lambda name: _is_sent(here, name)
        judgement = alike[0]
        sends = judgement is not None and judgement.sent and judgement.opens
        return (lambda _: True) if sends else None

    def _entered(self, directory: str) -> Filter | None:
        if directory not in self._filters:
            above, _, name = directory[:-1].rpartition("/")
            outer = self._entered(f"{above}/" if above else "")
            self._filters[directory] = None if outer is None else outer.enter(name)[1]
        return self._filters[directory]


class _Split(NamedTuple):
    settled: SettledFiles | None
    others: Iterable[int]
    """Their numbers in the run, in order."""

    odd: OtherModes


def _is_sent(here: Filter, name: str) -> bool:
    judgement = here.judge(name)
    return judgement is not None and judgement.sent and judgement.opens


class SettlingShipping(Shipping):
    """Gathers what is sent, and of what is settled no more than columns."""

    def __init__(self, settling: Settling | None = None) -> None:
        super().__init__()
        self._settling = settling
        self._settled: list[SettledFiles] = []
        self._odd = OtherModes()

    def __getstate__(self) -> dict[str, Any]:
        # On its way from another process; this one knows what is settled.
        return {**vars(self), "_settling": None}

    def add_run(self, run: PlainFiles) -> None:
        assert self._settling is not None  # noqa: S101 - for types: only what another process sent back lacks it, and nothing more is added to that
        others: set[int] = set()
        start = 0
        for directory, count in run.parts:
            settled, rest, odd = self._settling.split(directory, run, start, start + count)
            self._settled += [settled] if settled is not None else []
            self._odd = self._odd.with_next(odd)
            others.update(rest)
            start += count
        if others:
            self._add_others(run, others)
        else:
            self.add_directories(run)

    def _add_others(self, run: PlainFiles, others: set[int]) -> None:
        """In the order of the run, with the directories on the way."""
        number = 0
        for entry in run.entries():
            is_file = entry.type is EntryType.FILE
            if not is_file or number in others:
                self.add_plain(entry)
            number += is_file

    def fresh(self) -> Self:
        return type(self)(self._settling)

    def merge(self, part: Self) -> None:
        super().merge(part)
        self._settled += part._settled
        self._odd = self._odd.with_next(part._odd)

    def shipment(self, transfer: Metered) -> Shipment:
        found = super().shipment(transfer)
        return found._replace(settled=tuple(self._settled), other_modes=self._odd)


def settled_walk(
    transfer: Transfer, settling: Settling, workers: int, progress: Callable[[int], None]
) -> Shipment:
    """Raises what a walk raises."""
    shipping = SettlingShipping(settling)
    stream = transfer.stream(Detail.SENT, progress)
    stream.add_up(shipping, workers)
    return shipping.shipment(stream)


class _WithoutFiles(Shipping):
    def add_run(self, run: PlainFiles) -> None:
        """Its files are settled: they have been counted, and are known."""
        self.add_directories(run)


def settled_shipment(
    tree: SettledTree, builder: Builder, settled: Sequence[SettledFiles]
) -> Shipment:
    """Of the revision: *tree* has *settled* in runs, and anything else by itself."""
    shipping, transfer = _WithoutFiles(), builder.transfer()
    for batch, sent in sending(tree.batches(builder.filter(Detail.SENT)), transfer):
        shipping.add(batch, sent)
    transfer.finish()
    return shipping.shipment(transfer)._replace(settled=settled)
