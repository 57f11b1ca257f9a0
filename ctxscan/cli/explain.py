import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output


def explain_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Paths, there or not; - reads them from stdin."),
    ],
    context: Annotated[str, typer.Option(metavar="DIR", help="Build context.")] = ".",
    null: Annotated[
        bool, typer.Option("-0", "--null", help="The paths on stdin end with NUL.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show why a path is sent or not: rules, pruning, instructions."""
    from ctxscan.api.explain import explain
    from ctxscan.render.json import documents
    from ctxscan.render.text.explain import explanations_text

    inspection, found = explain(_named(paths, null=null), context, **build)
    if format_ is Format.JSON:
        out.write_text(documents.dumps(documents.explanations(inspection, found)) + "\n")
    else:
        out.draw(explanations_text(inspection, found))


def _named(paths: list[str], *, null: bool) -> Iterator[str]:
    for path in paths:
        if path != "-":
            yield path
            continue
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        yield from (each for each in text.split("\0" if null else "\n") if each)
