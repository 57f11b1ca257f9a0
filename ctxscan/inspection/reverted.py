"""A build as if one path of its context had not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import SentType
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.contents import FileSource
    from ctxscan.inspection.keying import Snapshot
    from ctxscan.inspection.shipment import Shipped


def reverted(before: Snapshot, after: Snapshot, path: str) -> Snapshot:
    """*after* with *path* as it was in *before*, there or not."""
    files = dict(after.main.files)
    if path in before.main.files:
        files[path] = before.main.files[path]
    else:
        del files[path]
        _drop_empty_parents(files, before, path)
    source = Patched(after.origins.main, before.origins.main, frozenset({path}))
    return after._replace(
        archive=lambda each: (before if each == path else after).archive(each),
        main=after.main._replace(files=files),
        origins=after.origins._replace(
            main=source, is_file=lambda each: each in files or each in after.origins.settled()
        ),
    )


def _drop_empty_parents(files: dict[str, Shipped], before: Snapshot, path: str) -> None:
    """Directories that only came to hold *path*."""
    above = path.rpartition("/")[0]
    while above and above not in before.main.files:
        known = files.get(above)
        held = any(each.startswith(f"{above}/") for each in files)
        if known is None or known.sent.type is not SentType.DIRECTORY or held:
            return
        del files[above]
        above = above.rpartition("/")[0]


class Patched(NamedTuple):
    """A ``FileSource``: files, some of which are as they were."""

    now: FileSource
    before: FileSource
    stale: frozenset[str]

    def _of(self, path: str) -> FileSource:
        return self.before if path in self.stale else self.now

    def chunks(self, path: str) -> Iterator[bytes]:
        return self._of(path).chunks(path)

    def object_id(self, path: str) -> str | None:
        return self._of(path).object_id(path)
