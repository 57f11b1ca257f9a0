"""`ctxscan builds`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output
from ctxscan.errors import CtxscanError

if TYPE_CHECKING:
    from ctxscan.api.builds import Builds


def builds_command(
    asked: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH | -- COMMAND]",
            help="Project, compose or bake file; or docker's own command line.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this build; repeatable.")
    ] = None,
    format_: FormatOption = Format.TEXT,
    *,
    out: Output,
) -> None:
    """List every build of a project, its context, and what it sends."""
    from ctxscan.render.json.builds import builds_document, error_document
    from ctxscan.render.json.documents import dumps

    as_json = format_ is Format.JSON
    try:
        found = _found(asked or ["."], only or [])
    except CtxscanError as error:
        if as_json:
            out.write_text(dumps(error_document(error)) + "\n")
        raise
    if as_json:
        out.write_text(dumps(builds_document(found)) + "\n")
        return
    from ctxscan.context.machine import current_directory, environment
    from ctxscan.render.text.builds import builds_text

    out.warn(found.notices)
    out.draw(builds_text(found, current_directory(environment())))


def _found(asked: list[str], only: list[str]) -> "Builds":
    from ctxscan.api.builds import builds
    from ctxscan.context.machine import environment

    # A path is one word, and no command line of docker's is.
    path, command = (asked[0], []) if len(asked) == 1 else (".", asked)
    stdin = sys.stdin.buffer.read
    return builds(path, command, only=only, environment=environment(), stdin=stdin)
