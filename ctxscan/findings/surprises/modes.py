"""Permission bits that git does not store, so that another machine has others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.finding import Finding
from ctxscan.findings.reached import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxscan.inspection import Inspection
    from ctxscan.inspection.arrivals import Arrivals


def modes_that_differ(
    inspection: Inspection, arrived: Arrivals, git_modes: Callable[[], Mapping[str, int]]
) -> list[Finding]:
    """One finding for all tracked files that are sent with another mode than a clone has.

    The mode is part of what the cache is keyed by (moby/buildkit, cache/contenthash).
    """
    if not inspection.traits.narrows_by_sources:
        return []  # what is sent need not be copied
    odd = arrived.unusual_modes()
    if not odd:
        return []
    known = git_modes()
    found = sorted(path for path, mode in odd.items() if known.get(path, mode) != mode)
    if not found:
        return []
    first = found[0]
    files = counted(len(found), "file")
    return [
        Finding(
            "modes-differ",
            f"{files} that git tracks {'has' if len(found) == 1 else 'have'} a mode that git does "
            f"not store: {first} has {odd[first]:04o} here, and {known[first]:04o} in a fresh "
            "clone, so the cache of another machine does not serve",
            hint=f"chmod {known[first]:o} {first}, or set umask 022 before the clone",
            severity="note",
            path=first,
            measured=len(found),
        )
    ]
