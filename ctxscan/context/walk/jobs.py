"""What is still to come of a walk, cut into jobs of about one size, in the builder's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.walk.part import OpenDirectory
from ctxscan.errors import CtxscanError
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.context.entry import Filter, Judgement
    from ctxscan.context.walk.listing import Listed, Listing
    from ctxscan.context.walk.walk import Walk

_LEAST_JOBS = 64
"""Of one directory, if it is wide enough."""

_WIDEST = 32
"""Directories of one job."""

_DIRECTORY = 64
"""What a directory weighs in a job, where a file weighs 1: what is in it is not known yet."""


class Job(NamedTuple):
    """Some of what a directory holds."""

    directory: OpenDirectory
    found: Listing

    def level(self) -> OpenDirectory:
        """What of it is still to come: all."""
        return OpenDirectory(self.directory.directory, self.directory.filter, iter(self.found))


def jobs_of(walk: Walk, level: OpenDirectory) -> Iterator[Job]:
    """Parts of one directory, in order."""
    coming = walk.left(level)
    if sum(each.is_dir(follow_symlinks=False) for each in coming) >= _LEAST_JOBS:
        yield from _cut(level, coming)
        return
    # Few directories: any of them may hold nearly all that is still to come.
    start = 0
    for end, found in enumerate(coming, 1):
        inside = _inside(walk, level, found)
        if inside is not None:
            yield Job(
                OpenDirectory(level.directory, _Without(level.filter, found.name)),
                coming[start:end],
            )
            yield from _cut(*inside)
            start = end
    yield from _cut(level, coming[start:])


def _cut(level: OpenDirectory, coming: Listing) -> Iterator[Job]:
    weights = [_DIRECTORY if each.is_dir(follow_symlinks=False) else 1 for each in coming]
    enough = max(_DIRECTORY, min(sum(weights) // _LEAST_JOBS, _WIDEST * _DIRECTORY))
    start = weight = 0
    for end, each in enumerate(weights, 1):
        weight += each
        if weight >= enough or end == len(coming):
            yield Job(level, coming[start:end])
            start, weight = end, 0


def _inside(
    walk: Walk, level: OpenDirectory, found: Listed
) -> tuple[OpenDirectory, Listing] | None:
    """A directory that is looked into, and what it holds; ``None`` if that had better wait."""
    if not found.is_dir(follow_symlinks=False):
        return None
    try:
        _, below = level.filter.enter(found.name)
    except CtxscanError:
        return None  # it is raised again when its turn comes
    if below is None:
        return None
    ahead = walk.copy()
    inside = OpenDirectory(f"{level.directory}{found.name}/", below)
    coming = ahead.left(inside)
    if ahead.troubles:
        return None
    walk.seen += ahead.seen
    walk.walked += ahead.walked
    return inside, coming


class _Without:
    """A filter that does not look into the directory *name*: others do that."""

    def __init__(self, filter_: Filter, name: str) -> None:
        self.visited, self.judge = filter_.visited, filter_.judge
        self.same_for_all_names = filter_.same_for_all_names
        self.by_rules = filter_.by_rules
        self._enter = filter_.enter
        self._name = name

    def enter(self, name: str) -> tuple[Judgement | None, Filter | None]:
        judgement, below = self._enter(name)
        return judgement, None if name == self._name else below
