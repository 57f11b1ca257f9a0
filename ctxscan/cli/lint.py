"""`ctxscan lint`."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output


def lint_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    fix: Annotated[
        bool, typer.Option("--fix", help="Write fixes that change nothing else.")
    ] = False,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Leave out a finding; repeatable.")
    ] = None,
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Tell which rules of the ignore file do not do what they look like."""
    from ctxscan.api.lint import lint
    from ctxscan.render.json.documents import dumps
    from ctxscan.render.json.lint import lint_document
    from ctxscan.render.text.lint import lint_text

    with out.progress() as progress:
        location, found, changed = lint(
            context, fix=fix, skip=skip or (), progress=progress, **build
        )
    if format_ is Format.JSON:
        document = lint_document(location, build["builder"], build["target"], found, changed)
        out.write_text(dumps(document) + "\n")
    else:
        out.draw(lint_text(location, found, changed, may_fix=not fix))
    raise typer.Exit(Exit.FINDINGS if found.findings else Exit.FINE)
