"""A work tree beside a revision: what git does not keep is no change.

Git keeps one bit of a mode, whether the owner may execute a file; the rest comes from the umask of
whoever checks it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.context.git.worktree import UNKNOWN

if TYPE_CHECKING:
    from ctxscan.context.entry import Entry
    from ctxscan.inspection.keying import Snapshot
    from ctxscan.inspection.past import Past
    from ctxscan.inspection.shipment import Shipped

_EXECUTABLE = 0o100


def as_git_keeps(now: Snapshot, before: Past) -> tuple[Snapshot, tuple[str, ...]]:
    """*now* with the modes of a checkout where git sees no other, and what is to be said of it."""
    files: dict[str, Shipped] = {}
    other: list[str] = []
    for path, shipped in now.main.files.items():
        files[path] = shipped
        then = before.checkout.entries.get(path)
        mode = shipped.entry.mode
        if then is not None and then.mode != mode and _is_same_to_git(then, shipped.entry):
            files[path] = shipped._replace(entry=shipped.entry._replace(mode=then.mode))
            if then.type is EntryType.FILE:
                other.append(f"{path} ({mode:04o}, not {then.mode:04o})")
    kept = now._replace(main=now.main._replace(files=files))
    count, first, mode, wanted = now.main.other_modes
    if count:
        other[:0] = [f"{first} ({mode:04o}, not {wanted:04o})"]
    return kept, tuple(_said(other[0], max(count, 1) + len(other) - 1) if other else ())


def with_sizes_of_blobs(now: Snapshot, before: Past) -> Snapshot:
    """*now* with the sizes that git has of files that its filters wrote larger or smaller."""
    files = dict(now.main.files)
    for path, shipped in now.main.files.items():
        then = before.checkout.entries.get(path)
        entry = shipped.entry
        if then is None or not then.type is entry.type is EntryType.FILE or then.size == entry.size:
            continue
        if now.origins.main.object_id(path) in (UNKNOWN, before.checkout.object_ids.get(path)):
            files[path] = shipped._replace(entry=entry._replace(size=then.size))
    return now._replace(main=now.main._replace(files=files))


def _is_same_to_git(then: Entry, now: Entry) -> bool:
    if then.type is not now.type or then.type is EntryType.SYMLINK:
        return False
    if then.type is EntryType.DIRECTORY:
        return True
    return then.mode & _EXECUTABLE == now.mode & _EXECUTABLE


def _said(first: str, count: int) -> list[str]:
    more = f" and {count - 1} more" if count > 1 else ""
    what = f"modes that a checkout under umask 022 would not give: {first}{more}"
    return [f"{what}; built from such a checkout, no step that reads them is kept"]
