"""The commands for typer, of what is declared."""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import TyperException
from typer.core import TyperGroup

from ctxscan.cli.boundary import guarded
from ctxscan.cli.exits import Exit, Leave
from ctxscan.cli.line.declared import REQUIRED, Argument
from ctxscan.errors import UsageError
from ctxscan.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.cli.command import Command
    from ctxscan.cli.line.declared import Parameter


class Boundary(TyperGroup):
    """The command group: never a traceback for a user's mistake."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *rest: Any,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end the process unless not *standalone_mode*, as click has it."""

        def run(own: list[str], behind: tuple[str, ...]) -> object:
            extra.update(standalone_mode=False, obj=behind)
            try:
                return super(Boundary, self).main(own, prog_name, *rest, **extra)
            except TyperException as error:
                raise _refused(error) from None

        code = guarded(sys.argv[1:] if args is None else args, run)
        if standalone_mode:
            sys.exit(code)
        return code


def _refused(error: TyperException) -> UsageError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "ctxscan"
    message = error.format_message().rstrip(".")
    return UsageError(f"{message} (see {command} --help)")


def program(commands: Iterable[Command]) -> typer.Typer:
    """With these commands."""
    app = typer.Typer(
        cls=Boundary,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_ctxscan)
    for each in commands:
        _register(app, each)
    return app


def _version(chosen: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if chosen:
        typer.echo(f"ctxscan {__version__}")
        raise Leave(Exit.FINE)


def _ctxscan(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a fault of ctxscan itself.")
    ] = False,
) -> None:
    """Show exactly what a docker build sends to its builder, and why."""


def _register(app: typer.Typer, command: Command) -> None:

    def run(context_: typer.Context, **given: Any) -> None:
        command.run(given, tuple(context_.find_root().obj or ()))

    declared = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if each.default is REQUIRED else each.default,
            annotation=Annotated[each.annotation, _for_typer(each)],
        )
        for each in command.parameters
    ]
    context = inspect.Parameter(
        "context_", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    run.__doc__ = command.function.__doc__
    run.__signature__ = inspect.Signature([context, *declared])  # type: ignore[attr-defined] # typer reads it off the function
    run.__annotations__ = {each.name: each.annotation for each in (context, *declared)}
    app.command(name=command.name)(run)


def _for_typer(parameter: Parameter) -> Any:
    declared = parameter.declared
    if isinstance(declared, Argument):
        return typer.Argument(
            metavar=declared.metavar, help=declared.help, show_default=declared.shows_default
        )
    return typer.Option(
        *parameter.names,
        metavar=declared.metavar,
        min=declared.at_least,
        help=declared.help,
        show_default=declared.shows_default,
    )
