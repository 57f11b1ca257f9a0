"""`ctxscan churn`."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.diff import octal
from ctxscan.cli.options import Format, FormatOption, PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which


def churn_command(
    context: PathArgument = ".",
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
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Count how often the last commits lose each step, and why."""
    from ctxscan.api.churn import ChurnOptions, churns

    options = ChurnOptions(rules=tuple(try_ or ()), try_file=try_file, since=since)
    if count is not None or since is not None:
        options = options._replace(commits=count)
    mask = octal(umask)
    options = options if mask is None else options._replace(umask=mask)
    found = churns(which.builds(context, build), options)
    if format_ is Format.JSON:
        from ctxscan.render.json.churn import churn_document
        from ctxscan.render.json.documents import dumps
        from ctxscan.render.json.several import document

        written = [churn_document(each.value) for each in found.found]
        out.write_text(dumps(document("churn", found, written)) + "\n")
    else:
        from ctxscan.render.text.churn import churn_text
        from ctxscan.render.text.several import under_names

        blocks = out.paper().has_blocks
        out.draw(under_names(found, lambda each: churn_text(each, top, blocks=blocks)))
    out.end(found)
