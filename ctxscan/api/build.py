"""The build that a use case looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.context.machine import linux_platform
from ctxscan.errors import UsageError
from ctxscan.inspection import BuildFiles, BuildOptions
from ctxscan.inspection import inspect as inspect_options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxscan.api.arguments import BuildArguments
    from ctxscan.inspection import Inspection


_LOCAL = "local"
"""That of the machine that builds (docker/buildx, util/platformutil/parse.go)."""


def inspect(path: str = ".", **build: Unpack[BuildArguments]) -> Inspection:
    """Look into the build of the context at *path*, without a walk.

    Raises CtxscanError for everything that Docker would refuse before it sends anything.
    """
    named = (path, build.get("file"), build.get("ignore_file"))
    if any(each is not None and "\0" in each for each in named):
        raise UsageError("the name of a file or a directory cannot hold a NUL")
    return inspect_options(options_of(path, build), build.get("stdin", bytes))


def options_of(path: str, build: BuildArguments) -> BuildOptions:
    """What a build of *path* is given. No file is looked at."""
    machine = linux_platform()
    return BuildOptions(
        files=BuildFiles(
            path, build.get("file"), build.get("ignore_file"), build.get("stdin_name", "-")
        ),
        builder=build.get("builder", DEFAULT_BUILDER),
        target=build.get("target"),
        build_args=tuple(build.get("build_args", {}).items()),
        build_contexts=tuple(build.get("build_contexts", {}).items()),
        platforms=_platforms(build.get("platforms", ()), machine),
        machine=machine,
        workers=build.get("workers", 1),
        uncached=build.get("uncached", frozenset()),
        run_options=build.get("run_options", ()),
    )


def _platforms(given: Iterable[str], machine: str) -> tuple[str, ...]:
    return tuple(machine if each.lower() == _LOCAL else each for each in given)
