"""BuildKit: what is not ignored and asked for, as a stream of packets.

Sources: tonistiigi/fsutil (hardlinks.go, send.go). docs/semantics, D.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Self

from ctxscan.builders.buildkit import TRAITS
from ctxscan.builders.buildkit.filter import buildkit_filter
from ctxscan.builders.buildkit.packets import (
    FIN,
    VARINT_LENGTH,
    data_length,
    data_packets,
    number_field,
    run_lengths,
    stat_length,
)
from ctxscan.builders.common import SENT_TYPES, first_name
from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.golang.text import as_go_reads
from ctxscan.ignore.matcher import Matcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.protocol import Detail
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter, PlainFiles
    from ctxscan.ignore.file import Rule

_TYPES = {**SENT_TYPES, EntryType.SOCKET: SentType.FILE}


class BuildKitBuilder(NamedTuple):
    """One sync of one directory."""

    ignored: Matcher
    requested: Matcher | None
    """What the follow paths became; ``None`` when the whole context is asked for."""

    sources: Matcher
    """One rule for each path that a source asks for, to tell which sources want a file."""

    @property
    def traits(self) -> Traits:
        return TRAITS

    @property
    def alike(self) -> object:
        requested = self.requested
        return self.ignored.rules, requested and requested.texts, self.sources.texts

    def filter(self, detail: Detail) -> Filter:
        return buildkit_filter(self.ignored, self.requested, self.sources, detail)

    def transfer(self) -> BuildKitMeter:
        return BuildKitMeter()

    def with_rules(self, rules: Sequence[Rule]) -> BuildKitBuilder:
        return self._replace(ignored=_matcher_as_sent(rules))

    def without_sources(self) -> BuildKitBuilder:
        return self._replace(sources=_NO_RULES)

    def for_every_stage(self) -> BuildKitBuilder:
        return self


_NO_RULES = Matcher(())


def whole_context(rules: Sequence[Rule]) -> BuildKitBuilder:
    return buildkit_builder(rules, None)


def buildkit_builder(
    rules: Sequence[Rule], requested: Sequence[Rule] | None, sources: Sequence[Rule] = ()
) -> BuildKitBuilder:
    """A builder for the *rules* of the ignore file and the *requested* patterns.

    No requested patterns at all ask for nothing; ``None`` asks for the whole context.
    """
    asked = None if requested is None else Matcher(requested)
    return BuildKitBuilder(_matcher_as_sent(rules), asked, Matcher(sources))


def _matcher_as_sent(rules: Sequence[Rule]) -> Matcher:
    return _matcher_of(tuple(rules))


@lru_cache(maxsize=4)
def _matcher_of(rules: tuple[Rule, ...]) -> Matcher:
    """One for all builds that read one ignore file: what it knows of a name, it finds out once."""
    # The patterns travel through JSON, which has no bytes that are not UTF-8.
    return Matcher([rule._replace(pattern=as_go_reads(rule.pattern)) for rule in rules])


_SOME_NUMBER = 1 << 14
"""Of the first entry of a part that is added up on its own: two million more are as long."""


class BuildKitMeter:
    """The packets of one sync, in order: their sizes depend on how many came before."""

    ended_early: str | None = None

    def __init__(self, first_number: int = 0) -> None:
        self.again_bytes = 0
        self._data = 0
        """Bytes of the DATA packets, without the numbers in them."""

        self._packets = 0
        self._numbers = 0
        """Bytes of the numbers in the DATA packets."""

        self._first_number = self._next_number = first_number
        self._first_path = ""
        """Of what was sent."""

        self._first_names: dict[int, str] = {}
        self._on_the_way: list[Entry] = []

    @property
    def transfer_bytes(self) -> int:
        return self.again_bytes + self._data + self._numbers

    def send(self, entry: Entry) -> list[Sent]:
        if not self._on_the_way:
            if entry.judgement.sent:
                return [self._sent(entry)]
        else:
            self._leave(entry.path)
        if not entry.judgement.sent:
            if entry.type is EntryType.DIRECTORY:
                self._on_the_way.append(entry)
            return []
        return [*self._arrive(), self._sent(entry)]

    def send_run(self, run: PlainFiles) -> list[Sent] | None:
        if not run.judgement.sent:
            return []
        if not run.judgement.opens:
            return None
        path = next(run.all_paths())
        self._leave(path)
        parents = self._arrive()
        count, lengths = len(run.names) + len(run.directories), run_lengths(run)
        each = self._number_field(count)
        self._numbers += self._numbers_of(run) if each is None else each * lengths.packets
        self._add(path, count, *lengths)
        return parents

    def _numbers_of(self, run: PlainFiles) -> int:
        """Bytes of the numbers in the DATA packets of *run*, which are not all alike."""
        total = start = 0
        number, ends = self._next_number, (before for before, *_ in run.directories)
        for end in (*ends, len(run.sizes)):
            sizes = run.sizes[start:end]
            total += sum(
                number_field(at) * data_packets(size) for at, size in enumerate(sizes, number)
            )
            number += len(sizes) + 1  # the directory that comes behind them
            start = end
        return total

    def fresh(self) -> BuildKitMeter:
        return BuildKitMeter(_SOME_NUMBER)

    def merge(self, part: Self) -> list[Sent] | None:
        if part._first_names:
            return None
        count = part._next_number - part._first_number
        parents: list[Sent] = []
        if count:
            self._leave(part._first_path)
            each = self._number_field(len(self._on_the_way) + count)
            if each is None:
                return None
            parents = self._arrive()
            self._numbers += each * part._packets
            self._add(part._first_path, count, part.again_bytes, part._data, part._packets)
        if part._on_the_way:
            self._leave(part._on_the_way[0].path)
            self._on_the_way += part._on_the_way
        return parents

    def finish(self) -> list[Sent]:
        self.again_bytes += FIN
        return []

    def _leave(self, path: str) -> None:
        """Forget the directories that *path* is not in."""
        while self._on_the_way and not path.startswith(self._on_the_way[-1].path + "/"):
            self._on_the_way.pop()

    def _arrive(self) -> list[Sent]:
        """Something is sent: now the directories on the way to it are."""
        parents = [self._sent(parent) for parent in self._on_the_way]
        self._on_the_way.clear()
        return parents

    def _number_field(self, count: int) -> int | None:
        """Bytes of the number in each DATA packet of the next *count* entries, if all are alike."""
        first, last = self._next_number, self._next_number + count - 1
        # Seven bits more are a byte more; and 0 is left out.
        alike = first and VARINT_LENGTH[first.bit_length()] == VARINT_LENGTH[last.bit_length()]
        return number_field(first) if alike or first == last else None

    def _add(self, path: str, count: int, announced: int, data: int, packets: int) -> None:
        self._first_path = self._first_path or path
        self._next_number += count
        self.again_bytes += announced
        self._data += data
        self._packets += packets

    def _sent(self, entry: Entry) -> Sent:
        is_link = entry.type is EntryType.SYMLINK
        first = None if is_link else first_name(self._first_names, entry)
        announced = stat_length(entry, first)
        sent_type = SentType.HARDLINK if first is not None else _TYPES[entry.type]
        is_file = sent_type is SentType.FILE
        opens = entry.type is EntryType.FILE and entry.readable and entry.judgement.opens
        size = entry.size if is_file and opens else 0
        data, packets = (data_length(size), data_packets(size)) if is_file else (0, 0)
        numbers = packets * number_field(self._next_number)
        empty = is_file and not opens and (entry.size > 0 or entry.type is EntryType.SOCKET)
        self._numbers += numbers
        self._add(entry.path, 1, announced, data, packets)
        transfer = announced + data + numbers
        return Sent(
            entry.path, sent_type, size, transfer, announced, empty, entry.judgement.sources
        )
