"""The command line: one short function a command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan import __version__
from ctxscan.cli.boundary import Boundary
from ctxscan.cli.builds import builds_command
from ctxscan.cli.check import check_command
from ctxscan.cli.churn import churn_command
from ctxscan.cli.diff import diff_command
from ctxscan.cli.exits import Exit
from ctxscan.cli.explain import explain_command
from ctxscan.cli.key import key_command
from ctxscan.cli.lint import lint_command
from ctxscan.cli.list import list_command
from ctxscan.cli.options import command
from ctxscan.cli.report import report_command
from ctxscan.cli.rule import rule_command
from ctxscan.cli.schema import schema_command
from ctxscan.cli.suggest import suggest_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COMMANDS: dict[str, Callable[..., None]] = {
    "report": report_command,
    "list": list_command,
    "explain": explain_command,
    "check": check_command,
    "suggest": suggest_command,
    "lint": lint_command,
    "rule": rule_command,
    "builds": builds_command,
    "diff": diff_command,
    "churn": churn_command,
    "key": key_command,
    "schema": schema_command,
}


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
    for name in _COMMANDS.keys() & arguments[:1] or _COMMANDS:
        command(app, name=name)(_COMMANDS[name])
    return app


def __getattr__(name: str) -> typer.Typer:
    """``app`` is the program with all its commands, for those who call it from Python."""
    if name == "app":
        return app_for(())
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """The program."""
    app_for(sys.argv[1:])(prog_name="ctxscan")
