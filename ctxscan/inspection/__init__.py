"""One build, looked into: what it reads, what it asks for, what it sends. The public API.

``inspect`` reads the small files; the context itself is walked when a sync is asked for its
stream, as often as needed, so that a context of a million files fits in memory.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ctxscan.builders import BUILDER_NAMES
from ctxscan.context.locate.docker import BuildFiles
from ctxscan.errors import UsageError
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
    from types import ModuleType

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
    inspection: Inspection = _assembly(options.builder).inspect(options, stdin)
    return inspection


def locate(builder: BuilderName, files: BuildFiles, stdin: Callable[[], bytes] = bytes) -> Location:
    """The files that *builder* reads, and no more than that. Raises CtxscanError."""
    location: Location = _assembly(builder).locate(files, stdin)
    return location


def _assembly(builder: BuilderName) -> ModuleType:
    """The module of its name. A build has one builder; the others are not worth waiting for."""
    if builder not in BUILDER_NAMES:
        raise UsageError(f"no such builder: {builder}", hint=", ".join(BUILDER_NAMES))
    return import_module(f"{__name__}.{builder}")
