"""What is eligible and what is ignored, whatever of it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.findings.accounting.sums import Sum, merge_all, sum_for, whole
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.context.entry import Batch, Entry, Judgement
    from ctxscan.ignore.file import Rule
    from ctxscan.inspection import Sums


class Contents:
    """Content counts once for all names of a file."""

    def __init__(self) -> None:
        self._inodes: set[int] = set()

    def of(self, entry: Entry) -> int:
        """Bytes that *entry* adds."""
        if entry.type is not EntryType.FILE:
            return 0
        if entry.inode is None:
            return entry.size
        known = entry.inode in self._inodes
        self._inodes.add(entry.inode)
        return 0 if known else entry.size


class _Counted(NamedTuple):
    place: Sum
    is_asked_for: bool


class ContextTally:
    """What is eligible, by the requests that ask for it, and what is ignored, by rule."""

    def __init__(self) -> None:
        self.by_requests: dict[int, Sum] = {}
        """Eligible entries, by the set of requests that ask for them."""

        self.by_rule: dict[Rule | None, Sum] = {}
        """Ignored entries."""

        self._places: dict[int, _Counted] = {}
        """Where the content of a file with several names was added, by its inode."""

        self._alike: tuple[Judgement | None, Sum] = (None, Sum())
        """Where the last batch was added: most come with the same judgement as the one before."""

    @property
    def eligible(self) -> Sum:
        return whole(self.by_requests)

    @property
    def ignored(self) -> Sum:
        return whole(self.by_rule)

    def fresh(self) -> ContextTally:
        """The same, with nothing added yet."""
        return ContextTally()

    def merge(self, part: ContextTally) -> None:
        """Add what was added up apart; not of files with several names."""
        merge_all(self.by_requests, part.by_requests)
        merge_all(self.by_rule, part.by_rule)

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None = None) -> None:  # noqa: ARG002 - what is eligible does not hang on what is sent
        if batch is None:
            return
        judgement, added = self._alike
        if batch.judgement is not judgement:
            added = self._sum_of(batch.judgement)
            self._alike = batch.judgement, added
        if isinstance(batch, PlainFiles):
            added.files += len(batch.sizes)
            added.directories += len(batch.directories)
            added.content_bytes += batch.content_bytes()
        elif batch.type is EntryType.DIRECTORY:
            added.directories += 1
        else:
            added.files += 1
            self._add_content(batch, added)

    def _add_content(self, entry: Entry, added: Sum) -> None:
        """Once for all names of a file: for the first one, or the first that somebody asks for."""
        if entry.type is not EntryType.FILE:
            return
        if entry.inode is not None:
            known = self._places.get(entry.inode)
            if known is not None and (known.is_asked_for or not entry.judgement.sources):
                return
            if known is not None:
                known.place.content_bytes -= entry.size
            self._places[entry.inode] = _Counted(added, bool(entry.judgement.sources))
        added.content_bytes += entry.size

    def _sum_of(self, judgement: Judgement) -> Sum:
        verdict = judgement.verdict
        if not verdict.ignored or judgement.sent:
            return sum_for(self.by_requests, judgement.sources)
        return sum_for(self.by_rule, verdict.rule)


_TYPES = {EntryType.DIRECTORY: SentType.DIRECTORY, EntryType.SYMLINK: SentType.SYMLINK}


class Eligible:
    """Shows *observer* what is eligible as if all of it were sent, by its content."""

    def __init__(self, observer: Sums) -> None:
        self.observer = observer
        self._contents = Contents()

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:  # noqa: ARG002 - what is eligible does not hang on what is sent
        if batch is None:
            return
        if isinstance(batch, PlainFiles) and not batch.differing:
            if not batch.judgement.verdict.ignored:
                judgement = batch.judgement._replace(sent=True)
                self.observer.add(batch._replace(judgement=judgement), None)
            return
        entries = batch.entries() if isinstance(batch, PlainFiles) else (batch,)
        rows = [self._as_sent(each) for each in entries if not each.judgement.verdict.ignored]
        self.observer.add(None, rows)

    def _as_sent(self, entry: Entry) -> Sent:
        kind = _TYPES.get(entry.type, SentType.FILE)
        return Sent(entry.path, kind, self._contents.of(entry), 0)

    def fresh(self) -> Eligible:
        return Eligible(self.observer.fresh())

    def merge(self, part: Eligible) -> None:
        self.observer.merge(part.observer)
