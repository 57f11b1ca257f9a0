"""What a user should know about a build that no number tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.report.dockerfile_habits import advice
from ctxscan.golang.glob import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxscan.builders.stages.outcome import StepFailure
    from ctxscan.context.locate.docker import Location
    from ctxscan.context.walk.part import Trouble
    from ctxscan.dockerfile.plan import BuildPlan
    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.accounting import Sum
    from ctxscan.inspection import Inspection, Request, TransferWalk

MOST_EMPTY = 20
"""Files that arrive empty are named one by one up to here."""


def notices_of_walk(inspection: Inspection, stream: TransferWalk) -> Iterator[Finding]:
    """What the walk met."""
    for trouble in stream.troubles:
        place = Place(_from_here(inspection.location, trouble.path))
        yield _trouble(inspection, trouble, place)
    if stream.ended_early is not None:
        yield Finding(
            "transfer-cut-short",
            f"the classic builder stops here, without an error: {stream.ended_early}",
            hint="everything after it is missing from the build",
        )


def _from_here(location: Location, path: str) -> str:
    """A path of the context as the user would write it."""
    shown = location.shown.rstrip("/")
    return path if shown in {"", "."} else f"{shown}/{path}"


def _trouble(inspection: Inspection, trouble: Trouble, place: Place) -> Finding:
    if not trouble.visited:
        message = f"could not be measured: {trouble.reason}"
        return Finding("unreadable", message, place)
    if trouble.is_directory:
        return Finding(
            "unreadable-directory",
            f"cannot be read ({trouble.reason}), so docker build fails",
            place,
            _make_readable(inspection, trouble.path),
            "error",
        )
    return Finding("unreadable", f"could not be read: {trouble.reason}", place)


def _make_readable(inspection: Inspection, path: str) -> str:
    """Ignoring does not help where it is ignored, and looked into all the same (D.6)."""
    if inspection.traits.checks_ignored_directories:
        return "make it readable"
    from ctxscan.findings.explain import explain  # noqa: PLC0415 - few contexts need it

    decided = explain(inspection, path, exists=True, is_directory=True)
    if decided.eligible or decided.rule is None:
        return "make it readable, or ignore it"
    wild = (rule for rule in inspection.ignore_file.rules if rule.exception)
    rule = next((rule for rule in wild if has_wildcard(rule.pattern)), None)
    if rule is None:
        return "make it readable"
    return (
        f"make it readable: {decided.rule} ignores it, but {rule} ({rule.place}) has BuildKit look "
        "into every ignored directory; an exception without a wildcard does not"
    )


def notices_of_empty(paths: Sequence[str], location: Location) -> Iterator[Finding]:
    """Files that BuildKit announces and then does not open."""
    for path in paths[:MOST_EMPTY]:
        yield Finding(
            "arrives-empty",
            "arrives empty: the build succeeds, and the image holds an empty file",
            Place(_from_here(location, path)),
            _explain(path, location.shown),
        )
    if len(paths) > MOST_EMPTY:
        yield Finding("arrives-empty", f"{len(paths) - MOST_EMPTY} more files arrive empty")


def _explain(path: str, context: str) -> str:
    """The command that tells more about *path*."""
    import shlex  # noqa: PLC0415 - few builds need it

    there = [] if context == "." else ["--context", context]
    return shlex.join(["ctxscan", "explain", *there, path])


def notices_of_plan(
    inspection: Inspection,
    requests: Sequence[Request],
    sums: Mapping[int, Sum],
    failures: Sequence[StepFailure],
) -> Iterator[Finding]:
    """What the Dockerfile asks for in vain, or gets more of than it seems."""
    plan, file = inspection.plan, inspection.location.dockerfile.shown
    if plan is None:
        return
    if inspection.traits.follows_links_first:
        failing = {failure.line for failure in failures}
        for found in _matching_nothing(plan, inspection.location, requests, sums):
            if found.place is not None and found.place.line not in failing:
                yield found
        yield from _widened(plan, file, requests)
    yield from advice(inspection)


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
                "correct the pattern, or the ignore file",
            )


_WIDENED = {
    "empty": "asks for the whole context, because its source is empty",
    "no source": "asks for the whole context, because the mount names no source=",
    "tmpfs": "asks for the whole context, although a tmpfs mount uses none of it",
}
_NARROW = {
    "empty": "set the variable in this stage (ARG NAME), or write the path",
    "no source": "name what it needs: source=DIR",
    "tmpfs": "add source= with a small path of the context to the mount",
}


def _widened(plan: BuildPlan, file: str, requests: Sequence[Request]) -> Iterator[Finding]:
    for source in _reached(plan):
        if source.widening == "no source" and not _meant_one_file(source):
            continue  # RUN --mount=type=bind,target=. is how one mounts all of it
        if source.widening in _WIDENED:
            why = f" ({source.reason})" if source.reason and source.widening == "empty" else ""
            yield Finding(
                "whole-context",
                _WIDENED[source.widening] + why,
                Place(file, source.line),
                _NARROW[source.widening],
            )
        elif source.wildcard and _followed_too_far(source, requests):
            yield Finding(
                "whole-context",
                f"{source.written!r} asks for far more than it names: a symlink lies where its "
                "wildcard looks, and BuildKit then sends all that the wildcard alone matches",
                Place(file, source.line),
                "ignore the symlink, or name the directories",
            )


def _meant_one_file(source: Source) -> bool:
    """Whether a mount without ``source=`` has a target that looks like a single file."""
    mounts = [flag for flag in source.instruction.flags if flag.startswith("--mount=")]
    bare = [each for each in mounts if not re.search(r"[=,](?:source|src|from)=", each)]
    targets = [re.search(r"[=,](?:target|dst|destination)=([^,]*)", each) for each in bare]
    return any(each and re.search(r"[\w-]\.\w+$", each[1]) for each in targets)


def _followed_too_far(source: Source, requests: Sequence[Request]) -> bool:
    paths = (request.path for request in requests if request.source is source)
    return any(has_wildcard(path) and source.path.startswith(f"{path}/") for path in paths)


def _reached(plan: BuildPlan) -> Iterable[Source]:
    return (source for source in plan.sources if source.context is None)
