"""The command that goes on from a finding: as it is printed, it can be typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxscan.builders import DEFAULT_BUILDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.inspection import Inspection


def next_step(inspection: Inspection, command: str, *words: str) -> str:
    """*command* about the same build, with what the user said of it; *words* are its own.

    ``explain`` takes paths, and the context by an option.
    """
    import shlex  # noqa: PLC0415 - most builds need no next step

    context = inspection.location.shown
    there: list[str] = []
    if context != ".":
        there = ["--context", context] if command == "explain" else [context]
    own = [f"./{each}" if command == "explain" and each[0] == "-" else each for each in words]
    return shlex.join(["ctxscan", command, *there, *own, *_of_the_build(inspection)])


def _of_the_build(inspection: Inspection) -> Iterator[str]:
    options = inspection.options
    files = options.files
    given = (("-f", files.file), ("--target", options.target), ("--ignorefile", files.ignore_file))
    for flag, value in given:
        if value is not None:
            yield from (flag, value)
    if options.builder != DEFAULT_BUILDER:
        yield from ("--builder", options.builder)
    for name, value in options.build_args:
        if _is_used(inspection, name):
            yield from ("--build-arg", f"{name}={value}")
    for name, value in options.build_contexts:
        yield from ("--build-context", f"{name}={value}")
    for platform in options.platforms:
        yield from ("--platform", platform)


_DECIDES = r"^[ \t]*(?:FROM|COPY|ADD|WORKDIR|ARG|ENV|RUN[ \t]+--mount)\b.*"
"""Instructions whose words may say what is sent; what RUN makes of a variable does not."""


def _is_used(inspection: Inspection, name: str) -> bool:
    text = inspection.location.dockerfile.data.decode("utf-8", "replace")
    use = re.compile(rf"{_DECIDES}\$\{{?{re.escape(name)}\b", re.IGNORECASE | re.MULTILINE)
    return use.search(text) is not None
