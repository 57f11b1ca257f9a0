"""The build that a use case looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.context.machine import linux_platform
from ctxscan.inspection import BuildFiles, BuildOptions
from ctxscan.inspection import inspect as inspect_options

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.inspection import Inspection


def inspect(path: str = ".", **build: Unpack[BuildArguments]) -> Inspection:
    """Look into the build of the context at *path*, without a walk.

    Raises CtxscanError for everything that Docker would refuse before it sends anything.
    """
    options = BuildOptions(
        files=BuildFiles(path, build.get("file"), build.get("ignore_file")),
        builder=build.get("builder", "buildkit"),
        target=build.get("target"),
        build_args=tuple(build.get("build_args", {}).items()),
        build_contexts=tuple(build.get("build_contexts", {}).items()),
        platforms=tuple(build.get("platforms", ())),
        machine=linux_platform(),
        workers=build.get("workers", 1),
    )
    return inspect_options(options, build.get("stdin", bytes))
