"""A build for an ignore file that stands before any Dockerfile does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders import DEFAULT_BUILDER
from ctxscan.context.locate.docker import NO_DOCKERFILE, STDIN
from ctxscan.errors import CtxscanError, NoDockerfileError
from ctxscan.finding import Finding
from ctxscan.inspection import BuildFiles, locate

if TYPE_CHECKING:
    from ctxscan.api.arguments import BuildArguments
    from ctxscan.inspection import Inspection

_COPIES_ALL = b"FROM scratch\nCOPY . .\n"


def with_dockerfile(path: str, build: BuildArguments) -> BuildArguments:
    """*build* as it is where *path* has a Dockerfile, or one is named; else one copies all of it.

    Many write the ignore file first. What is wrong with *path* otherwise is left to be said by
    whoever looks at the build.
    """
    if build.get("file") is not None:
        return build
    files = BuildFiles(path, None, build.get("ignore_file"))
    try:
        locate(build.get("builder", DEFAULT_BUILDER), files)
    except NoDockerfileError:
        return {**build, "file": STDIN, "stdin": lambda: _COPIES_ALL, "stdin_name": NO_DOCKERFILE}
    except CtxscanError:
        return build
    return build


def is_assumed(inspection: Inspection) -> bool:
    return inspection.location.dockerfile.shown == NO_DOCKERFILE


def note_of(inspection: Inspection) -> Finding:
    text = f"there is no Dockerfile in {inspection.location.shown}: nothing could be proven, and"
    text += " the rules are for a build that copies the whole context"
    hint = "once there is one, run it again: what its COPY lines name is kept then"
    return Finding("no-dockerfile", text, hint=hint, severity="note")
