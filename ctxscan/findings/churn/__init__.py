"""How often each step of a build would have been lost over the commits of a branch, and by what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate, Kinship, Memory
from ctxscan.context.git.history import FileChange
from ctxscan.dockerfile.sources import normal_path
from ctxscan.findings.diff.causes import Causes
from ctxscan.findings.steps import StepName, named
from ctxscan.inspection.timeline import path_of
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.buildkit.cache.keys import CacheKey, StepRow
    from ctxscan.context.git.history import Commit
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.inspection.timeline import Timeline


class StepChurn(NamedTuple):
    name: StepName
    lost: int
    """Commits after which it runs again."""

    perhaps: int
    """Commits after which that hangs on the output of a command."""


class PathChurn(NamedTuple):
    """A file at the root of the context, or a directory there with all that is in it."""

    path: str
    """A directory with a slash at its end."""

    commits: int
    """In which it broke a step."""

    alone: int
    """Of them, those in which nothing else did."""

    named: bool
    """Whether a source of a step says it, and not only all of the context."""


class Churn(NamedTuple):
    commits: int
    losing: int
    """Commits after which some step runs again."""

    steps: tuple[StepChurn, ...]
    paths: tuple[PathChurn, ...]
    """Those that broke a step, the busiest first."""

    submodules: tuple[tuple[str, int], ...] = ()
    """Those of which something is sent, with how many commits take them to another one. What that
    breaks is not counted: their files are in another repository."""


def churn_of(timeline: Timeline, commits: Sequence[Commit], links: Mapping[str, str]) -> Churn:
    """*timeline* stands at the newest of *commits*, and goes back along them."""
    tally = _Tally(timeline.keyed())
    submodules: Counter[str] = Counter()
    for commit in commits:
        submodules.update(filter(timeline.looks_into, commit.submodules))
        back = [FileChange(path, after, before) for path, before, after in commit.changes]
        if timeline.go(back, links):
            tally.add(timeline.keyed(), timeline.changed)
        else:
            tally.add_nothing()
    rows = tuple(sorted(submodules.items(), key=_busiest_first))
    return tally.churn(len(commits))._replace(submodules=rows)


class _Tally:
    def __init__(self, newest: KeyedBuild) -> None:
        self._newest = newest
        self._after = newest
        self._lost = [0] * len(newest.rows)
        self._perhaps = [0] * len(newest.rows)
        self._commits: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._losing = 0
        self._kinship = Kinship()
        self._doubts: dict[CacheKey, bool] = {}

    def add(self, before: KeyedBuild, changed: frozenset[str]) -> None:
        """One commit: its build on a builder that has the one *before*."""
        after, self._after = self._after, before
        memory = Memory(before, self._kinship)
        lost: list[StepRow] = []
        for index, (row, old) in enumerate(zip(after.rows, before.rows, strict=True)):
            if row.key is old.key:
                # Most are: only what can never be known is in doubt beside itself.
                self._perhaps[index] += self._is_in_doubt(row.key)
                continue
            fate = memory.fate(row.key)
            self._perhaps[index] += fate is Fate.PERHAPS
            if fate is Fate.LOST:
                self._lost[index] += 1
                lost.append(row)
        if not lost:
            return
        self._losing += 1
        causes = Causes(before, after, memory, changed)
        groups = {
            _group(path_of(cause.path))
            for row in lost
            for cause in causes.own(row)
            if cause.path is not None
        }
        # A directory that was a file, or the other way about, is one path.
        groups -= {each[:-1] for each in groups if each.endswith("/")}
        self._commits.update(groups)
        if len(groups) == 1:
            self._alone.update(groups)

    def add_nothing(self) -> None:
        """One commit that changes nothing of what is sent."""
        for index, row in enumerate(self._after.rows):
            self._perhaps[index] += self._is_in_doubt(row.key)

    def _is_in_doubt(self, key: CacheKey) -> bool:
        if key not in self._doubts:
            self._doubts[key] = not self._kinship.is_same(key, key)
        return self._doubts[key]

    def churn(self, commits: int) -> Churn:
        plan = self._newest.plan
        rows = zip(self._newest.rows, self._lost, self._perhaps, strict=True)
        sources = tuple(_sources(plan))
        return Churn(
            commits,
            self._losing,
            tuple(StepChurn(named(plan, row), lost, perhaps) for row, lost, perhaps in rows),
            tuple(
                PathChurn(path, count, self._alone[path], _is_named(path, sources))
                for path, count in sorted(self._commits.items(), key=_busiest_first)
            ),
        )


def _busiest_first(row: tuple[str, int]) -> tuple[int, str]:
    path, count = row
    return -count, path


def _group(path: str) -> str:
    top, slash, _ = path.partition("/")
    return top + slash


def _sources(plan: BuildPlan) -> Iterator[str]:
    for source in plan.sources:
        path = normal_path(source.path)
        if path and not source.wildcard:
            yield path
        elif path:
            yield path.partition("*")[0].partition("?")[0].partition("[")[0]


def _is_named(group: str, sources: Sequence[str]) -> bool:
    top = group.rstrip("/")
    return any(
        each == top or each.startswith(f"{top}/") or (each and top.startswith(each))
        for each in sources
    )
