"""The transfers of a build -> the trees that its steps take files from."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.builders.stages.arrived import Arrived, ArrivingTree
from ctxscan.builders.stages.node import FileType
from ctxscan.context.entry import Entry, EntryType, PlainFiles

if TYPE_CHECKING:
    from ctxscan.builders.protocol import Sent
    from ctxscan.inspection.model import Transfer

_SENT = {
    SentType.FILE: FileType.FILE,
    SentType.HARDLINK: FileType.FILE,
    SentType.SYMLINK: FileType.SYMLINK,
    SentType.FIFO: FileType.FIFO,
    SentType.DEVICE: FileType.DEVICE,
    SentType.DIRECTORY: None,
}
_FOUND = {
    EntryType.FILE: FileType.FILE,
    EntryType.SOCKET: FileType.FILE,
    EntryType.DIRECTORY: None,
    EntryType.SYMLINK: FileType.SYMLINK,
    EntryType.FIFO: FileType.FIFO,
    EntryType.CHARACTER_DEVICE: FileType.DEVICE,
    EntryType.BLOCK_DEVICE: FileType.DEVICE,
}


def sent_tree(transfer: Transfer, prefix: str = "") -> ArrivingTree:
    """What the builder has once *transfer* is done. Walks the context."""
    tree = ArrivingTree(prefix)
    for batch, sent in transfer.stream().batches():
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            _add_run(tree, batch)
        for each in sent or ():
            _add_sent(tree, each, batch if isinstance(batch, Entry) else None)
    return tree


def whole_tree(transfer: Transfer, prefix: str = "") -> ArrivingTree:
    """All that lies in the context, ignored or not. Walks all of it."""
    tree = ArrivingTree(prefix)
    for batch in transfer.walk(Detail.ALL).batches():
        if isinstance(batch, PlainFiles):
            _add_run(tree, batch)
        elif batch.type is not EntryType.SOCKET:
            kind = _FOUND[batch.type]
            tree.add(Arrived(batch.path, kind, batch.size, batch.mode, batch.target, batch.inode))
    return tree


def _add_run(tree: ArrivingTree, run: PlainFiles) -> None:
    for _, path, mode, _ in run.directories:
        tree.directory(path).mode = mode & 0o7777
    files = zip(run.names, run.sizes, run.modes, strict=True)
    for directory, count in run.parts:
        tree.add_files(directory.removesuffix("/"), islice(files, count), directory)


def _add_sent(tree: ArrivingTree, sent: Sent, entry: Entry | None) -> None:
    known = entry if entry is not None and entry.path == sent.path else None
    kind = _SENT[sent.type]
    if known is None:
        mode = 0o755 if kind is None else 0o644
        tree.add(Arrived(sent.path, kind, sent.size, mode, is_empty=sent.arrives_empty))
        return
    tree.add(
        Arrived(
            sent.path,
            kind,
            known.size if kind is FileType.FILE else 0,
            known.mode,
            known.target,
            known.inode,
            is_empty=sent.arrives_empty or known.type is EntryType.SOCKET,
        )
    )
