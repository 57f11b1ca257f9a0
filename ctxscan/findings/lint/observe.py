"""One walk over the context, shown to every check that asks for it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from ctxscan.builders.protocol import Detail, Sent, SentType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.ignore.matcher import indices
from ctxscan.inspection.arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.builders.traits import Traits
    from ctxscan.context.entry import Batch, Entry, Filter
    from ctxscan.finding import Finding
    from ctxscan.ignore.file import Rule
    from ctxscan.ignore.pattern import DockerPattern
    from ctxscan.ignore.scope import Scope
    from ctxscan.ignore.verdict import Verdict
    from ctxscan.inspection import Inspection

    RuleCheck = Callable[[Rule, DockerPattern], Finding | None]
    """A check that looks at one rule alone."""
    _Groups = list[tuple[int, list[str], str]]


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


class Watch:
    """The checks of one build, and what they see of its walk; sums like any others."""

    def __init__(self, subject: Subject, makers: Makers) -> None:
        self._subject = subject
        self._makers = makers
        self.checks = [make(subject) for make in makers.checks]
        self.counting = [make(subject) for make in makers.counting]
        self.modelled = [make(subject) for make in makers.modelled]
        self.arrived = Arrivals.for_steps(subject.inspection.plan)
        """What is sent, for the model of the steps."""

        seeing: list[Seeing] = [*self.checks, *self.counting, *self.modelled]
        self._watching = _Watching(subject, seeing)

    @property
    def matched(self) -> Sequence[int]:
        """How many paths the pattern of each rule matches itself."""
        return self._watching.matched

    @property
    def walked(self) -> int:
        """Entries of the context, ignored ones included."""
        return self._watching.walked

    def add(self, batch: Batch | None, sent: Sequence[Sent] | None) -> None:
        self.arrived.add(batch, sent)
        if isinstance(batch, PlainFiles):
            self._watching.take_run(batch)
        elif batch is not None:
            self._watching.take(batch, list(sent or ()))
        else:
            for check in self.modelled:
                check.see_sent(sent or [])

    def fresh(self) -> Watch:
        return Watch(self._subject, self._makers)

    def merge(self, part: Watch) -> None:
        """Take over all that was seen: checks see a walk whole, and in its order."""
        self.__dict__.update(part.__dict__)


class Makers(NamedTuple):
    checks: Sequence[Callable[[Subject], Check]]
    counting: Sequence[Callable[[Subject], CountingCheck]]
    modelled: Sequence[Callable[[Subject], ModelCheck]]


class _Watching:
    """Shows all checks what comes of the walk, one by one or alike."""

    def __init__(self, subject: Subject, checks: Sequence[Seeing]) -> None:
        self._checks = [check for check in checks if not check.is_idle]
        self._of_plain = [check for check in self._checks if check.sees_plain]
        self._places = _Places(subject)
        self.matched = [0] * len(subject.rules)
        self.walked = 0
        dockerfile = subject.inspection.location.dockerfile.in_context or IGNORE_FILE
        self._own = frozenset((IGNORE_FILE, dockerfile))
        """Paths that checks look at closely."""
        self._around = {path.rpartition("/")[0] for path in self._own}
        # As one text: it is looked up for each directory, and remembers its hash.
        self._rules = repr(subject.inspection.context.builder.ignored.texts)

    def take(self, entry: Entry, sent: list[Sent]) -> None:
        self._show(entry, sent, self._checks)

    def _show(self, entry: Entry, sent: list[Sent], checks: Sequence[Seeing]) -> None:
        sight = self._places.sight(entry, sent)
        self._count(sight.matching, 1)
        for check in checks:
            check.see(sight)

    def take_run(self, run: PlainFiles) -> None:
        """In the order of the walk."""
        coming = iter(run.directories)
        directory = next(coming, None)
        start = 0
        for path, count in run.parts:
            while directory is not None and directory[0] <= start:
                self._take_directory(run, *directory[1:])
                directory = next(coming, None)
            self._take_files(run, path, start, start + count)
            start += count
        for each in (directory, *coming) if directory is not None else ():
            self._take_directory(run, *each[1:])

    def _take_directory(self, run: PlainFiles, path: str, mode: int, mtime_ns: int) -> None:
        entry = run.directory_entry(path, mode, mtime_ns)
        self._show(entry, _as_sent(entry), self._of_plain)

    def _take_files(self, run: PlainFiles, directory: str, start: int, end: int) -> None:
        where = self._places.enter(directory)
        names = run.names[start:end]
        if directory.removesuffix("/") in self._around:
            own = self._own.intersection(map(directory.__add__, names))
            for entry in run.entries() if own else ():
                if entry.path in own:
                    self.take(entry, _as_sent(entry))
            names = [name for name in names if directory + name not in own]
        for matching, same, text in self._alike(run, start, names, where):
            judgement, verdict = run.judgement, self._places.verdict(matching, where)
            facts = where, matching, verdict, judgement.sent, judgement.sources
            files = ObservedFiles(same, text, *facts)
            self._count(matching, len(files.names))
            for check in self._of_plain:
                check.see_files(files)

    def _alike(self, run: PlainFiles, start: int, names: list[str], where: Place) -> _Groups:
        """The names by the rules that match them: once for all builds that have such rules."""
        key = self._rules, start, self._own if where.path.removesuffix("/") in self._around else ()
        if key not in run.facts:
            groups = [(found, list(each)) for found, each in groupby(names, where.scope.matching)]
            run.facts[key] = [(found, each, f"{'/'.join(each)}/") for found, each in groups]
        return cast("_Groups", run.facts[key])

    def _count(self, matching: int, times: int) -> None:
        self.walked += times
        for index in indices(matching):
            # Behind the rules of the file come those by which the docker client rescues files.
            if index < len(self.matched):
                self.matched[index] += times


def _as_sent(entry: Entry) -> list[Sent]:
    """What is sent for an entry of a run: just this."""
    kind = SentType.DIRECTORY if entry.type is EntryType.DIRECTORY else SentType.FILE
    judgement = entry.judgement
    return (
        [Sent(entry.path, kind, entry.size, 0, sources=judgement.sources)] if judgement.sent else []
    )


class _Places:
    """The directories from the context root to where the walk is."""

    def __init__(self, subject: Subject) -> None:
        builder = subject.inspection.context.builder
        self._matcher = builder.ignored
        rules = builder.ignored.rules
        self._exceptions = tuple(f"{rule.pattern}/" for rule in rules if rule.exception)
        root = Place("", self._matcher.root(), builder.filter(Detail.ALL))
        self._stack = [root]

    def sight(self, entry: Entry, sent: list[Sent]) -> Observed:
        directory, _, name = entry.path.rpartition("/")
        where = self.enter(f"{directory}/" if directory else "")
        matching = where.scope.matching(name)
        return Observed(entry, name, where, matching, self.verdict(matching, where), sent)

    def verdict(self, matching: int, where: Place) -> Verdict:
        return self._matcher.verdict(matching | where.scope.remembered, lenient=True)

    def enter(self, directory: str) -> Place:
        while not directory.startswith(self._stack[-1].path):
            self._stack.pop()
        while directory != self._stack[-1].path:
            here = self._stack[-1]
            self._stack.append(self._below(here, directory[len(here.path) :].partition("/")[0]))
        return self._stack[-1]

    def _below(self, here: Place, name: str) -> Place:
        path = f"{here.path}{name}/"
        top, lost = here.ignored_top, here.lost
        matching = here.scope.matching(name)
        if self._matcher.verdict(matching | here.scope.remembered).ignored:
            top = top or path.rstrip("/")
            lost = lost or not any(text.startswith(path) for text in self._exceptions)
        return Place(path, here.scope.enter(name, matching), here, top, lost=lost)
