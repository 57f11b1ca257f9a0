"""`ctxscan churn`."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.diff import octal
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output


def churn_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    count: Annotated[
        int | None, typer.Option("-n", "--commits", min=1, help="Commits that are looked at.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Commits since then, as for git log.")
    ] = None,
    try_: Annotated[
        list[str] | None,
        typer.Option("--try", metavar="RULE", help="Also with this rule; repeatable."),
    ] = None,
    try_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Also with this Dockerfile.")
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Paths that are shown.")] = 10,
    umask: Annotated[
        str | None, typer.Option(metavar="OCTAL", help="Of whoever checks the commits out.")
    ] = None,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Count how often the last commits lose each step, and why."""
    from ctxscan.api.churn import ChurnOptions, churn

    options = ChurnOptions(rules=tuple(try_ or ()), try_file=try_file, since=since)
    if count is not None or since is not None:
        options = options._replace(commits=count)
    mask = octal(umask)
    found = churn(context, options if mask is None else options._replace(umask=mask), **build)
    if format_ is Format.JSON:
        from ctxscan.render.json.churn import churn_document
        from ctxscan.render.json.documents import dumps

        out.write_text(dumps(churn_document(found)) + "\n")
    else:
        from ctxscan.render.text.churn import churn_text

        blocks = "utf" in out.console().encoding.lower()
        out.draw(churn_text(found, top, blocks=blocks))
