"""Two states of one context as trees that have in common what is alike in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.builders.stages.arrived import ArrivingTree
from ctxscan.builders.stages.leaf import FileColumns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.builders.stages.node import Directory
    from ctxscan.inspection.shipment import Shipment, Shipped


def shared_roots(before: Shipment, after: Shipment) -> tuple[Directory, Directory]:
    """The two trees; a directory is one object if all in it is settled in both, and it is alike."""
    whole = after.tree()
    differing = set(_differing(before, after))
    tree = ArrivingTree()
    for path, shipped in before.files.items():
        above = path.rpartition("/")[0]
        if above not in differing:
            continue
        if shipped.sent.type is SentType.DIRECTORY and path not in differing:
            tree.share(path, whole.directory(path))
        else:
            tree.add(shipped.arrived())
    for each in before.settled:
        if each.directory[:-1] in differing:
            tree.add_files(each.directory[:-1], FileColumns(*each))
    return tree.root, whole.root


def _differing(before: Shipment, after: Shipment) -> Iterator[str]:
    """Directories that are not alike, or have anything in them that has to be looked at."""
    yield ""
    for path in {**before.files, **after.files}:
        found = path
        if _are_alike(before.files.get(path), after.files.get(path)):
            continue
        while found:
            yield found
            found = found.rpartition("/")[0]


def _are_alike(old: Shipped | None, new: Shipped | None) -> bool:
    """Of directories: anything else is settled, or has to be looked at."""
    if old is None or new is None:
        return False
    is_directory = old.sent.type is new.sent.type is SentType.DIRECTORY
    mine, theirs = new.entry, old.entry
    return is_directory and (mine.mode, mine.xattrs) == (theirs.mode, theirs.xattrs)
