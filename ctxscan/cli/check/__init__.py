"""`ctxscan check`: the command; what it needs to do its work lies beside it."""

from enum import StrEnum
from typing import Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.options import AS_TEXT, FindingsFormatOption
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which


class Measure(StrEnum):
    SENT = "sent"
    ELIGIBLE = "eligible"


def check_command(
    context: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH",
            help="Build context, or a compose or bake file.  "
            "[default: each of the settings' contexts, else .]",
            show_default=False,
        ),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every build that `ctxscan builds` lists.")
    ] = False,
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
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Fail when a context is too large or holds what it must not."""
    parameters = locals()
    from ctxscan.api.check import checks, checks_of_settings
    from ctxscan.cli.check.summary import append_summary
    from ctxscan.context.machine import environment
    from ctxscan.findings.check.limits import given_limits
    from ctxscan.render.check import check_outcomes
    from ctxscan.render.json.check import checks_document
    from ctxscan.render.text.check import checks_text

    asked = which.builds(context or ".", build, whole_project=all_)
    limits, known = given_limits(parameters), environment()
    with out.progress() as progress:
        if asked.source is None and not which.command:
            found = checks_of_settings(
                context,
                limits,
                environment=known,
                update_baseline=update_baseline,
                progress=progress,
                **build,
            )
        else:
            found = checks(
                asked,
                limits,
                environment=known,
                update_baseline=update_baseline,
                progress=progress,
            )
    for each in found.found:
        out.warn(each.value.notices)
    outcomes = check_outcomes(found)
    if summary:
        append_summary(outcomes)
    out.write_findings(
        format_.value,
        lambda: outcomes,
        text=lambda: checks_text(outcomes),
        document=lambda: checks_document(found),
    )
    out.end(found, passed=all(outcome.passed for outcome in outcomes))
