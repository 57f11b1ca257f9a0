"""BuildKit: what is not ignored and asked for, as a stream of packets.

Sources: tonistiigi/fsutil (filter.go:filterFS.Walk, hardlinks.go, send.go). SEMANTICS.md, D.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ctxscan.builders.packets import (
    FIN,
    data_length,
    run_lengths,
    stat_length,
)
from ctxscan.builders.pruned import Pruned
from ctxscan.builders.sent import Detail, Sent, SentType
from ctxscan.context.entry import Entry, EntryType, Filter, Judgement, Run
from ctxscan.ignore.matcher import Matcher, Scope
from ctxscan.ignore.pattern import as_go_reads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.ignore.file import Rule

_TYPES = {
    EntryType.FILE: SentType.FILE,
    EntryType.SOCKET: SentType.FILE,
    EntryType.DIRECTORY: SentType.DIRECTORY,
    EntryType.SYMLINK: SentType.SYMLINK,
    EntryType.FIFO: SentType.FIFO,
    EntryType.CHARACTER_DEVICE: SentType.DEVICE,
    EntryType.BLOCK_DEVICE: SentType.DEVICE,
}

_WILDCARDS = frozenset("*[]?^\\")
"""What makes fsutil give up pruning by text (filter.go:NewFilterFS, patternChars)."""


class Prune:
    """Which directories fsutil may skip for one list of patterns."""

    def __init__(self, patterns: Sequence[str]) -> None:
        stripped = [_without_trailing_glob(pattern) for pattern in patterns]
        self._prefixes = tuple(f"{pattern}/" for pattern in stripped)
        self._by_text = not any(_WILDCARDS.intersection(pattern) for pattern in stripped)

    def may_skip(self, directory: str) -> bool:
        """Whether no pattern can mean anything below *directory* (with a slash at its end)."""
        return self._by_text and not any(prefix.startswith(directory) for prefix in self._prefixes)


def _without_trailing_glob(pattern: str) -> str:
    return pattern.removesuffix("/**").removesuffix("/*")


@dataclass(frozen=True, slots=True)
class BuildKitBuilder:
    """One sync of one directory."""

    ignored: Matcher
    requested: Matcher | None
    """What the follow paths became; ``None`` when the whole context is asked for."""

    sources: Matcher
    """One rule for each path that a source asks for, to tell which sources want a file."""

    looks_before_pruning = False

    def filter(self, detail: Detail) -> Filter:
        requested = None if self.requested is None else self.requested.root()
        scopes = _Scopes(self.ignored.root(), requested, self.sources.root())
        return _BuildKitFilter(_Walk(self, detail), scopes, visited=True)

    def transfer(self) -> BuildKitTransfer:
        return BuildKitTransfer()


def buildkit_builder(
    rules: Sequence[Rule], requested: Sequence[Rule] | None, sources: Sequence[Rule] = ()
) -> BuildKitBuilder:
    """A builder for the *rules* of the ignore file and the *requested* patterns.

    No requested patterns at all ask for nothing; ``None`` asks for the whole context.
    """
    # The patterns travel through JSON, which has no bytes that are not UTF-8.
    as_sent = [replace(rule, pattern=as_go_reads(rule.pattern)) for rule in rules]
    return BuildKitBuilder(
        Matcher(as_sent), None if requested is None else Matcher(requested), Matcher(sources)
    )


class _Walk:
    """What stays the same in all directories of one walk."""

    __slots__ = ("builder", "detail", "exceptions", "ignored", "requested", "requests")

    def __init__(self, builder: BuildKitBuilder, detail: Detail) -> None:
        self.builder = builder
        self.detail = detail
        self.ignored = builder.ignored
        self.requested = builder.requested
        rules = builder.requested.rules if builder.requested else ()
        self.requests = Prune([rule.pattern for rule in rules if not rule.exception])
        self.exceptions = Prune(
            [rule.pattern for rule in builder.ignored.rules if rule.exception],
        )


@dataclass(frozen=True, slots=True)
class _Scopes:
    ignored: Scope
    requested: Scope | None
    sources: Scope

    def enter(self, name: str) -> _Scopes:
        requested = None if self.requested is None else self.requested.enter(name)
        return _Scopes(self.ignored.enter(name), requested, self.sources.enter(name))


class _BuildKitFilter:
    """One directory of fsutil's walk."""

    __slots__ = ("_judgements", "_scopes", "_walk", "visited")

    def __init__(self, walk: _Walk, scopes: _Scopes, *, visited: bool) -> None:
        self._walk = walk
        self._scopes = scopes
        self.visited = visited
        self._judgements: dict[tuple[int, int, int], Judgement] = {}

    def for_all(self) -> tuple[Judgement | None] | None:
        scopes = self._scopes
        ignoring, sources = scopes.ignored.for_all, scopes.sources.for_all
        requesting = 0 if scopes.requested is None else scopes.requested.for_all
        if ignoring is None or requesting is None or sources is None:
            return None
        # A malformed pattern is refused once a name is there to try it on, and no sooner.
        matchers = (self._walk.ignored, self._walk.requested)
        if any(matcher is not None and matcher.has_malformed for matcher in matchers):
            return None
        return (self._shown(self._judge(ignoring, requesting, sources)),)

    def judge(self, name: str) -> Judgement | None:
        return self._shown(self._judgement(name))

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        directory = f"{self._scopes.ignored.directory}{name}/"
        if not self._is_requested(name) and self._walk.requests.may_skip(directory):
            return self._enter_unrequested(name)
        judgement = self._judgement(name)
        if judgement.verdict.ignored and self._walk.exceptions.may_skip(directory):
            pruned = Pruned(judgement) if self._walk.detail is Detail.ALL else None
            return self._shown(judgement), pruned
        below = _BuildKitFilter(self._walk, self._scopes.enter(name), visited=self.visited)
        # Not sent, but on the way: it is sent after all once something below it is.
        return judgement, below

    def _enter_unrequested(self, name: str) -> tuple[Judgement | None, Filter | None]:
        """A directory that the builder never looks into, because no source asks for it."""
        if self._walk.detail is Detail.SENT:
            return None, None
        here = _BuildKitFilter(self._walk, self._scopes, visited=False)
        judgement = here._judgement(name)
        directory = f"{self._scopes.ignored.directory}{name}/"
        if judgement.verdict.ignored and self._walk.exceptions.may_skip(directory):
            below = Pruned(judgement) if self._walk.detail is Detail.ALL else None
            return here._shown(judgement), below
        return judgement, _BuildKitFilter(self._walk, self._scopes.enter(name), visited=False)

    def _is_requested(self, name: str) -> bool:
        scope = self._scopes.requested
        return scope is None or scope.judge(name).ignored

    def _judgement(self, name: str) -> Judgement:
        requested = self._scopes.requested
        key = (
            self._scopes.ignored.matching(name),
            requested.matching(name) if requested else 0,
            self._scopes.sources.matching(name),
        )
        known = self._judgements.get(key)
        if known is None:
            known = self._judgements[key] = self._judge(*key)
        return known

    def _judge(self, ignoring: int, requesting: int, sources: int) -> Judgement:
        """What becomes of a name that these rules match; fsutil tries the requests first."""
        scopes = self._scopes
        requested = opens = True
        if scopes.requested is not None and self._walk.requested is not None:
            matcher = self._walk.requested
            requested = matcher.verdict(requesting | scopes.requested.remembered).ignored
            opens = matcher.verdict(requesting | scopes.requested.above).ignored
        verdict = self._walk.ignored.verdict(
            ignoring | scopes.ignored.remembered, lenient=not self.visited
        )
        # The check before opening a file uses the other procedure: each rule on each directory
        # above (MatchesOrParentMatches). Where they disagree, the file arrives empty.
        refused = self._walk.ignored.verdict(ignoring | scopes.ignored.above, lenient=True).ignored
        return Judgement(
            sent=self.visited and requested and not verdict.ignored,
            verdict=verdict,
            sources=sources | scopes.sources.above,
            opens=opens and not refused,
        )

    def _shown(self, judgement: Judgement) -> Judgement | None:
        detail = self._walk.detail
        wanted = (
            judgement.sent
            or detail is Detail.ALL
            or (detail is Detail.ELIGIBLE and not judgement.verdict.ignored)
        )
        return judgement if wanted else None


