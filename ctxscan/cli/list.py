from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.options import Format, FormatOption
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
    in_image: Annotated[
        bool, typer.Option("--in-image", help="List what ends in the image, with its origin.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """List every path that a build sends, in the builder's order."""
    if in_image:
        from ctxscan.cli.in_image import list_in_image

        list_in_image(context, build, out, as_json=format_ is Format.JSON, null=null, files=files)
        return
    from ctxscan.api.listing import listing, sent_paths
    from ctxscan.render.json import documents
    from ctxscan.render.text.list import paths, paths_and_rules

    escaped = out.on_terminal and not null
    with out.progress() as progress:
        if format_ is Format.TEXT and not ignored:
            sent = sent_paths(context, directories=not files, progress=progress, **build)
            # All of them or none: what reads the list might not look at the exit code.
            listed = paths(sent, null=null, escaped=escaped)
            notices = sent.notices
        else:
            found = listing(context, ignored=ignored, progress=progress, **build)
            notices = found.notices
    out.warn(notices)
    if format_ is Format.TEXT and not ignored:
        out.write(listed)
        return
    if files:
        found = found.without_directories()
    if format_ is Format.JSON:
        out.write_text(documents.dumps(documents.listing(found)) + "\n")
    else:
        out.write(paths_and_rules(found.left_out or (), null=null, escaped=escaped))
