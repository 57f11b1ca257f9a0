"""One walk over the context, shown to every check that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ctxscan.builders.protocol import Detail
from ctxscan.ignore.matcher import indices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter
    from ctxscan.finding import Finding
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.pattern import DockerPattern
    from ctxscan.ignore.scope import Scope
    from ctxscan.ignore.verdict import Verdict
    from ctxscan.inspection import Inspection, TransferWalk

    RuleCheck = Callable[[Rule, DockerPattern], Finding | None]
    """A check that looks at one rule alone."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The rules of one ignore file, in one build."""

    inspection: Inspection
    rules: tuple[Rule, ...]
    patterns: tuple[DockerPattern, ...]
    """Of the rules, index by index."""

    @property
    def file(self) -> str:
        return self.inspection.ignore_file.path or ""

    @property
    def traits(self) -> Traits:
        return self.inspection.traits

    def exceptions(self) -> Iterator[Rule]:
        return (rule for rule in self.rules if rule.exception)


class Place(NamedTuple):
    """A directory on the walk."""

    path: str
    """With a slash at its end; empty at the context root."""

    scope: Scope
    filter: Filter
    ignored_top: str | None
    """The uppermost ignored directory above, or this one itself."""

    lost: bool
    """Whether the classic builder and podman do not look in here."""


class Observed(NamedTuple):
    """One entry, as the checks see it."""

    entry: Entry
    name: str
    where: Place
    matching: int
    """The rules whose pattern matches the entry itself, as bits."""

    verdict: Verdict
    """By Docker's rules, whether or not this builder looks here."""

    sent: list[Sent]


class _Seeing(Protocol):
    def __init__(self, subject: Subject) -> None: ...

    def see(self, sight: Observed) -> None: ...


class Check(_Seeing, Protocol):
    """A check that has to see the context."""

    def findings(self) -> Iterator[Finding]:
        """Once the walk is over."""


class CountingCheck(_Seeing, Protocol):
    """One that also has to know how many paths each rule's own pattern matches."""

    def findings(self, matched: Sequence[int]) -> Iterator[Finding]:
        """Once the walk is over; *matched*: by the index of the rule."""


@dataclass(frozen=True, slots=True)
class Evidence:
    stream: TransferWalk

    matched: tuple[int, ...]
    """How many paths the pattern of each rule matches itself."""

    walked: int
    """Entries of the context, ignored ones included."""


def walk(
    subject: Subject, checks: Sequence[_Seeing], on_directory: Callable[[int], None] | None
) -> Evidence:
    """Raises CtxscanError, as the walk does."""
    stream = subject.inspection.context.stream(Detail.ALL, on_directory)
    matched = [0] * len(subject.rules)
    walked = 0
    places = _Places(subject)
    for entry, sent in stream:
        if entry is None:
            continue
        walked += 1
        sight = places.sight(entry, sent)
        for index in indices(sight.matching):
            # Behind the rules of the file come those by which the docker client rescues files.
            if index < len(matched):
                matched[index] += 1
        for check in checks:
            check.see(sight)
    return Evidence(stream, tuple(matched), walked)


class _Places:
    """The directories from the context root to where the walk is."""

    def __init__(self, subject: Subject) -> None:
        builder = subject.inspection.context.builder
        self._matcher = builder.ignored
        rules = builder.ignored.rules
        self._exceptions = tuple(f"{rule.pattern}/" for rule in rules if rule.exception)
        root = Place("", self._matcher.root(), builder.filter(Detail.ALL), None, lost=False)
        self._stack = [root]

    def sight(self, entry: Entry, sent: list[Sent]) -> Observed:
        directory, _, name = entry.path.rpartition("/")
        where = self._enter(f"{directory}/" if directory else "")
        matching = where.scope.matching(name)
        verdict = self._matcher.verdict(matching | where.scope.remembered, lenient=True)
        return Observed(entry, name, where, matching, verdict, sent)

    def _enter(self, directory: str) -> Place:
        while not directory.startswith(self._stack[-1].path):
            self._stack.pop()
        while directory != self._stack[-1].path:
            here = self._stack[-1]
            self._stack.append(self._below(here, directory[len(here.path) :].partition("/")[0]))
        return self._stack[-1]

    def _below(self, here: Place, name: str) -> Place:
        path = f"{here.path}{name}/"
        _, below = here.filter.enter(name)
        if below is None:
            raise AssertionError  # a filter that tells about everything has one for each directory
        top, lost = here.ignored_top, here.lost
        if here.scope.judge(name).ignored:
            top = top or path.rstrip("/")
            lost = lost or not any(text.startswith(path) for text in self._exceptions)
        return Place(path, here.scope.enter(name), below, top, lost)
