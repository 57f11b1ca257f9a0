"""What a builder knows that keeps a context from an earlier build and only brings it up to date.

It asks for less than has changed, and hashes less than it asks for. Sources: tonistiigi/fsutil,
diff_containerd.go (sameFile), diskwriter.go (HandleChange).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.inspection.reverted import Patched

if TYPE_CHECKING:
    from ctxscan.inspection.keying import Snapshot
    from ctxscan.inspection.shipment import Shipment, Shipped


def warmed(before: Snapshot, after: Snapshot) -> Snapshot:
    """*after*, as a builder sees it that has been sent *before* under the same name."""
    main, stale = _updated(before.main, after.main)
    source = Patched(after.origins.main, before.origins.main, stale)
    named = {
        key: _updated(before.named[key], shipment)[0] if key in before.named else shipment
        for key, shipment in after.named.items()
    }
    return after._replace(main=main, named=named, origins=after.origins._replace(main=source))


def stale_paths(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """Files of another content than before that are not even asked for."""
    _, kept = _updated(before.main, after.main)
    return kept


def _updated(before: Shipment, after: Shipment) -> tuple[Shipment, frozenset[str]]:
    """What the builder has, and the files whose content is the one from before."""
    files: dict[str, Shipped] = {}
    kept: set[str] = set()
    for path, new in after.files.items():
        old = before.files.get(path)
        files[path] = new
        if old is None or old.sent.type is not new.sent.type:
            continue
        if new.sent.type is SentType.DIRECTORY:
            # Its metadata is written, and nobody tells the hashes (diskwriter.go).
            entry = new.entry._replace(mode=old.entry.mode, xattrs=old.entry.xattrs)
        elif _is_same(old, new):
            entry = new.entry._replace(xattrs=old.entry.xattrs)
            kept.add(path)
        else:
            continue
        files[path] = new._replace(entry=entry)
    return after._replace(files=files), frozenset(kept)


def _is_same(old: Shipped, new: Shipped) -> bool:
    """To sameFile: attributes and content are not compared."""
    mine, theirs = new.entry, old.entry
    return (mine.size, mine.mtime_ns, mine.mode, mine.target, mine.device) == (
        *(theirs.size, theirs.mtime_ns, theirs.mode, theirs.target, theirs.device),
    )
