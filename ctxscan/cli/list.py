from typing import Annotated

import typer

from ctxscan.cli.options import Build, Format, FormatOption
from ctxscan.cli.output import Output


def list_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    null: Annotated[bool, typer.Option("-0", "--null", help="End each path with NUL.")] = False,
    files: Annotated[
        bool, typer.Option("--files", help="Leave out directories, as for a Makefile.")
    ] = False,
    ignored: Annotated[
        bool, typer.Option("--ignored", help="List what is not sent, with the rule that decided.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: Build,
    out: Output,
) -> None:
    """List every path that a build sends, in the builder's order."""
    from ctxscan.findings.listing import list_left_out, list_sent
    from ctxscan.render import documents, listing_text

    inspection = build.of(context)
    with out.progress() as progress:
        found = (list_left_out if ignored else list_sent)(inspection, progress)
    out.warn(found.notices)
    if files:
        found = found.without_directories()
    if format_ is Format.JSON:
        out.write_text(documents.dumps(documents.listing(found)) + "\n")
    else:
        out.write(listing_text.paths(found, null=null, escaped=out.on_terminal and not null))
