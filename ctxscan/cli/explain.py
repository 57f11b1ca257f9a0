import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.in_image import fail_where_steps_fail, head_of
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output, say_error


def explain_command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Paths, there or not; - reads them from stdin."),
    ],
    context: Annotated[str, typer.Option(metavar="DIR", help="Build context.")] = ".",
    null: Annotated[
        bool, typer.Option("-0", "--null", help="The paths on stdin end with NUL.")
    ] = False,
    in_image: Annotated[
        bool, typer.Option("--in-image", help="The paths are of the image: what they came from.")
    ] = False,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show why a path is sent or not, and where it lands in the image."""
    named = _named(paths, null=null)
    if in_image:
        _explain_image(named, context, build, out, as_json=format_ is Format.JSON)
        return
    from ctxscan.api.explain import explain
    from ctxscan.render.json.documents import dumps

    found = explain(named, context, **build)
    if format_ is Format.JSON:
        from ctxscan.render.json.explain import explanations

        out.write_text(dumps(explanations(found)) + "\n")
    else:
        from ctxscan.render.text.explain import explanations_text

        out.draw(explanations_text(found))
    for error in found.refused:
        say_error(str(error))
    if found.refused:
        raise typer.Exit(Exit.BAD_INPUT)


def _explain_image(
    paths: Iterator[str], context: str, build: BuildArguments, out: Output, *, as_json: bool
) -> None:
    from ctxscan.api.explain import explain_image

    found = explain_image(paths, context, **build)
    inspection = found.image.inspection
    if as_json:
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.explain import origins

        out.write_text(dumps(origins(found, head_of(context, build, found.image))) + "\n")
    elif found.paths:
        from ctxscan.render.text.in_image import origins_text

        out.draw(origins_text(found.paths, inspection.plan if inspection else None))
    fail_where_steps_fail(found.image)


def _named(paths: list[str], *, null: bool) -> Iterator[str]:
    for path in paths:
        if path != "-":
            yield path
            continue
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
        yield from (each for each in text.split("\0" if null else "\n") if each)
