"""The command line: one short function a command."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan import __version__
from ctxscan.cli.boundary import Boundary
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COMMANDS = (
    "report",
    "list",
    "explain",
    "check",
    "suggest",
    "lint",
    "rule",
    "builds",
    "diff",
    "churn",
    "key",
    "schema",
)
"""As the help lists them; the function ``NAME_command`` in the module of that name."""


def _version(chosen: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if chosen:
        typer.echo(f"ctxscan {__version__}")
        raise typer.Exit(Exit.FINE)


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


def _command(name: str) -> Callable[..., None]:
    function: Callable[..., None] = getattr(import_module(f"ctxscan.cli.{name}"), f"{name}_command")
    return function


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The program as *arguments* need it: with the command that they name, else with all.

    typer takes as long to prepare six commands as ctxscan takes to walk a small context.
    """
    app = typer.Typer(
        cls=Boundary,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_ctxscan)
    for name in {*_COMMANDS} & {*arguments[:1]} or _COMMANDS:
        command(app, name=name)(_command(name))
    return app


def __getattr__(name: str) -> typer.Typer:
    """``app`` is the program with all its commands, for those who call it from Python."""
    if name == "app":
        return app_for(())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """The program."""
    app_for(sys.argv[1:])(prog_name="ctxscan")
