"""What a transfer brings, entry by entry, with all that a checksum needs of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ctxscan.builders.buildkit.cache.header import Odd
from ctxscan.builders.protocol import SentType
from ctxscan.builders.stages.arrived import ArrivingTree
from ctxscan.context.entry import EntryType
from ctxscan.inspection.arrivals import arrived_as

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.builders.protocol import Meter, Sent
    from ctxscan.context.entry import Entry

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

    def tree(self, prefix: str = "") -> ArrivingTree:
        """As the builder has it; *prefix*: ``name:`` for a named context."""
        tree = ArrivingTree(prefix)
        for entry, sent in self.files.values():
            tree.add(arrived_as(sent, entry))
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


def shipment_of(entries: Iterable[Entry], transfer: Meter) -> Shipment:
    """Send what a walk with the builder's filter comes by. Raises what the walk raises."""
    files: dict[str, Shipped] = {}
    on_the_way: dict[str, Entry] = {}
    for entry in entries:
        if entry.type is EntryType.DIRECTORY and not entry.judgement.sent:
            on_the_way[entry.path] = entry
        for sent in transfer.send(entry):
            known = entry if sent.path == entry.path else on_the_way.pop(sent.path)
            files[sent.path] = Shipped(known, sent)
    transfer.finish()
    return Shipment(files, transfer.transfer_bytes)
