"""Podman and Buildah: nothing travels, each COPY and ADD reads the context where it lies.

Sources: containers/buildah (add.go: Builder.Add, copier/copier.go: copierHandlerGet).
docs/semantics, E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from ctxscan.builders.common import SENT_TYPES, first_name
from ctxscan.builders.podman import TRAITS
from ctxscan.builders.podman.filter import Copies, PodmanFilter
from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import EntryType
from ctxscan.errors import ContextError
from ctxscan.ignore.podman.matcher import PodmanMatcher
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxscan.builders.protocol import Detail
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter, PlainFiles
    from ctxscan.ignore.file import Rule


class PodmanBuilder(NamedTuple):
    """One context, and what is copied of it. Sent is what a COPY or ADD takes."""

    ignored: PodmanMatcher

    items: Mapping[str, int]
    """The paths that sources lead to, each with its sources as bits; empty is the context root."""

    counting: int
    """The sources of the stages that are built."""

    @property
    def traits(self) -> Traits:
        return TRAITS

    @property
    def alike(self) -> object:
        return self.ignored.rules, tuple(self.items.items()), self.counting

    def filter(self, detail: Detail) -> Filter:
        copies = Copies(self.ignored, self.items, self.counting)
        return PodmanFilter(copies, detail, self.ignored.root(), self.items.get("", 0))

    def transfer(self) -> PodmanMeter:
        return PodmanMeter()

    def with_rules(self, rules: Sequence[Rule]) -> PodmanBuilder:
        return self._replace(ignored=PodmanMatcher(rules))

    def without_sources(self) -> PodmanBuilder:
        return self

    def for_every_stage(self) -> PodmanBuilder:
        counting = 0
        for bits in self.items.values():
            counting |= bits
        return self._replace(counting=counting)


def whole_context(rules: Sequence[Rule]) -> PodmanBuilder:
    return PodmanBuilder(PodmanMatcher(rules), {"": 1}, counting=1)


class PodmanMeter:
    """What is copied. Not a byte of it travels, so every transfer figure is zero."""

    transfer_bytes = 0
    again_bytes = None
    ended_early: str | None = None

    def __init__(self) -> None:
        self._first_names: dict[int, str] = {}

    def send(self, entry: Entry) -> list[Sent]:
        if not entry.judgement.sent or entry.type is EntryType.SOCKET:
            return []  # Buildah warns of a socket, and goes on
        if not entry.readable:
            raise ContextError(
                f"{entry.path}: permission denied, and Podman's COPY fails",
                hint="make it readable, or ignore it",
            )
        sent_type = SENT_TYPES[entry.type]
        if sent_type is SentType.FILE and first_name(self._first_names, entry) is not None:
            sent_type = SentType.HARDLINK
        size = entry.size if sent_type is SentType.FILE else 0
        return [Sent(entry.path, sent_type, size, 0, sources=entry.judgement.sources)]

    def send_run(self, run: PlainFiles) -> list[Sent]:  # noqa: ARG002 - nothing travels, whatever is copied
        return []

    def fresh(self) -> PodmanMeter:
        return PodmanMeter()

    def merge(self, part: Self) -> list[Sent] | None:
        return None if part._first_names else []

    def finish(self) -> list[Sent]:
        return []
