"""The command line: one short function a command."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from ctxscan import __version__
from ctxscan.cli.boundary import Boundary
from ctxscan.cli.check import check_command
from ctxscan.cli.exits import Exit
from ctxscan.cli.explain import explain_command
from ctxscan.cli.lint import lint_command
from ctxscan.cli.list import list_command
from ctxscan.cli.options import command
from ctxscan.cli.report import report_command
from ctxscan.cli.suggest import suggest_command

app = typer.Typer(
    cls=Boundary,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if wanted:
        typer.echo(f"ctxscan {__version__}")
        raise typer.Exit(Exit.FINE)


@app.callback()
def _ctxscan(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """Tell exactly what a docker build sends to its builder, and why."""


command(app, name="report")(report_command)
command(app, name="list")(list_command)
command(app, name="explain")(explain_command)
command(app, name="check")(check_command)
command(app, name="suggest")(suggest_command)
command(app, name="lint")(lint_command)


def main() -> None:
    """The program."""
    # A short life among millions of small tuples without cycles: nothing here to collect.
    gc.disable()
    app(prog_name="ctxscan")
