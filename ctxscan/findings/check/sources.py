"""Sources of the Dockerfile that the builder will not find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import Place
from ctxscan.finding import Finding
from ctxscan.findings.explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.dockerfile.sources import Source
    from ctxscan.findings.check.measure import Walked
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection


def certain_sources(inspection: Inspection) -> tuple[Source, ...]:
    """Those that are asked for, each one path of the context beyond doubt."""
    if inspection.plan is None:
        return ()
    return tuple(
        source
        for source in inspection.plan.sources
        if source.path
        and source.widening is None
        and source.doubt is None
        and source.kind != "tmpfs"
        and not source.useless
        and not source.wildcard
    )


def missing_sources(
    inspection: Inspection, walked: Walked, git_rules: Callable[[], GitRules | None]
) -> Iterator[Finding]:
    """A finding for each source that does not exist, or that is ignored.

    One that does not exist, and that git ignores, is made by a step before the build.
    """
    arrives = _arrives if inspection.options.builder == "buildkit" else _arrives_by_tar
    for source in certain_sources(inspection):
        if arrives(inspection, source, walked):
            continue
        found = explain(inspection, source.path, exists=False, is_directory=False)
        place = Place(inspection.location.dockerfile.shown, source.line)
        if not found.eligible and found.rule is not None:
            yield Finding(
                "source-ignored",
                f"{source.written!r} is ignored by {found.rule.place} ({found.rule}), "
                "so the build fails here",
                severity="error",
                path=source.path,
                place=place,
                hint=f"append !{source.path} to the ignore file, or take the rule back",
            )
        elif not _is_built(source, git_rules()):
            yield Finding(
                "source-missing",
                f"{source.written!r} does not exist in the context, so the build fails here",
                severity="error",
                path=source.path,
                place=place,
                hint="paths begin at the context root; what an earlier step makes, git ignores",
            )


def _arrives(inspection: Inspection, source: Source, walked: Walked) -> bool:
    """Something arrives for the path that the source's symlinks end at."""
    return any(
        walked.arrivals.requests >> index & 1
        for index, request in enumerate(inspection.context.requests)
        if request.source is source and request.final
    )


def _arrives_by_tar(_: Inspection, source: Source, walked: Walked) -> bool:
    """Other builders resolve symlinks only after the transfer, which is not retraced here."""
    path = source.path
    above = path.split("/")
    if any("/".join(above[:depth]) in walked.arrivals.links for depth in range(1, len(above) + 1)):
        return True
    return path in walked.arrivals.paths or path in walked.tally.recursive_directories()


def _is_built(source: Source, rules: GitRules | None) -> bool:
    if rules is None:
        return False
    # Whether it will be a directory is unknown: "dist/" means it, too.
    return rules.ignoring(source.path, is_directory=True) is not None
