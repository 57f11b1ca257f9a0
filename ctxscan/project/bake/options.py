"""What the command line says, as ``docker buildx bake`` understands it."""

from __future__ import annotations

from ctxscan.tuples import NamedTuple


class BakeOptions(NamedTuple):
    cwd: str
    """The current directory, absolute."""

    files: tuple[str, ...] = ()
    """``-f``, relative to the current directory; ``-`` is the standard input."""

    targets: tuple[str, ...] = ()
    """Names of targets and groups, and globs of them; none means ``default``."""

    sets: tuple[str, ...] = ()
    """``pattern.key=value``, in order."""

    variables: tuple[str, ...] = ()
    """``NAME=VALUE`` of ``--var``."""

    local_platform: str | None = None
    """What BAKE_LOCAL_PLATFORM is, ``linux/amd64``; ``None`` if that is not known."""
