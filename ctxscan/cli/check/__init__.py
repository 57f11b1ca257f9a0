"""`ctxscan check`: the command; what it needs to do its work lies beside it."""

from enum import StrEnum
from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import AS_TEXT, FindingsFormatOption
from ctxscan.cli.output import Output


class Measure(StrEnum):
    SENT = "sent"
    ELIGIBLE = "eligible"


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
        typer.Option(metavar="SIZE", help="Largest allowed transfer; 100MB without any limit."),
    ] = None,
    max_files: Annotated[
        int | None, typer.Option(min=0, help="Largest allowed number of files.")
    ] = None,
    max_file_size: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Largest allowed single file.")
    ] = None,
    min_files: Annotated[
        int | None, typer.Option(min=0, help="Smallest allowed number of files.")
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Paths that must not be sent; repeatable."),
    ] = None,
    secrets: Annotated[
        bool | None,
        typer.Option("--secrets/--no-secrets", help="Look for credentials.  [default: yes]"),
    ] = None,
    allow_secret: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help="Paths that look like secrets but are not; repeatable."
        ),
    ] = None,
    missing: Annotated[
        bool | None,
        typer.Option(
            "--missing/--no-missing", help="Look for sources that are not there.  [default: yes]"
        ),
    ] = None,
    leaks: Annotated[
        bool | None,
        typer.Option("--leaks/--no-leaks", help="Look for what git ignores and Docker sends."),
    ] = None,
    measure: Annotated[
        Measure | None,
        typer.Option(help="What the limits are about.  [default: sent]", show_default=False),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Baseline file: the sizes that may grow.")
    ] = None,
    max_growth: Annotated[
        str | None,
        typer.Option(
            metavar="10%|5MB", help="Largest allowed growth since the baseline.  [default: 10%]"
        ),
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option("--update-baseline", help="Write the present sizes to the baseline file."),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Append Markdown to $GITHUB_STEP_SUMMARY, too."),
    ] = False,
    format_: FindingsFormatOption = AS_TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Fail when a context is too large or holds what it must not."""
    parameters = locals()
    from ctxscan.api.check import check
    from ctxscan.cli.check.summary import append_summary
    from ctxscan.context.machine import environment
    from ctxscan.findings.check.limits import given_limits
    from ctxscan.render.check import check_outcome
    from ctxscan.render.json.check import checks
    from ctxscan.render.text.check import checks_text

    with out.progress() as progress:
        found = check(
            context,
            given_limits(parameters),
            environment=environment(),
            update_baseline=update_baseline,
            progress=progress,
            **build,
        )
    for checked in found:
        out.warn(checked.notices)
    outcomes = [check_outcome(checked) for checked in found]
    if summary:
        append_summary(outcomes)
    out.write_findings(
        format_.value,
        lambda: outcomes,
        text=lambda: checks_text(outcomes),
        document=lambda: checks(found),
    )
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(Exit.FINDINGS)
