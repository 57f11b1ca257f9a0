"""`ctxscan lint`."""

from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import AS_TEXT, FindingsFormatOption
from ctxscan.cli.output import Output


def lint_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    fix: Annotated[
        bool, typer.Option("--fix", help="Write fixes that change nothing else.")
    ] = False,
    skip: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Leave out a finding; repeatable.")
    ] = None,
    format_: FindingsFormatOption = AS_TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Find rules and sources that do not do what they look like."""
    from ctxscan.api.lint import lint
    from ctxscan.render.json.lint import lint_document
    from ctxscan.render.lint import lint_outcome
    from ctxscan.render.text.lint import lint_text

    skipped = skip or []
    with out.progress() as progress:
        found = lint(context, fix=fix, skip=skipped, progress=progress, **build)
    builder, target = build["builder"], build["target"]
    out.write_findings(
        format_.value,
        lambda: [lint_outcome(*found, builder=builder, target=target, skipped=skipped)],
        text=lambda: lint_text(*found, may_fix=not fix),
        document=lambda: lint_document(found.location, builder, target, found.lint, found.changed),
    )
    raise typer.Exit(Exit.FINDINGS if found.lint.findings else Exit.FINE)
