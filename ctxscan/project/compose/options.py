"""What the command line says, as ``docker compose build`` understands it."""

from __future__ import annotations

from ctxscan.tuples import NamedTuple


class ComposeOptions(NamedTuple):
    cwd: str
    """The current directory, absolute."""

    files: tuple[str, ...] = ()
    """``-f``, relative to the current directory; ``-`` is the standard input."""

    project_directory: str | None = None
    project_name: str | None = None
    env_files: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    build_args: tuple[str, ...] = ()
    """``NAME=VALUE``, or ``NAME`` alone, whose value is the environment's."""

    services: tuple[str, ...] = ()
    """Names, and globs of names; none means all that are active."""

    with_dependencies: bool = False
    no_cache: bool = False
