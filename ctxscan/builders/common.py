"""What the meters and filters of several builders do alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Detail, SentType
from ctxscan.context.entry import EntryType

if TYPE_CHECKING:
    from ctxscan.context.entry import Entry, Judgement

SENT_TYPES = {
    EntryType.FILE: SentType.FILE,
    EntryType.DIRECTORY: SentType.DIRECTORY,
    EntryType.SYMLINK: SentType.SYMLINK,
    EntryType.FIFO: SentType.FIFO,
    EntryType.CHARACTER_DEVICE: SentType.DEVICE,
    EntryType.BLOCK_DEVICE: SentType.DEVICE,
}


def first_name(first_names: dict[int, str], entry: Entry) -> str | None:
    """The name under which the inode of *entry* was sent before; of a new one, keep the name.

    Neither fsutil nor go-archive nor Buildah asks for the device.
    """
    if entry.inode is None:
        return None
    first = first_names.setdefault(entry.inode, entry.path)
    return None if first == entry.path else first


def shown(judgement: Judgement, detail: Detail) -> Judgement | None:
    """*judgement*, if a walk of this *detail* tells about its path."""
    tells = (
        judgement.sent
        or judgement.ends_transfer
        or detail is Detail.ALL
        or (detail is Detail.ELIGIBLE and not judgement.verdict.ignored)
    )
    return judgement if tells else None
