"""What a use case is given of a build. Light: the command line names it before it runs anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxscan.builders import BuilderName


class BuildArguments(TypedDict, total=False):
    """What ``docker build`` would be given beside its context."""

    file: str | None
    """The Dockerfile, relative to the current directory; ``-`` is what *stdin* gives."""

    target: str | None
    build_args: Mapping[str, str]

    build_contexts: Mapping[str, str]
    """The path or address of each named context."""

    platforms: Sequence[str]
    builder: BuilderName

    ignore_file: str | None
    """Read instead of the one that the builder would read."""

    workers: int
    """Processes that may walk a large context: with more than one, the caller may be forked."""

    uncached: frozenset[str] | None
    """Names of the stages that are built without the cache; ``None``: all are."""

    run_options: tuple[str, ...]
    """What every RUN is run with, as ``docker build`` has it: ``--add-host=name``."""

    stdin: Callable[[], bytes]

    stdin_name: str
    """What the Dockerfile that *stdin* gives is called in messages; ``-`` by default."""
