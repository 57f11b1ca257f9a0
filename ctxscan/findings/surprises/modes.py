"""Permission bits that git does not store, so that another machine has others."""

from __future__ import annotations

import shlex
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
            hint=_remedy(known, {path: odd[path] for path in found}),
            severity="note",
            path=first,
            measured=len(found),
        )
    ]


_MOST_NAMED = 3


def _remedy(known: Mapping[str, int], odd: Mapping[str, int]) -> str:
    """One command for all of them, where it gives each what git stores."""
    umask = "set umask 022 before the clone"
    named = sorted(odd)
    if len(named) == 1:
        return f"chmod {known[named[0]]:o} {named[0]}, or {umask}"
    if len(named) > _MOST_NAMED or any(_as_stored(odd[path]) != known[path] for path in named):
        return umask
    return f"chmod u=rwX,go=rX {shlex.join(named)}, or {umask}"


def _as_stored(mode: int) -> int:
    """What ``chmod u=rwX,go=rX`` makes of it: X is x where anybody has it."""
    return 0o755 if mode & 0o111 else 0o644
