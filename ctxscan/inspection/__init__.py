"""One build, looked into: what it reads, what it asks for, what it sends. The public API.

``inspect`` reads the small files; the context itself is walked when a sync is asked for its
stream, as often as needed, so that a context of a million files fits in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.context.locate.docker import BuildFiles
from ctxscan.inspection.assembly import assembly_of
from ctxscan.inspection.model import (
    ALL_PATHS,
    BuildOptions,
    Inspection,
    Request,
    Sums,
    Transfer,
    TransferWalk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders import BuilderName
    from ctxscan.context.locate.docker import Location

__all__ = [
    "ALL_PATHS",
    "BuildFiles",
    "BuildOptions",
    "Inspection",
    "Request",
    "Sums",
    "Transfer",
    "TransferWalk",
    "inspect",
    "locate",
]


def inspect(options: BuildOptions, stdin: Callable[[], bytes] = bytes) -> Inspection:
    """Look into one build.

    *stdin* is read for a Dockerfile called ``-``. Raises CtxscanError for everything that
    Docker would refuse before it sends anything.
    """
    inspection: Inspection = assembly_of(options.builder).inspect(options, stdin)
    return inspection


def locate(builder: BuilderName, files: BuildFiles, stdin: Callable[[], bytes] = bytes) -> Location:
    """The files that *builder* reads, and no more than that. Raises CtxscanError."""
    location: Location = assembly_of(builder).locate(files, stdin)
    return location
