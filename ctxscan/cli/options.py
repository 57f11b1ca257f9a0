"""The options that every command shares, declared once.

A command takes ``which``, ``build`` and ``out``; ``command`` gives it the options behind them.
"""

import inspect
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.builders import DEFAULT_BUILDER, BuilderName
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which
from ctxscan.errors import UsageError
from ctxscan.render.formats import FORMATS


class Format(StrEnum):
    """Of commands that have no other than these."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="Text or JSON.")]

FindingsFormat = StrEnum("FindingsFormat", ["text", "json", *FORMATS])  # type: ignore[misc] # one table names them
"""Of commands that find something."""

PathArgument = Annotated[
    str, typer.Argument(metavar="PATH", help="Build context, or a compose or bake file.")
]

FindingsFormatOption = Annotated[FindingsFormat, typer.Option("--format", help="Format.")]
AS_TEXT = FindingsFormat("text")


def _build_options(
    file: Annotated[
        str | None,
        typer.Option("-f", "--file", metavar="FILE", help="Dockerfile; - reads it from stdin."),
    ] = None,
    target: Annotated[str | None, typer.Option(metavar="STAGE", help="Stage to build.")] = None,
    build_arg: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Build argument; repeatable.")
    ] = None,
    build_context: Annotated[
        list[str] | None, typer.Option(metavar="NAME=PATH", help="Named context; repeatable.")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(metavar="OS/ARCH[,...]", help="Platforms to build for.")
    ] = None,
    builder: Annotated[BuilderName, typer.Option(help="Builder to model.")] = DEFAULT_BUILDER,
    ignorefile: Annotated[
        str | None, typer.Option(metavar="FILE", help="Ignore file to read instead.")
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


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{option} {text}: not of the form NAME=PATH")
    return name, value


def _output_options(
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write there, not stdout.")
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no warnings.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> Output:
    return Output(output, quiet=quiet, no_color=no_color)


def _which_options(
    context_: typer.Context,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this build of several; repeatable."),
    ] = None,
) -> Which:
    return Which(tuple(only or ()), tuple(context_.find_root().obj or ()))


_GROUPS: dict[str, Callable[..., Any]] = {
    "which": _which_options,
    "build": _build_options,
    "out": _output_options,
}


def command(app: typer.Typer, **settings: Any) -> Callable[[Callable[..., Any]], None]:
    """Register a command, with the shared options in place of its ``build`` and so on, if any."""

    def register(function: Callable[..., Any]) -> None:
        all_own = _parameters(function)
        groups = {name: group for name, group in _GROUPS.items() if name in all_own}
        own = {name: each for name, each in all_own.items() if name not in groups}
        shared = {name: _parameters(group) for name, group in groups.items()}

        @wraps(function)
        def run(**given: Any) -> Any:
            for name, group in groups.items():
                given[name] = group(**{key: given.pop(key) for key in shared[name]})
            if "out" in groups and given["out"].path is not None:
                from ctxscan.cli.inputs import spare_inputs

                named = [given.get("baseline"), *_named(given.get("build"))]
                is_suggest = settings["name"] == "suggest"
                spare_inputs(given["out"].path, named, writes_ignore_file=is_suggest)
            return function(**given)

        parameters = [*own.values()]
        for group in shared.values():
            parameters.extend(group.values())
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # wraps() hides that functions have one
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        del run.__wrapped__
        app.command(**settings)(run)

    return register


def _named(build: BuildArguments | None) -> tuple[str | None, ...]:
    return (build.get("file"), build.get("ignore_file")) if build is not None else ()


def _parameters(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """By name, with annotations resolved, as keyword-only parameters."""
    hints = get_type_hints(function, include_extras=True)
    return {
        name: parameter.replace(
            annotation=hints.get(name, parameter.annotation), kind=inspect.Parameter.KEYWORD_ONLY
        )
        for name, parameter in inspect.signature(function).parameters.items()
    }
