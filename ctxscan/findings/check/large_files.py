"""Files that are larger than a limit, picked out of a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import PlainFiles
from ctxscan.findings.accounting import Contributor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.context.entry import Batch


class LargeFiles:
    """Files of more than *most* bytes; of none where that is ``None``."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self.found: list[Contributor] = []

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        most = self._most
        if most is None:
            return
        if isinstance(batch, PlainFiles) and batch.judgement.sent:
            sizes = batch.sizes if max(batch.sizes, default=0) > most else ()
            self.found += [
                Contributor(path, 1, size)
                for path, size in zip(batch.paths(), sizes, strict=False)
                if size > most
            ]
        self.found += [
            Contributor(each.path, 1, each.size) for each in sent or () if each.size > most
        ]

    def fresh(self) -> LargeFiles:
        return LargeFiles(self._most)

    def merge(self, part: LargeFiles) -> None:
        self.found += part.found
