"""The options that every command shares, declared once.

A command takes ``which``, ``build`` and ``out``, each made of several options: see GROUPS.
"""

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from ctxscan.api.arguments import BuildArguments
from ctxscan.builders import DEFAULT_BUILDER, BuilderName
from ctxscan.cli.line.declared import argument, option
from ctxscan.cli.output import Output
from ctxscan.cli.progress import Progress
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError


class Format(StrEnum):
    """Of commands that have no other than these."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, option("Text or JSON.", "--format")]

PathArgument = Annotated[str, argument("Build context, or a compose or bake file.", metavar="PATH")]


def _build_options(
    file: Annotated[
        str | None,
        option("Dockerfile; - reads it from stdin.", "-f", "--file", metavar="FILE"),
    ] = None,
    target: Annotated[str | None, option("Stage to build.", metavar="STAGE")] = None,
    build_arg: Annotated[
        list[str] | None, option("Build argument; repeatable.", metavar="KEY=VALUE")
    ] = None,
    build_context: Annotated[
        list[str] | None, option("Named context; repeatable.", metavar="NAME=PATH")
    ] = None,
    platform: Annotated[
        str | None, option("Platforms to build for.", metavar="OS/ARCH[,...]")
    ] = None,
    builder: Annotated[BuilderName, option("Builder to model.")] = DEFAULT_BUILDER,
    ignorefile: Annotated[
        str | None, option("Ignore file to read instead.", metavar="FILE")
    ] = None,
) -> BuildArguments:
    return BuildArguments(
        file=file,
        target=target,
        build_args=dict(_build_arg(each) for each in build_arg or ()),
        build_contexts=dict(_pair(each, "--build-context") for each in build_context or ()),
        platforms=tuple(platform.split(",")) if platform else (),
        builder=builder,
        ignore_file=ignorefile,
        workers=2,
        stdin=_stdin,
    )


def _stdin() -> bytes:
    from ctxscan.context.reading import LARGEST_DOCKERFILE, read_stdin

    return read_stdin(LARGEST_DOCKERFILE)


def _build_arg(text: str) -> tuple[str, str]:
    from ctxscan.context.machine import environment

    key, equals, value = text.partition("=")
    # As for docker build, a key alone takes its value from the environment.
    return key, value if equals else environment().get(key, "")


def _pair(text: str, given_as: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{given_as} {text}: not of the form NAME=PATH")
    return name, value


def _output_options(
    output: Annotated[
        str | None, option("Write there, not stdout.", "-o", "--output", metavar="FILE")
    ] = None,
    quiet: Annotated[bool, option("No progress, no warnings.", "-q", "--quiet")] = False,
    no_color: Annotated[bool, option("No colour.", "--no-color")] = False,
) -> Output:
    ticker = Progress(shown=not quiet and sys.stderr.isatty())
    return Output(output, quiet=quiet, no_color=no_color, ticker=ticker)


def _which_options(
    only: Annotated[
        list[str] | None,
        option("Only this build of several; repeatable.", metavar="NAME"),
    ] = None,
    *,
    behind: tuple[str, ...],
) -> Which:
    return Which(tuple(only or ()), behind)


GROUPS: dict[str, Callable[..., Any]] = {
    "which": _which_options,
    "build": _build_options,
    "out": _output_options,
}
"""By the name of the parameter that a command takes. ``behind`` is docker's command line."""
