"""`ctxscan check`: the command; what it needs to do its work lies beside it."""

from enum import StrEnum
from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.output import Output


class Measure(StrEnum):
    SENT = "sent"
    ELIGIBLE = "eligible"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


def check_command(
    context: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH",
            help="Build context.  [default: each of the settings' contexts, else .]",
            show_default=False,
        ),
    ] = None,
    max_size: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="Most to transfer; 100MB when no limit is given."),
    ] = None,
    max_files: Annotated[int | None, typer.Option(min=0, help="Most files.")] = None,
    max_file_size: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Largest single file.")
    ] = None,
    min_files: Annotated[
        int | None, typer.Option(min=0, help="Least files: an ignore file may take too much.")
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="What must not be sent; repeatable."),
    ] = None,
    secrets: Annotated[
        bool | None,
        typer.Option("--secrets/--no-secrets", help="Look for credentials.  [default: yes]"),
    ] = None,
    allow_secret: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="What is no secret, though named so; repeatable."),
    ] = None,
    missing: Annotated[
        bool | None,
        typer.Option("--missing/--no-missing", help="Look for absent sources.  [default: yes]"),
    ] = None,
    leaks: Annotated[
        bool | None,
        typer.Option("--leaks/--no-leaks", help="Look for what git ignores and Docker would not."),
    ] = None,
    measure: Annotated[
        Measure | None,
        typer.Option(help="What the limits are about.  [default: sent]", show_default=False),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Sizes agreed on, to grow from.")
    ] = None,
    max_growth: Annotated[
        str | None,
        typer.Option(metavar="10%|5MB", help="Most to grow by.  [default: 10%]"),
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write the sizes of today to it.")
    ] = False,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Append Markdown to $GITHUB_STEP_SUMMARY, too."),
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="Format.")] = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Fail when a context is too large, or holds what it must not."""
    from ctxscan.api.check import check
    from ctxscan.cli.check.formats import formatted
    from ctxscan.cli.check.summary import append_summary
    from ctxscan.context.machine import environment
    from ctxscan.render.text.check import checks_text

    given = {
        "max-size": max_size,
        "max-files": max_files,
        "max-file-size": max_file_size,
        "min-files": min_files,
        "forbid": forbid,
        "secrets": secrets,
        "allow-secret": allow_secret,
        "missing": missing,
        "leaks": leaks,
        "measure": measure.value if measure else None,
        "baseline": baseline,
        "max-growth": max_growth,
    }
    with out.progress() as progress:
        outcomes = check(
            context,
            given,
            environment=environment(),
            update_baseline=update_baseline,
            progress=progress,
            **build,
        )
    for checked in outcomes:
        out.warn(checked.notices)
    if summary:
        append_summary(outcomes)
    if format_ is Format.TEXT:
        out.draw(checks_text(outcomes))
    else:
        out.write(formatted(outcomes, format_.value))
    if not all(checked.passed for checked in outcomes):
        raise typer.Exit(Exit.FINDINGS)
