"""What a gate knows of lost sources: what arrived, and what git says of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.sources import arrives_for, lost_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ctxscan.dockerfile.sources import Source
    from ctxscan.finding import Finding
    from ctxscan.findings.check.measure import Walked
    from ctxscan.ignore.git.matcher import GitRules
    from ctxscan.inspection import Inspection


def lost(
    inspection: Inspection, walked: Walked, git_rules: Callable[[], GitRules | None]
) -> Iterator[Finding]:
    """Those that fail the build; what git ignores is made by a step before it."""

    def is_made_before(source: Source) -> bool:
        rules = git_rules()
        # Whether it will be a directory is unknown: "dist/" means it, too.
        return rules is not None and rules.ignoring(source.path, is_directory=True) is not None

    if inspection.options.builder == "buildkit":
        arrives = arrives_for(inspection.context.requests, walked.arrivals.requests)
    else:
        arrives = _arrives_by_tar(walked)
    found = lost_sources(inspection, arrives, is_made_before)
    return (each for each in found if each.severity == "error")


def _arrives_by_tar(walked: Walked) -> Callable[[Source], bool]:
    """Other builders resolve symlinks only after the transfer, which is not retraced here."""
    arrivals, directories = walked.arrivals, walked.tally.recursive_directories()

    def arrives(source: Source) -> bool:
        above = source.path.split("/")
        heads = ("/".join(above[:depth]) for depth in range(1, len(above) + 1))
        if not arrivals.links.isdisjoint(heads):
            return True
        return source.path in arrivals.paths or source.path in directories

    return arrives
