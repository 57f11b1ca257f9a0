"""One build, looked into: what it reads, what it asks for, what it sends. The public API.

``inspect`` reads the small files; the context itself is walked when a sync is asked for its
stream, as often as needed, so that a context of a million files fits in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import BuildFiles
from ctxscan.inspection.model import BuildOptions, Inspection, Request, Sums, Transfer, TransferWalk

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "BuildFiles",
    "BuildOptions",
    "Inspection",
    "Request",
    "Sums",
    "Transfer",
    "TransferWalk",
    "inspect",
]


def inspect(options: BuildOptions, stdin: Callable[[], bytes] = bytes) -> Inspection:
    """Look into one build.

    *stdin* is read for a Dockerfile called ``-``. Raises CtxscanError for everything that
    Docker would refuse before it sends anything.
    """
    # A build has one builder; the others are not worth waiting for.
    if options.builder == "classic":
        from ctxscan.inspection.classic import inspect_classic  # noqa: PLC0415

        return inspect_classic(options, stdin)
    if options.builder == "podman":
        from ctxscan.inspection.podman import inspect_podman  # noqa: PLC0415

        return inspect_podman(options, stdin)
    from ctxscan.inspection.buildkit import inspect_buildkit  # noqa: PLC0415

    return inspect_buildkit(options, stdin)
