"""The paths of a walk, put together by the directories that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.entry import EntryType
from ctxscan.findings.map.fates import Fates, kind_of
from ctxscan.findings.map.model import Fate, Later, State
from ctxscan.findings.map.tree import Leaf

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ctxscan.builders.protocol import Sent
    from ctxscan.findings.map.tally import PathTally, Run, Single
    from ctxscan.findings.report.untracked import TrackedNames
    from ctxscan.inspection import Inspection, Transfer


class Gathered:
    """What lies in each directory, by its path; the context root is the empty one."""

    def __init__(self, inspection: Inspection, tracked: TrackedNames | None) -> None:
        self.fates = Fates(inspection)
        self.leaves: dict[str, list[Leaf]] = {}
        self.directories: dict[str, int] = {}
        """Their own fates."""

        self._tracked = tracked

    @property
    def first(self) -> Collection[int]:
        """What is folded last: one fate is as good as another."""
        return ()

    def folded(self, fate: int) -> int:
        return self.fates.of(self.fates[fate]._replace(kind="folded"))

    def add(self, transfer: Transfer, tally: PathTally) -> None:
        """All of the first transfer of a context."""
        rest = dict(tally.sent)
        for run in tally.runs:
            self._add_run(run, transfer, rest)
        for single in tally.singles:
            self._add_single(single, transfer, rest.pop(single.path, None))
        for each in rest.values():
            self._add_injected(each)

    def add_more(self, transfer: Transfer, tally: PathTally) -> None:
        """What a further platform asks for, and the first one did not."""
        other = Gathered.__new__(Gathered)
        other.__dict__.update(self.__dict__, leaves={}, directories={})
        other.add(transfer, tally)
        for path, fate in other.directories.items():
            if self._is_sent(fate):
                self.directories[path] = fate
        for directory, leaves in other.leaves.items():
            sent = {each.name: each for each in leaves if self._is_sent(each.fate)}
            here = self.leaves.setdefault(directory, [])
            for at, each in enumerate(here):
                found = sent.pop(each.name, None)
                if found is not None and not self._is_sent(each.fate):
                    here[at] = found
            here.extend(sent.values())

    def _is_sent(self, fate: int) -> bool:
        return self.fates[fate].state in (State.SENT, State.UNTRACKED)

    def _add_run(self, run: Run, transfer: Transfer, rest: dict[str, Sent]) -> None:
        requests, fates = transfer.requests, self.fates
        for path in run.directories:
            judgement = run.differing.get(path, run.judgement)
            sent = judgement.sent or rest.pop(path, None) is not None
            fate = fates.judged(judgement, requests, "directory", sent=sent)
            self.directories[path] = fate
        start, sent = 0, run.judgement.sent
        for directory, count in run.parts:
            names, sizes = run.names[start : start + count], run.sizes[start : start + count]
            start += count
            strange = self._strange(directory, names) if sent else ()
            alike = fates.judged(run.judgement, requests, "file", sent=sent)
            here = self.leaves.setdefault(directory[:-1], [])
            if not strange and not run.differing:
                here.extend(
                    Leaf(name, alike, size) for name, size in zip(names, sizes, strict=True)
                )
                continue
            for name, size in zip(names, sizes, strict=True):
                judgement = run.differing.get(directory + name, run.judgement)
                tracked = name not in strange
                fate = fates.judged(judgement, requests, "file", sent=sent, tracked=tracked)
                here.append(Leaf(name, fate, size))

    def _strange(self, directory: str, names: Sequence[str]) -> Collection[str]:
        """Those that are not in git; *directory* ends with a slash."""
        if self._tracked is None or _is_gits_own(directory):
            return ()
        known = frozenset(self._tracked.names(directory))
        return {name for name in names if name not in known and directory + name != ".git"}

    def _add_single(self, single: Single, transfer: Transfer, sent: Sent | None) -> None:
        requests, is_sent = transfer.requests, sent is not None
        kind = kind_of(single.type, sent)
        if single.type is EntryType.DIRECTORY:
            fate = self.fates.judged(single.judgement, requests, kind, sent=is_sent)
            self.directories[single.path] = fate
            return
        directory, slash, name = single.path.rpartition("/")
        tracked = not (is_sent and self._strange(directory + slash, [name]))
        fate = self.fates.judged(single.judgement, requests, kind, sent=is_sent, tracked=tracked)
        if sent is not None and sent.arrives_empty:
            fate = self.fates.of(self.fates[fate]._replace(remark="empty"))
        size = sent.size if sent is not None else single.size
        self.leaves.setdefault(directory, []).append(Leaf(name, fate, size))

    def _add_injected(self, sent: Sent) -> None:
        fate = self.fates.of(Fate(State.SENT, None, (), sent.type.value, "injected"))
        if sent.type.value == "directory":
            self.directories[sent.path] = fate
            return
        directory, _, name = sent.path.rpartition("/")
        self.leaves.setdefault(directory, []).append(Leaf(name, fate, sent.size))

    def compare(self, later: Gathered) -> None:
        """Note with each path what becomes of it *later*, by other rules."""
        known: dict[tuple[int, int], int] = {}

        def both(fate: int, other: int | None) -> int:
            if other is None:
                return fate
            found = known.get((fate, other))
            if found is None:
                found = known[fate, other] = self._with_later(fate, later.fates[other])
            return found

        for directory, leaves in self.leaves.items():
            names = {each.name: each.fate for each in later.leaves.get(directory, ())}
            self.leaves[directory] = [
                each._replace(fate=both(each.fate, names.get(each.name))) for each in leaves
            ]
        self.directories = {
            path: both(fate, later.directories.get(path)) for path, fate in self.directories.items()
        }

    def _with_later(self, fate: int, later: Fate) -> int:
        own = self.fates[fate]
        if later.state is own.state:
            return fate
        return self.fates.of(own._replace(later=Later(later.state, later.rule)))

    def all_directories(self) -> Iterator[tuple[str, int]]:
        """Each one, those too that nobody judged, with its own fate; in the order of the paths."""
        unjudged = self.fates.of(Fate(State.NEVER, None, (), "directory"))
        known = dict(self.directories)
        known.setdefault("", unjudged)
        for path in [*self.leaves, *self.directories]:
            at = path
            while at not in known:
                known[at] = unjudged
                at = at.rpartition("/")[0]
        for path in [*known]:
            at = path.rpartition("/")[0]
            while at not in known:
                known[at] = unjudged
                at = at.rpartition("/")[0]
        return iter(sorted(known.items()))


def _is_gits_own(directory: str) -> bool:
    return directory.startswith(".git/") or "/.git/" in directory
