"""One walk over the context, shown to every check that asks for it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, cast

from ctxscan.builders.protocol import Sent, SentType
from ctxscan.context.entry import EntryType, PlainFiles
from ctxscan.context.locate.docker import IGNORE_FILE
from ctxscan.findings.lint.checks import ObservedFiles
from ctxscan.ignore.bits import indices
from ctxscan.inspection.arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxscan.context.entry import Batch, Entry
    from ctxscan.findings.lint.checks import Makers, Observed, Place, Seeing, Subject
    from ctxscan.findings.lint.places import Places

    _Groups = list[tuple[int, list[str], str]]


class Watch:
    """The checks of one build, and what they see of its walk; sums like any others."""

    def __init__(self, subject: Subject, makers: Makers, places: Places) -> None:
        """*places*: of this build, or of one that sends the same of every context."""
        self._subject = subject
        self._makers = makers
        self._places = places
        self.checks = [make(subject) for make in makers.checks]
        self.counting = [make(subject) for make in makers.counting]
        self.modelled = [make(subject) for make in makers.modelled]
        self.arrived = Arrivals.for_steps(subject.inspection.plan)
        """What is sent, for the model of the steps."""

        seeing: list[Seeing] = [*self.checks, *self.counting, *self.modelled]
        self._watching = _Watching(subject, seeing, places)

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
        return Watch(self._subject, self._makers, self._places)

    def merge(self, part: Watch) -> None:
        """Take over all that was seen: checks see a walk whole, and in its order."""
        self.__dict__.update(part.__dict__)


class _Watching:
    """Shows all checks what comes of the walk, one by one or alike."""

    def __init__(self, subject: Subject, checks: Sequence[Seeing], places: Places) -> None:
        self._checks = [check for check in checks if not check.is_idle]
        self._of_plain = [check for check in self._checks if check.sees_plain]
        self._places = places
        self.matched = [0] * len(subject.rules)
        self.walked = 0
        dockerfile = subject.inspection.location.dockerfile.in_context or IGNORE_FILE
        self._own = frozenset((IGNORE_FILE, dockerfile))
        """Paths that checks look at closely."""
        self._around = {path.rpartition("/")[0] for path in self._own}
        # As one text: it is looked up for each directory, and remembers its hash.
        self._rules = repr(subject.inspection.context.builder.ignored.texts)

    def take(self, entry: Entry, sent: list[Sent]) -> None:
        self._show(self._places.sight(entry, sent), self._checks)

    def _show(self, sight: Observed, checks: Sequence[Seeing]) -> None:
        self._count(sight.matching, 1)
        for check in checks:
            check.see(sight)

    def take_run(self, run: PlainFiles) -> None:
        for sight in self._sights(run):
            if isinstance(sight, ObservedFiles):
                self._count(sight.matching, len(sight.names))
                for check in self._of_plain:
                    check.see_files(sight)
            else:
                is_own = sight.entry.type is EntryType.FILE
                self._show(sight, self._checks if is_own else self._of_plain)

    def _sights(self, run: PlainFiles) -> Iterable[Observed | ObservedFiles]:
        """Of *run*: the same for all builds in whose places it is judged alike."""
        if run.differing or any(path.removesuffix("/") in self._around for path, _ in run.parts):
            return self._in_order(run)
        key = self._places, run.judgement
        if key not in run.facts:
            run.facts[key] = tuple(self._in_order(run))
        return cast("tuple[Observed | ObservedFiles, ...]", run.facts[key])

    def _in_order(self, run: PlainFiles) -> Iterator[Observed | ObservedFiles]:
        """In the order of the walk."""
        coming = iter(run.directories)
        directory = next(coming, None)
        start = 0
        for path, count in run.parts:
            while directory is not None and directory[0] <= start:
                yield self._directory(run, *directory[1:])
                directory = next(coming, None)
            yield from self._files(run, path, start, start + count)
            start += count
        for each in (directory, *coming) if directory is not None else ():
            yield self._directory(run, *each[1:])

    def _directory(self, run: PlainFiles, path: str, mode: int, mtime_ns: int) -> Observed:
        entry = run.directory_entry(path, mode, mtime_ns)
        return self._places.sight(entry, _as_sent(entry))

    def _files(
        self, run: PlainFiles, directory: str, start: int, end: int
    ) -> Iterator[Observed | ObservedFiles]:
        where = self._places.enter(directory)
        names = run.names[start:end]
        if directory.removesuffix("/") in self._around:
            own = self._own.intersection(map(directory.__add__, names))
            for entry in run.entries() if own else ():
                if entry.path in own:
                    yield self._places.sight(entry, _as_sent(entry))
            names = [name for name in names if directory + name not in own]
        for matching, same, text in self._alike(run, start, names, where):
            judgement, verdict = run.judgement, self._places.verdict(matching, where)
            facts = where, matching, verdict, judgement.sent, judgement.sources
            yield ObservedFiles(same, text, *facts)

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
