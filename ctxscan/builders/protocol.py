"""What a builder sends for an entry."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter, PlainFiles
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.rule_matcher import RuleMatcher


class SentType(StrEnum):
    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    FIFO = "fifo"
    DEVICE = "device"


class Sent(NamedTuple):
    path: str
    type: SentType

    size: int
    """Content that travels for this entry, in bytes: 0 for anything but a file with content."""

    transfer: int
    """All that travels for it, in bytes: headers or packets, content, padding."""

    announced: int = 0
    """The part of ``transfer`` that travels again on an unchanged second build, in bytes."""

    arrives_empty: bool = False
    """Announced with its size, and yet no content follows: the image holds an empty file."""

    sources: int = 0
    """The sources that ask for it, as a set of bits."""

    injected: bool = False
    """Made up by the docker client; no such file lies in the context."""


class Detail(StrEnum):
    """How much of a context a walk tells about."""

    SENT = "what is sent"
    ELIGIBLE = "what is not ignored"
    ALL = "what is ignored, too"


class Meter(Protocol):
    """One build's transfer: entries of the walk in, what is sent out, bytes added up."""

    @property
    def transfer_bytes(self) -> int:
        """The figure that Docker prints, once ``finish`` was called."""

    @property
    def again_bytes(self) -> int | None:
        """The figure of a second build when nothing changed; ``None`` where it is the same."""

    @property
    def ended_early(self) -> str | None:
        """Why the builder left out the rest, if it did: no error, and yet not all was sent."""

    def send(self, entry: Entry) -> list[Sent]:
        """What is sent once the walk has come to *entry*."""

    def send_run(self, run: PlainFiles) -> list[Sent] | None:
        """Like ``send`` for a run that is sent just as it is, or not at all.

        Returns what is sent before it. ``None``: not so, or not known; then nothing was done.
        """

    def fresh(self) -> Self:
        """A transfer for a part of the same walk that is added up on its own."""

    def merge(self, part: Self) -> list[Sent] | None:
        """Add what was added up apart, of the part that comes next in the walk.

        Returns what is sent before it; ``None`` where a part only adds up behind what came before
        it: a further name of a file sent before, a number that takes a byte more.
        """

    def finish(self) -> list[Sent]:
        """What is sent after the last entry."""


class Builder(Protocol):
    """How one builder treats one context."""

    @property
    def traits(self) -> Traits:
        """What is so with this builder, whatever the context."""

    @property
    def ignored(self) -> RuleMatcher:
        """The rules that keep paths out, as this builder reads them."""

    @property
    def alike(self) -> object:
        """Equal, and hashable, for builders that send the same of every context."""

    def filter(self, detail: Detail) -> Filter:
        """The filter for the context root."""

    def transfer(self) -> Meter:
        """A new transfer, with nothing sent yet."""

    def with_rules(self, rules: Sequence[Rule]) -> Builder:
        """The same with *rules* in the ignore file. Raises IgnoreFileError."""

    def without_sources(self) -> Builder:
        """The same, who sends the same, and does not say which source asks for what."""

    def for_every_stage(self) -> Builder:
        """The same, as if all stages were built."""
