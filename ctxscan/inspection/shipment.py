"""What a transfer brings, entry by entry, with all that a checksum needs of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.buildkit.cache.header import Odd
from ctxscan.builders.buildkit.packets import data_length, data_packets, number_field
from ctxscan.builders.protocol import Sent, SentType
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.node import FileType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.inspection.arrivals import arrived_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.builders.protocol import Meter
    from ctxscan.context.entry import Batch, Entry

_DEVICES = (EntryType.CHARACTER_DEVICE, EntryType.BLOCK_DEVICE)


class Shipped(NamedTuple):
    """One entry that is sent."""

    entry: Entry
    sent: Sent


class Shipment(NamedTuple):
    """What one transfer brings."""

    files: dict[str, Shipped]
    """By path, in the order of the transfer."""

    transfer_bytes: int
    again_bytes: int
    """The same for a builder that has all of it already."""

    def tree(self, prefix: str = "") -> ArrivingTree:
        """As the builder has it; *prefix*: ``name:`` for a named context."""
        tree = ArrivingTree(prefix)
        for entry, sent in self.files.values():
            if sent.path:
                tree.add(arrived_as(sent, entry))
            elif sent.type is SentType.FILE:
                tree.add(Arrived(entry.path, FileType.FILE, entry.size, entry.mode))
            else:
                tree.add(Arrived(entry.path, None, mode=entry.mode))
        return tree

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
    shipping = _Shipping(transfer)
    for batch in batches:
        if isinstance(batch, PlainFiles):
            shipping.add_run(batch)
        else:
            shipping.add(batch)
    transfer.finish()
    total = transfer.transfer_bytes
    return Shipment(shipping.files, total, transfer.again_bytes or total)


def content_transfer(shipped: Shipped) -> int:
    """What travels of a file beside what announces it, in bytes."""
    entry, sent = shipped
    if sent.type is not SentType.FILE or sent.arrives_empty:
        return 0
    packets = data_packets(entry.size)
    return data_length(entry.size) + packets * number_field(_SOME_NUMBER)


_SOME_NUMBER = 1 << 7
"""Of an entry: fourteen bits of it take the same room."""


class _Shipping:
    def __init__(self, transfer: Meter) -> None:
        self.files: dict[str, Shipped] = {}
        self._transfer = transfer
        self._on_the_way: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        if entry.type is EntryType.DIRECTORY and not entry.judgement.sent:
            self._on_the_way[entry.path] = entry
        for sent in self._transfer.send(entry):
            if sent.path == entry.path:
                self.files[sent.path] = Shipped(entry, sent)
            else:
                self._add_parent(sent)

    def _add_parent(self, sent: Sent) -> None:
        self.files[sent.path] = Shipped(self._on_the_way.pop(sent.path), sent)

    def add_run(self, run: PlainFiles) -> None:
        before = self._transfer.send_run(run)
        if before is None:
            for entry in run.entries():
                self.add(entry)
            return
        for sent in before:
            self._add_parent(sent)
        if run.judgement.sent:
            files, plain = self.files, _PLAIN
            for entry in run.entries():
                files[entry.path] = Shipped(entry, plain[entry.type])


_PLAIN = {
    EntryType.FILE: Sent("", SentType.FILE, 0, 0),
    EntryType.DIRECTORY: Sent("", SentType.DIRECTORY, 0, 0),
}
"""One for all that are plain: of them, the entry says the rest."""
