"""`ctxscan key`."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output, say_error
from ctxscan.errors import Place


def key_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    tag: Annotated[
        bool, typer.Option("--tag", help="The target's digest alone, to tag an image with.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Print a content address of each step and of the target."""
    from ctxscan.api.key import key

    with out.progress() as progress:
        found = key(context, progress=progress, **build)
    keys = found.keys
    if format_ is Format.JSON:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.key import key_document

        out.write_text(dumps(key_document(found)) + "\n")
    else:
        from ctxscan.render.text.key import hexadecimal, key_text

        if not tag:
            out.draw(key_text(keys))
        elif keys.target is not None:
            out.write_text(f"{hexadecimal(keys.target)}\n")
    for failure in keys.failures:
        place = Place(found.inspection.location.dockerfile.shown, failure.line)
        say_error(f"{place}: {failure.message}")
    if keys.failures:
        raise typer.Exit(Exit.FINDINGS)