class BuildKitTransfer:
    """The packets of one sync, in order: their sizes depend on how many came before."""

    def __init__(self) -> None:
        self.transfer_bytes = 0
        self.again_bytes = 0
        self.ended_early: str | None = None
        self._count = 0
        self._first_names: dict[int, str] = {}
        self._on_the_way: list[Entry] = []

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
        parents = [self._sent(parent) for parent in self._on_the_way]
        self._on_the_way.clear()
        return [*parents, self._sent(entry)]

    def send_run(self, run: Run) -> bool:
        if not run.judgement.sent:
            return True
        if self._on_the_way or not run.judgement.opens:
            return False
        announced, data = run_lengths(self._count, run)
        self.again_bytes += announced
        self.transfer_bytes += announced + data
        self._count += len(run.names)
        return True

    def _leave(self, path: str) -> None:
        """Forget the directories that *path* is not in."""
        while self._on_the_way and not path.startswith(self._on_the_way[-1].path + "/"):
            self._on_the_way.pop()

    def finish(self) -> list[Sent]:
        self.transfer_bytes += FIN
        self.again_bytes += FIN
        return []

    def _sent(self, entry: Entry) -> Sent:
        first_name = self._first_name(entry)
        announced = stat_length(entry, first_name)
        sent_type = SentType.HARDLINK if first_name is not None else _TYPES[entry.type]
        is_file = sent_type is SentType.FILE
        opens = entry.type is EntryType.FILE and entry.readable and entry.judgement.opens
        size = entry.size if is_file and opens else 0
        data = data_length(self._count, size) if is_file else 0
        empty = is_file and not opens and (entry.size > 0 or entry.type is EntryType.SOCKET)
        self._count += 1
        self.again_bytes += announced
        self.transfer_bytes += announced + data
        sources = entry.judgement.sources
        return Sent(entry.path, sent_type, size, announced + data, announced, empty, sources)

    def _first_name(self, entry: Entry) -> str | None:
        """The name under which this inode was sent before. fsutil asks the inode alone."""
        if entry.inode is None or entry.type is EntryType.SYMLINK:
            return None
        first = self._first_names.setdefault(entry.inode, entry.path)
        return None if first == entry.path else first
