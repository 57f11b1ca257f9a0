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
    found = _differing(odd, known)
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


def _differing(modes: Mapping[str, int], known: Mapping[str, int]) -> list[str]:
    """The paths whose mode is none that a clone has."""
    return sorted(path for path, mode in modes.items() if known.get(path, mode) != mode)


def _remedy(known: Mapping[str, int], odd: Mapping[str, int]) -> str | None:
    """The commands after which none differs."""
    import shlex  # noqa: PLC0415 - every report loads this, and few have such a file

    named = sorted(odd)
    ways = []
    if len(named) == 1:
        ways.append(f"chmod {known[named[0]]:o} {shlex.quote(named[0])}")
    elif len(named) <= _MOST_NAMED and not _differing(
        {path: _readable_by_all(odd[path]) for path in named}, known
    ):
        ways.append(f"chmod u=rwX,go=rX {shlex.join(named)}")
    if not _differing({path: _cloned(known[path], 0o022) for path in named}, known):
        ways.append("set umask 022 before the clone")
    return ", or ".join(ways) or None


def _readable_by_all(mode: int) -> int:
    """What ``chmod u=rwX,go=rX`` makes of it: X is x where anybody has it."""
    return 0o755 if mode & 0o111 else 0o644


def _cloned(stored: int, umask: int) -> int:
    """What git gives a file: it stores no more than whether its owner may execute it."""
    return (0o777 if stored & 0o100 else 0o666) & ~umask
