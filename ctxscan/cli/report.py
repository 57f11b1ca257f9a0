from enum import StrEnum
from typing import Annotated

import typer

from ctxscan.cli.exits import Exit
from ctxscan.cli.options import Build
from ctxscan.cli.output import Output


class Section(StrEnum):
    DIRECTORIES = "directories"
    FILES = "files"
    EXTENSIONS = "extensions"
    INSTRUCTIONS = "instructions"
    STAGES = "stages"
    RULES = "rules"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Sort(StrEnum):
    SIZE = "size"
    FILES = "files"


def report_command(
    context: Annotated[str, typer.Argument(metavar="PATH", help="Build context.")] = ".",
    top: Annotated[int, typer.Option("-n", "--top", min=1, help="Rows of each ranking.")] = 8,
    depth: Annotated[int, typer.Option("-d", "--depth", min=1, help="Levels of directories.")] = 3,
    by: Annotated[
        list[Section] | None, typer.Option(help="Show this ranking only; repeatable.")
    ] = None,
    sort: Annotated[Sort, typer.Option(help="Rank by bytes or by number of files.")] = Sort.SIZE,
    ignored: Annotated[
        bool, typer.Option("--ignored", help="Also measure what each rule keeps out.")
    ] = False,
    max_size: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="Exit with 1 when the transfer is larger."),
    ] = None,
    iec: Annotated[bool, typer.Option("--iec", help="Sizes in KiB, MiB, GiB.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="Text or JSON.")] = Format.TEXT,
    *,
    build: Build,
    out: Output,
) -> None:
    """Tell what a build sends, exactly, and what contributes most to it."""
    from ctxscan.findings.check import check_report
    from ctxscan.findings.check.settings import size_limit
    from ctxscan.findings.report import ReportOptions, report
    from ctxscan.render import documents
    from ctxscan.render.check.documents import gated_report
    from ctxscan.render.check.text import draw_gated
    from ctxscan.render.report.text import draw_report
    from ctxscan.render.sizes import size_format

    measured = ignored or Section.RULES in (by or ())
    options = ReportOptions(top, depth, by_files=sort is Sort.FILES, ignored=measured)
    limit = size_limit(max_size, "--max-size") if max_size is not None else None
    inspection = build.of(context)
    with out.progress() as progress:
        found = report(inspection, options, progress)
    checked = check_report(found, limit) if limit is not None else None
    if format_ is Format.JSON:
        document = documents.report(found)
        out.write_text(documents.dumps(gated_report(document, checked)) + "\n")
    else:
        console = out.console()
        drawn = draw_report(found, size_format(iec=iec), by or (), options, console)
        out.draw(draw_gated(drawn, checked))
    if checked is not None and not checked.passed:
        raise typer.Exit(Exit.FINDINGS)
