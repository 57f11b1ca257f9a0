"""What a user should know about a build that no number tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.failures import findings_of_failures
from ctxscan.findings.report.dockerfile_habits import advice
from ctxscan.findings.report.junk import notices_of_junk
from ctxscan.findings.report.met import notices_of_empty, notices_of_walk
from ctxscan.findings.report.narrowing import followed_too_far, narrowed
from ctxscan.findings.report.untracked import untracked_notices
from ctxscan.findings.surprises import surprises
from ctxscan.findings.surprises.lfs import lfs_pointers
from ctxscan.findings.surprises.modes import modes_that_differ
from ctxscan.findings.trials import Trials
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ctxscan.builders.stages.image import Outcome
    from ctxscan.context.locate.docker import Location
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.accounting import Contributor, SentTally, Sum
    from ctxscan.findings.history import History
    from ctxscan.findings.report.untracked import TrackedNames, Untracked
    from ctxscan.findings.surprises.lfs import PointerSized
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection, Request, TransferWalk
    from ctxscan.inspection.arrivals import Arrivals


class GitSays(NamedTuple):
    """What git says of a context; without a repository, nothing."""

    tracked: TrackedNames | None = None
    """``None`` outside of a repository."""

    rules: Callable[[], GitRules | None] = lambda: None
    """Asked once a source is missing."""

    modes: Callable[[], Mapping[str, int]] = dict
    """Asked once a mode is none of git's."""

    history: Callable[[Inspection], History | None] = lambda _: None
    """By which chain a build that reads the same ignore file reads ``.git``; asked once that is
    sent, or taken for too large."""


class Seen(NamedTuple):
    """What a report knows when it looks for what to warn of."""

    inspection: Inspection
    built: Outcome
    arrived: Arrivals
    streams: tuple[TransferWalk, ...]
    sent: SentTally
    directories: tuple[Contributor, ...]
    requests: Sequence[Request]
    sums: Mapping[int, Sum]
    untracked: Untracked | None
    small: PointerSized
    git: GitSays


def warnings(seen: Seen) -> Iterator[Finding]:
    """All of them, in the order of the report: a new one is a line here."""
    inspection, failures = seen.inspection, seen.built.failures
    yield from inspection.notices_but_refusal
    for stream in seen.streams:
        yield from notices_of_walk(inspection, stream)
    yield from notices_of_empty(seen.sent.empty, inspection)
    yield from notices_of_junk(
        seen.directories, inspection, lambda: seen.git.history(inspection) is not None
    )
    yield from untracked_notices(inspection, seen.untracked, seen.sent.total.totals())
    yield from findings_of_failures(inspection, failures, seen.git.rules)
    yield from notices_of_plan(inspection, seen.requests, seen.sums, seen.built)
    yield from advice(inspection)
    yield from surprises(inspection, seen.built)
    yield from modes_that_differ(inspection, seen.arrived, seen.git.modes)
    yield from lfs_pointers(inspection, seen.small)


def notices_of_plan(
    inspection: Inspection,
    requests: Sequence[Request],
    sums: Mapping[int, Sum],
    built: Outcome,
) -> Iterator[Finding]:
    """What the Dockerfile asks for in vain, or gets more of than it seems."""
    plan, file = inspection.plan, inspection.location.dockerfile.shown
    if plan is None:
        return
    if inspection.traits.follows_links_first:
        failing = {failure.line for failure in built.failures}
        for found in _matching_nothing(plan, inspection.location, requests, sums):
            if found.place is not None and found.place.line not in failing:
                yield found
        yield from _widened(Trials(inspection, built), plan, file, requests)


def unknowns_of(inspection: Inspection) -> tuple[Finding, ...]:
    """What cannot be known without a registry, and what it could change. Equal ones once."""
    plan, file = inspection.plan, inspection.location.dockerfile.shown
    if not inspection.traits.narrows_by_sources:
        return ()  # it sends the same, whatever the Dockerfile turns out to ask for
    notices = [
        Finding(
            f"unknown-{unknown.kind}",
            f"{unknown.what}; {unknown.could_change}",
            Place(file, unknown.line) if unknown.line else None,
            severity="note",
        )
        for unknown in (plan.unknowns if plan else ())
    ]
    return tuple({notice.message: notice for notice in reversed(notices)}.values())[::-1]


def _matching_nothing(
    plan: BuildPlan, location: Location, requests: Sequence[Request], sums: Mapping[int, Sum]
) -> Iterator[Finding]:
    """Wildcards that match nothing, where the build goes on all the same."""
    arriving = 0
    for mask, part in sums.items():
        arriving |= mask if part.files or part.directories else 0
    for source in _reached(plan):
        if not source.wildcard or source.widening is not None or source.useless:
            continue
        bits = [index for index, request in enumerate(requests) if request.source is source]
        if not any(arriving >> index & 1 for index in bits):
            yield Finding(
                "source-matches-nothing",
                f"{source.written!r} matches nothing that is sent; the build goes on without it",
                Place(location.dockerfile.shown, source.line),
            )


_WIDENED = {
    "empty": "asks for the whole context, because its source is empty",
    "no source": "asks for the whole context, because the mount names no source=",
    "tmpfs": "asks for the whole context, although a tmpfs mount uses none of it",
}


def _widened(
    trials: Trials, plan: BuildPlan, file: str, requests: Sequence[Request]
) -> Iterator[Finding]:
    for source in _reached(plan):
        if source.widening == "no source" and not _meant_one_file(source):
            continue  # RUN --mount=type=bind,target=. is how one mounts all of it
        if source.widening == "tmpfs" and _is_meant_whole(plan):
            continue
        if source.widening in _WIDENED:
            why = f" ({source.reason})" if source.reason and source.widening == "empty" else ""
            yield Finding(
                "whole-context",
                _WIDENED[source.widening] + why,
                Place(file, source.line),
                narrowed(trials, source),
            )
        elif source.wildcard and followed_too_far(source, requests):
            yield Finding(
                "whole-context",
                f"{source.written!r} asks for far more than it names: a symlink lies where its "
                "wildcard looks, and BuildKit then sends all that the wildcard alone matches",
                Place(file, source.line),
                narrowed(trials, source),
            )


def _is_meant_whole(plan: BuildPlan) -> bool:
    """Whether another source takes the whole context knowingly, so that nothing more is asked."""
    meant = ("root", "no source")
    return any(each.widening in meant and not _meant_one_file(each) for each in _reached(plan))


def _meant_one_file(source: Source) -> bool:
    """Whether a mount without ``source=`` has a target that looks like a single file."""
    mounts = [flag for flag in source.instruction.flags if flag.startswith("--mount=")]
    bare = [each for each in mounts if not re.search(r"[=,](?:source|src|from)=", each)]
    targets = [re.search(r"[=,](?:target|dst|destination)=([^,]*)", each) for each in bare]
    return any(each and re.search(r"[\w-]\.\w+$", each[1]) for each in targets)


def _reached(plan: BuildPlan) -> Iterable[Source]:
    return (source for source in plan.sources if source.context is None)
