"""Two snapshots of a build -> what a builder that has the first makes of the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate, Memory
from ctxscan.finding import Finding
from ctxscan.findings.diff.causes import Causes
from ctxscan.findings.diff.changes import Side, changes_between, transfer_change
from ctxscan.findings.diff.model import Diff, Rescue, StepFate
from ctxscan.findings.steps import named
from ctxscan.inspection.contents import Comparable
from ctxscan.inspection.keying import NOTHING
from ctxscan.inspection.reverted import reverted
from ctxscan.inspection.shared import shared_roots
from ctxscan.inspection.warm import stale_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ctxscan.builders.buildkit.cache.build import KeyedBuild
    from ctxscan.builders.stages.node import Directory
    from ctxscan.findings.diff.model import Change
    from ctxscan.inspection.keying import Snapshot

_MOST_TRIED = 3
"""Paths that are tried one by one: each costs the checksums of the whole build."""

_MOST_FILES = 20_000


def compare(before: Snapshot, after: Snapshot, algorithm: str = "sha1") -> Diff:
    """*algorithm*: of the names that git gives to contents. Raises ContextError."""
    return _Comparison(before, after, algorithm).diff()


def compare_in_place(before: Snapshot, after: Snapshot) -> Diff:
    """The same, where *before* is what the builder was sent of the very same files, times and all.

    Then it may be asked what a builder overlooks that keeps its copy of them.
    """
    found = compare(before, after)
    kept = stale_paths(before, after)
    stale = [each.path for each in found.changes if "content" in each.what and each.path in kept]
    return found._replace(stale=tuple(stale), warnings=tuple(_stale_risk(stale)))


def _stale_risk(paths: Sequence[str]) -> Iterator[Finding]:
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        yield Finding(
            "stale-risk",
            f"{paths[0]}{more}: other content of the same size and time; "
            "a builder that keeps this context does not ask for it",
            hint="touch it",
            path=paths[0],
        )


class _Comparison:
    def __init__(self, before: Snapshot, after: Snapshot, algorithm: str) -> None:
        self.before = before.built()
        self.after = after
        self.algorithm = algorithm
        self.names = (
            Comparable(before.origins, algorithm),
            Comparable(after.origins, algorithm),
        )
        old, new = self.keyed()
        self.memory = Memory(old)
        self.old: KeyedBuild = old
        self.new: KeyedBuild = new
        self.main = self.main_changes()
        self.named = tuple(self.named_changes())
        changed = frozenset(each.path for each in (*self.main, *self.named))
        self.causes = Causes(old, new, self.memory, changed)

    def keyed(self) -> tuple[KeyedBuild, KeyedBuild]:
        names = self.names
        if self.before.main.settled is not self.after.main.settled:
            return self.before.keyed(lambda _: names[0]), self.after.keyed(lambda _: names[1])
        roots = shared_roots(self.before.main, self.after.main)
        known: dict[Directory, str | None] = {}
        return (
            self.before.keyed(lambda _: names[0], roots[0], known),
            self.after.keyed(lambda _: names[1], roots[1], known),
        )

    def diff(self) -> Diff:
        return Diff(
            changes=(*self.main, *self.named),
            steps=tuple(
                StepFate(named(self.new.plan, row), self.memory.fate(row.key), self.causes.of(row))
                for row in self.new.rows
            ),
            rescues=tuple(self.rescues()),
            transfer=transfer_change(self.before.main, self.after.main, self.main),
            stale=(),
            failures=self.new.failures,
        )

    def main_changes(self) -> tuple[Change, ...]:
        before, after = self.names
        return changes_between(
            Side(self.before.main, before.name), Side(self.after.main, after.name)
        )

    def named_changes(self) -> Iterator[Change]:
        before, after = self.names
        for key in dict.fromkeys([*self.before.named, *self.after.named]):
            prefix = f"{key[0]}:"
            yield from changes_between(
                Side(self.before.named.get(key, NOTHING), _below(prefix, before.name)),
                Side(self.after.named.get(key, NOTHING), _below(prefix, after.name)),
                prefix,
            )

    def rescues(self) -> Iterator[Rescue]:
        """Every path that alone breaks some step is put back, and the model is asked again."""
        if len(self.after.main.files) > _MOST_FILES:
            return
        lost = [row for row in self.new.rows if self.memory.fate(row.key) is Fate.LOST]
        alone: dict[str, None] = {}
        for row in lost:
            own = self.causes.own(row)
            paths = [each.path for each in own]
            if len(own) == 1 and paths[0] is not None and self.is_sent(paths[0]):
                alone[paths[0]] = None
        for path in list(alone)[:_MOST_TRIED]:
            again = reverted(self.before, self.after, path)
            build = again.keyed(lambda origins: Comparable(origins, self.algorithm))
            kept = [
                named(self.new.plan, row)
                for row, other in zip(self.new.rows, build.rows, strict=True)
                if row in lost and self.memory.fate(other.key) is Fate.KEPT
            ]
            if kept:
                yield Rescue(path, tuple(kept))

    def is_sent(self, path: str) -> bool:
        return path in self.after.main.files


def _below(prefix: str, name: Callable[[str], str | None]) -> Callable[[str], str | None]:
    return lambda path: name(prefix + path)
