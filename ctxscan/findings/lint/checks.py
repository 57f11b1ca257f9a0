"""What a check is, and what it sees of the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Entry, Filter
    from ctxscan.finding import Finding
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.pattern import DockerPattern
    from ctxscan.ignore.scope import Scope
    from ctxscan.ignore.verdict import Verdict
    from ctxscan.inspection import Inspection

    RuleCheck = Callable[[Rule, DockerPattern], Finding | None]
    """A check that looks at one rule alone."""


class Subject(NamedTuple):
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


class Place:
    """A directory on the walk."""

    __slots__ = ("_above", "_filter", "ignored_top", "lost", "path", "scope")

    def __init__(
        self,
        path: str,
        scope: Scope,
        above: Place | Filter,
        ignored_top: str | None = None,
        *,
        lost: bool = False,
    ) -> None:
        """*above*: the directory above, or the filter for the context root."""
        self.path = path
        """With a slash at its end; empty at the context root."""
        self.scope = scope
        self.ignored_top = ignored_top
        """The uppermost ignored directory above, or this one itself."""
        self.lost = lost
        """Whether the classic builder and podman do not look in here."""
        self._above = above
        self._filter: Filter | None = None

    @property
    def filter(self) -> Filter:
        """Found once somebody asks: few checks do, and about few directories."""
        if self._filter is None:
            above = self._above
            self._filter = above if not isinstance(above, Place) else self._found_in(above)
        return self._filter

    def _found_in(self, above: Place) -> Filter:
        _, found = above.filter.enter(self.path[len(above.path) : -1])
        if found is None:
            raise AssertionError  # a filter that tells about everything has one for each directory
        return found


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


class ObservedFiles(NamedTuple):
    """Plain files of one directory that fare alike: sent just as they are, or not at all."""

    names: Sequence[str]
    text: str
    """The names, each with a slash behind it: quickly looked through for what is in none."""

    where: Place
    matching: int
    verdict: Verdict
    """As of one entry."""

    sent: bool
    sources: int
    """The requests that ask for them, as bits."""

    def paths(self) -> Iterator[str]:
        return map(self.where.path.__add__, self.names)


class Seeing(Protocol):
    """What every check has, whatever it asks for at the end."""

    is_idle: bool = False
    """Whether nothing that may come can be a finding: with these rules, there is none to find."""

    sees_plain: bool = True
    """Whether plain files and directories, sent as they are or not at all, can be one."""

    def __init__(self, subject: Subject) -> None: ...

    def see(self, sight: Observed) -> None: ...

    def see_files(self, files: ObservedFiles) -> None:
        """All of *files*, as ``see`` would see each."""


class Check(Seeing, Protocol):
    """A check that has to see the context."""

    def findings(self) -> Iterator[Finding]:
        """Once the walk is over."""


class ModelCheck(Seeing, Protocol):
    """One that also has to know what the steps come to."""

    def see_sent(self, sent: Sequence[Sent]) -> None:
        """What is sent beside the entries: directories on the way to them."""

    def findings(self, built: Outcome) -> Iterator[Finding]:
        """Once the walk is over, and the model was run on what it brought."""


class CountingCheck(Seeing, Protocol):
    """One that also has to know how many paths each rule's own pattern matches."""

    def findings(self, matched: Sequence[int]) -> Iterator[Finding]:
        """Once the walk is over; *matched*: by the index of the rule."""


class Makers(NamedTuple):
    checks: Sequence[Callable[[Subject], Check]]
    counting: Sequence[Callable[[Subject], CountingCheck]]
    modelled: Sequence[Callable[[Subject], ModelCheck]]
