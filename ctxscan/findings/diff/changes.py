"""Two transfers of one context -> what changed in it, path by path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.context.entry import EntryType
from ctxscan.findings.diff.model import Change, TransferChange
from ctxscan.inspection.shipment import content_transfer
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.findings.diff.model import What
    from ctxscan.inspection.shipment import Shipment, Shipped

    Name = Callable[[str], str | None]
    """Path -> a name for its content."""


class Side(NamedTuple):
    shipment: Shipment
    name: Name


def changes_between(before: Side, after: Side, prefix: str = "") -> tuple[Change, ...]:
    """In the order of the transfers, what is gone first. Raises ContextError.

    *prefix* stands before each path: ``name:`` for a named context.
    """
    gone = [
        Change(prefix + path, ("removed",), -content_of(old))
        for path, old in before.shipment.files.items()
        if path not in after.shipment.files
    ]
    return (*gone, *_found(before, after, prefix))


def _found(before: Side, after: Side, prefix: str) -> Iterator[Change]:
    known = before.shipment.files
    for path, new in after.shipment.files.items():
        old = known.get(path)
        if old is None:
            yield Change(prefix + path, ("added",), content_of(new))
            continue
        what = tuple(_what(path, old, new, before, after))
        if what:
            yield Change(prefix + path, what, content_of(new) - content_of(old), _detail(old, new))


def _what(path: str, old: Shipped, new: Shipped, before: Side, after: Side) -> Iterator[What]:
    mine, theirs = new.entry, old.entry
    if _kind(mine.type) is not _kind(theirs.type):
        yield "type"
        return
    if mine.mode != theirs.mode and mine.type is not EntryType.SYMLINK:
        yield "mode"
    if mine.target != theirs.target:
        yield "link"
    if mine.xattrs != theirs.xattrs:
        yield "xattr"
    if _kind(mine.type) is EntryType.FILE:
        yield from _content_change(path, old, new, before, after)


def _content_change(
    path: str, old: Shipped, new: Shipped, before: Side, after: Side
) -> Iterator[What]:
    if new.entry.size != old.entry.size:
        # A filter of git may have written another size; then nobody can tell.
        unknown = before.name(path) is None or after.name(path) is None
        yield "unknown" if unknown else "content"
        return
    if not new.entry.size:
        return
    names = before.name(path), after.name(path)
    if None in names:
        yield "unknown"
    elif names[0] != names[1]:
        yield "content"


def _kind(kind: EntryType) -> EntryType:
    """A socket arrives as an empty file."""
    return EntryType.FILE if kind is EntryType.SOCKET else kind


def content_of(shipped: Shipped) -> int:
    """Bytes of it; of each name of a file all of them."""
    return shipped.entry.size if _kind(shipped.entry.type) is EntryType.FILE else 0


def _detail(old: Shipped, new: Shipped) -> str:
    mine, theirs = new.entry, old.entry
    if _kind(mine.type) is not _kind(theirs.type):
        return f"{theirs.type.value} -> {mine.type.value}"
    if mine.target != theirs.target:
        return f"{theirs.target} -> {mine.target}"
    return f"{theirs.mode:o} -> {mine.mode:o}" if mine.mode != theirs.mode else ""


def transfer_change(
    before: Shipment, after: Shipment, changes: tuple[Change, ...]
) -> TransferChange:
    """*changes*: of this context alone."""
    moved = {each.path for each in changes if each.what != ("xattr",)}
    again = sum(content_transfer(after.files[path]) for path in moved if path in after.files)
    return TransferChange(
        before.transfer_bytes,
        after.transfer_bytes,
        after.again_bytes + again,
        _files(before),
        _files(after),
    )


def _files(shipment: Shipment) -> int:
    others = sum(each.sent.type is not SentType.DIRECTORY for each in shipment.files.values())
    return others + sum(len(each.names) for each in shipment.settled)
