"""What a transfer brings or what lies in a context, looked up directory by directory.

For few paths: a step that takes a whole directory need not know what is in it, and who asks where
one path lands need not either. Each directory is looked at as the walk of the transfer would look
at it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail
from ctxscan.builders.stages.arrived import ArrivingTree
from ctxscan.builders.stages.node import Directory
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.context.everything import Everything
from ctxscan.context.walk.walk import Walk
from ctxscan.errors import ContextError
from ctxscan.inspection.arrivals import Arrivals, arrived_as, columns_of, found_as

if TYPE_CHECKING:
    from ctxscan.builders.stages.node import Node
    from ctxscan.context.entry import Filter
    from ctxscan.inspection.model import Inspection, Transfer


class SeveralNamesError(Exception):
    """A file has several names: which of them stands for it, only a whole walk knows."""


def is_enough(inspection: Inspection) -> bool:
    """Whether the steps of this build look into few directories of what one transfer brings.

    Not where patterns are tried on all that lies below a source, nor where the builder sends what
    no path asks for; and a malformed rule may be refused for any path.
    """
    return (
        len(inspection.syncs) == 1
        and inspection.traits.narrows_by_sources
        and inspection.traits.transfers
        and not inspection.syncs[0].builder.ignored.has_malformed
        and not Arrivals.for_steps(inspection.plan).has_names
    )


class OnDemand(Arrivals):
    """Raises SeveralNamesError and ContextError once a step looks."""

    def tree(self, transfer: Transfer, prefix: str = "") -> ArrivingTree:
        """Of the main context: *prefix* is empty."""
        found = ArrivingTree(prefix)
        found.root = Directory.unlisted("", partial(_listed, transfer, ""))
        return found


class LyingOnDemand(Arrivals):
    """All that lies in a context, ignored or not: as a builder finds it that copies from there.

    Raises SeveralNamesError and ContextError once a step looks.
    """

    def tree(self, transfer: Transfer, prefix: str = "") -> ArrivingTree:
        found = ArrivingTree(prefix)
        found.root = Directory.unlisted("", partial(_lying, transfer.root, "", prefix))
        return found


def _lying(root: str, directory: str, prefix: str) -> dict[str, Node]:
    """What lies in *directory* (with a slash at its end; empty: the root), by name."""
    tree, here = ArrivingTree(prefix), directory.removesuffix("/")
    directories: list[tuple[str, int]] = []
    for batch in Walk(root, Everything()).batches_of(directory):
        if isinstance(batch, PlainFiles):
            directories += [(path, mode) for _, path, mode, _ in batch.directories]
            for columns in columns_of(batch):
                tree.add_files(here, columns)
        elif batch.inode is not None:
            raise SeveralNamesError
        elif batch.type is EntryType.DIRECTORY:
            directories.append((batch.path, batch.mode & 0o7777))
        elif batch.type is not EntryType.SOCKET:
            tree.add(found_as(batch))
    for path, mode in directories:
        below = partial(_lying, root, f"{path}/", prefix)
        tree.share(path, Directory.unlisted(f"{prefix}{path}", below, mode=mode))
    return tree.directory(here).children


def _listed(transfer: Transfer, directory: str) -> dict[str, Node]:
    """What arrives in *directory* (with a slash at its end; empty: the root), by name."""
    tree = ArrivingTree()
    for entry in transfer.walk(Detail.SENT).entries_of(directory):
        if entry.inode is not None:
            raise SeveralNamesError
        if entry.type is not EntryType.DIRECTORY:
            for sent in transfer.builder.transfer().send(entry):
                tree.add(arrived_as(sent, entry))
        elif entry.judgement.sent or _carries_something(transfer, entry.path):
            below = partial(_listed, transfer, f"{entry.path}/")
            tree.share(entry.path, Directory.unlisted(entry.path, below, mode=entry.mode & 0o7777))
    return tree.directory(directory.removesuffix("/")).children


def _carries_something(transfer: Transfer, directory: str) -> bool:
    """Whether something below *directory* is sent, which takes the directory along."""
    below: Filter | None = transfer.builder.filter(Detail.SENT)
    for name in directory.split("/"):
        below = below.enter(name)[1] if below is not None else None
    if below is None:
        return False
    with suppress(ContextError):  # a directory that cannot be read has nothing to send
        return any(each.judgement.sent for each in Walk(f"{transfer.root}/{directory}", below))
    return False
