"""What a transfer brings, entry by entry, with all that a checksum needs of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from ctxscan.builders.buildkit.cache.header import Odd
from ctxscan.builders.buildkit.packets import data_length, data_packets, number_field
from ctxscan.builders.protocol import Sent, SentType
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.leaf import FileColumns, FileType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.inspection.arrivals import arrived_as
from ctxscan.inspection.model import sending
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.builders.protocol import Meter
    from ctxscan.context.entry import Batch, Entry
    from ctxscan.context.settled import SettledFiles

_DEVICES = (EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE)


class Shipped(NamedTuple):
    """One entry that is sent."""

    entry: Entry
    sent: Sent

    def arrived(self) -> Arrived:
        entry, sent = self
        if sent.path:
            return arrived_as(sent, entry)
        if sent.type is SentType.FILE:
            return Arrived(entry.path, FileType.FILE, entry.size, entry.mode)
        return Arrived(entry.path, None, mode=entry.mode)


class OtherModes(NamedTuple):
    """Files whose modes a checkout would not give them, and git takes for unchanged."""

    files: int = 0
    first: str = ""
    mode: int = 0
    kept: int = 0
    """What a checkout would give the first of them."""

    def with_next(self, more: OtherModes) -> OtherModes:
        return self._replace(files=self.files + more.files) if self.files else more


class Shipment(NamedTuple):
    """What one transfer brings."""

    files: dict[str, Shipped]
    """By path, in the order of the transfer."""

    transfer_bytes: int
    again_bytes: int
    """The same for a builder that has all of it already."""

    settled: Sequence[SettledFiles] = ()
    """Beside ``files``: what another state of the context has just like this."""

    other_modes: OtherModes = OtherModes()
    """Of the settled ones."""

    def tree(self, prefix: str = "") -> ArrivingTree:
        """As the builder has it; *prefix*: ``name:`` for a named context."""
        tree = ArrivingTree(prefix)
        for shipped in self.files.values():
            tree.add(shipped.arrived())
        for each in self.settled:
            tree.add_files(each.directory[:-1], FileColumns(*each))
        return tree

    def settled_ids(self) -> dict[str, str]:
        """The names that git has for the content of what is settled, by path."""
        found: dict[str, str] = {}
        for each in self.settled:
            found.update(zip(map(each.directory.__add__, each.names), each.object_ids, strict=True))
        return found

    def odd(self, prefix: str = "") -> dict[str, Odd]:
        """By origin: what the tree does not say."""
        return {
            prefix + path: _odd(each)
            for path, each in self.files.items()
            if each.entry.xattrs or each.sent.arrives_empty or each.entry.type in _DEVICES
        }


def _odd(shipped: Shipped) -> Odd:
    entry, sent = shipped
    return Odd(
        entry.xattrs,
        entry.device,
        is_block=entry.type is EntryType.BLOCK_DEVICE,
        announced=entry.size if sent.arrives_empty and sent.type is SentType.FILE else None,
    )


def shipment_of(batches: Iterable[Batch], transfer: Meter) -> Shipment:
    """Send what a walk with the builder's filter comes by. Raises what the walk raises."""
    shipping = Shipping()
    for batch, sent in sending(batches, transfer):
        shipping.add(batch, sent)
    transfer.finish()
    return shipping.shipment(transfer)


def content_transfer(shipped: Shipped) -> int:
    """What travels of a file beside what announces it, in bytes."""
    entry, sent = shipped
    if sent.type is not SentType.FILE or sent.arrives_empty:
        return 0
    packets = data_packets(entry.size)
    return data_length(entry.size) + packets * number_field(_SOME_NUMBER)


_SOME_NUMBER = 1 << 7
"""Of an entry: fourteen bits of it take the same room."""


class Shipping:
    """Gathers what is sent, entry by entry; a ``Sums``."""

    def __init__(self) -> None:
        self.files: dict[str, Shipped] = {}
        self._on_the_way: dict[str, Entry] = {}

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles):
            if batch.judgement.sent:
                self.add_run(batch)
            return
        if batch is not None and batch.type is EntryType.DIRECTORY and not batch.judgement.sent:
            self._on_the_way[batch.path] = batch
        for each in sent or ():
            is_own = batch is not None and each.path == batch.path
            entry = batch if batch is not None and is_own else self._on_the_way.pop(each.path)
            self.files[each.path] = Shipped(entry, each)

    def add_run(self, run: PlainFiles) -> None:
        """Of what is sent."""
        files, plain = self.files, _PLAIN
        for entry in run.entries():
            files[entry.path] = Shipped(entry, plain[entry.type])

    def add_directories(self, run: PlainFiles) -> None:
        for _, path, mode, mtime_ns in run.directories:
            self.add_plain(run.directory_entry(path, mode, mtime_ns))

    def add_plain(self, entry: Entry) -> None:
        """A file or a directory of a run."""
        self.files[entry.path] = Shipped(entry, _PLAIN[entry.type])

    def fresh(self) -> Self:
        return type(self)()

    def merge(self, part: Self) -> None:
        self.files |= part.files
        self._on_the_way |= part._on_the_way

    def shipment(self, transfer: Metered) -> Shipment:
        total = transfer.transfer_bytes
        return Shipment(self.files, total, transfer.again_bytes or total)


class Metered(Protocol):
    """A transfer that has come to its end."""

    @property
    def transfer_bytes(self) -> int: ...

    @property
    def again_bytes(self) -> int | None: ...


_PLAIN = {
    EntryType.FILE: Sent("", SentType.FILE, 0, 0),
    EntryType.DIRECTORY: Sent("", SentType.DIRECTORY, 0, 0),
}
"""One for all that are plain: of them, the entry says the rest."""
