"""Files that Git LFS keeps elsewhere, sent as their pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import PlainFiles
from ctxscan.context.git.lfs import POINTER_SIZES, is_pointer, may_have_lfs
from ctxscan.finding import Finding
from ctxscan.findings.reached import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch
    from ctxscan.inspection import Inspection

_MOST_READ = 200


class PointerSized:
    """The files of a transfer that are as long as a pointer of Git LFS, gathered on its walk."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            self._add_files(batch)
        self.paths += [each.path for each in sent or () if each.size in POINTER_SIZES]

    def _add_files(self, batch: PlainFiles) -> None:
        if POINTER_SIZES.isdisjoint(batch.sizes):
            return  # as of most batches, and that is seen without a look at their names
        alike = [index for index, size in enumerate(batch.sizes) if size in POINTER_SIZES]
        self.paths += batch.paths_at(alike)

    def fresh(self) -> PointerSized:
        return PointerSized()

    def merge(self, part: PointerSized) -> None:
        self.paths += part.paths


def lfs_pointers(inspection: Inspection, small: PointerSized) -> list[Finding]:
    """One finding for all of them. Reads the first bytes of files that are as long as one.

    Not all of these, unless git's attributes name the filter: most contexts have none.
    """
    root = inspection.location.root
    paths = small.paths if may_have_lfs(root) else small.paths[:_MOST_READ]
    found = [path for path in paths if is_pointer(root, path)]
    if not found:
        return []
    first = found[0]
    more = f" ({counted(len(found) - 1, 'file')} more likewise)" if len(found) > 1 else ""
    return [
        Finding(
            "lfs-pointer",
            f"{first} is a pointer of Git LFS, not the file itself{more}: that is what is sent",
            hint="git lfs pull",
            path=first,
            measured=len(found),
        )
    ]
