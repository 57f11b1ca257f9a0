from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.cli.options import Build, Format, FormatOption
from ctxscan.cli.output import Output

if TYPE_CHECKING:
    from ctxscan.inspection import Inspection


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
    inspection = build.of(context)
    if format_ is Format.TEXT and not ignored:
        _write_paths(inspection, out, null=null, directories=not files)
        return
    from ctxscan.findings.listing import list_left_out, list_sent
    from ctxscan.render.json import documents
    from ctxscan.render.text import list as listing_text

    with out.progress() as progress:
        found = (list_left_out if ignored else list_sent)(inspection, progress)
    out.warn(found.notices)
    if files:
        found = found.without_directories()
    if format_ is Format.JSON:
        out.write_text(documents.dumps(documents.listing(found)) + "\n")
    else:
        escaped = out.on_terminal and not null
        out.write(listing_text.paths_and_rules(found.left_out or (), null=null, escaped=escaped))


def _write_paths(inspection: "Inspection", out: Output, *, null: bool, directories: bool) -> None:
    """All of them or none: what reads the list might not look at the exit code."""
    from ctxscan.findings.listing import SentPaths
    from ctxscan.render.text import list as listing_text

    with out.progress() as progress:
        sent = SentPaths(inspection, progress, directories=directories)
        listed = listing_text.paths(sent, null=null, escaped=out.on_terminal and not null)
    out.warn(sent.notices)
    out.write(listed)
