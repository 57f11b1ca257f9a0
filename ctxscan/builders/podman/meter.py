"""Podman and Buildah: nothing travels, each COPY and ADD reads the context where it lies.

Sources: containers/buildah (add.go: Builder.Add, copier/copier.go: copierHandlerGet).
docs/semantics, E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from ctxscan.builders.below_pruned import BelowPruned
from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType, Judgement
from ctxscan.errors import ContextError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxscan.context.entry import Entry, Filter, PlainFiles
    from ctxscan.ignore.podman.matcher import PodmanMatcher
    from ctxscan.ignore.scope import Scope

_TYPES = {
    EntryType.FILE: SentType.FILE,
    EntryType.DIRECTORY: SentType.DIRECTORY,
    EntryType.SYMLINK: SentType.SYMLINK,
    EntryType.FIFO: SentType.FIFO,
    EntryType.CHARACTER_DEVICE: SentType.DEVICE,
    EntryType.BLOCK_DEVICE: SentType.DEVICE,
}


class PodmanBuilder(NamedTuple):
    """One context, and what is copied of it. Sent is what a COPY or ADD takes."""

    ignored: PodmanMatcher

    items: Mapping[str, int]
    """The paths that sources lead to, each with its sources as bits; empty is the context root."""

    counting: int
    """The sources of the stages that are built."""

    @property
    def looks_before_pruning(self) -> bool:
        return False

    def filter(self, detail: Detail) -> Filter:
        return _PodmanFilter(self, detail, self.ignored.root(), self.items.get("", 0))

    def transfer(self) -> PodmanMeter:
        return PodmanMeter()

    def lead_below(self, directory: str) -> bool:
        """Whether a source that counts leads below *directory* (with a slash at its end)."""
        return any(
            path.startswith(directory) for path, bits in self.items.items() if bits & self.counting
        )

    def descends(self, path: str) -> bool:
        """Whether an exception may mean something below the ignored directory *path*."""
        # Upstream forgets the slash: below "d", "!docs/x" is reason enough to look.
        return any(
            rule.exception and f"{rule.pattern.strip('/')}/".startswith(path)
            for rule in self.ignored.rules
        )

    def copies_ignored(self, path: str) -> bool:
        """Whether COPY takes an ignored directory for the sake of an exception below it."""
        return any(
            rule.exception and rule.pattern.removeprefix("/").startswith(f"{path}/")
            for rule in self.ignored.rules
        )


class _PodmanFilter:
    """One directory, as the copies see it that come by."""

    __slots__ = ("_builder", "_copying", "_detail", "_judgements", "_scope", "visited")

    def __init__(self, builder: PodmanBuilder, detail: Detail, scope: Scope, copying: int) -> None:
        self._builder = builder
        self._detail = detail
        self._scope = scope
        self._copying = copying
        """The sources whose copying has come to this directory."""
        self._judgements: dict[tuple[int, int], Judgement] = {}
        self.visited = bool(copying & builder.counting) or builder.lead_below(scope.directory)

    def same_for_all_names(self) -> None:
        """Every pattern is tried on a whole path."""

    def judge(self, name: str) -> Judgement | None:
        path = self._scope.directory + name
        sources = self._copying | self._builder.items.get(path, 0)
        return self._shown(self._judgement(name, sources))

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        path = self._scope.directory + name
        judgement = self._judgement(name, self._copying)
        copying, named = self._copying, self._builder.items.get(path, 0)
        if judgement.verdict.ignored:
            copying = copying if self._builder.descends(path) else 0
            named = named if self._builder.copies_ignored(path) else 0
        below: Filter = _PodmanFilter(
            self._builder, self._detail, self._scope.enter(name), copying | named
        )
        if below.visited:
            return self._shown(judgement), below
        if judgement.verdict.ignored and not self._builder.descends(path):
            pruned = BelowPruned(judgement) if self._detail is Detail.ALL else None
            return self._shown(judgement), pruned
        return self._shown(judgement), None if self._detail is Detail.SENT else below

    def _judgement(self, name: str, sources: int) -> Judgement:
        key = self._scope.matching(name), sources
        known = self._judgements.get(key)
        if known is None:
            known = self._judgements[key] = self._judge(*key)
        return known

    def _judge(self, hits: int, sources: int) -> Judgement:
        counts = bool(sources & self._builder.counting)
        verdict = self._builder.ignored.verdict(hits, lenient=not counts)
        return Judgement(sent=counts and not verdict.ignored, verdict=verdict, sources=sources)

    def _shown(self, judgement: Judgement) -> Judgement | None:
        wanted = (
            judgement.sent
            or self._detail is Detail.ALL
            or (self._detail is Detail.ELIGIBLE and not judgement.verdict.ignored)
        )
        return judgement if wanted else None


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
        sent_type = _TYPES[entry.type]
        if entry.inode is not None and sent_type is SentType.FILE:
            first = self._first_names.setdefault(entry.inode, entry.path)
            sent_type = SentType.FILE if first == entry.path else SentType.HARDLINK
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
