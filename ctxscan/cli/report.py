from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.exits import Exit
from ctxscan.cli.options import Format, FormatOption
from ctxscan.cli.output import Output

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ctxscan.findings.check import Checked
    from ctxscan.findings.report.report import Report, ReportOptions


class Section(StrEnum):
    DIRECTORIES = "directories"
    FILES = "files"
    EXTENSIONS = "extensions"
    INSTRUCTIONS = "instructions"
    IMAGE = "image"
    STAGES = "stages"
    RULES = "rules"


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
    format_: FormatOption = Format.TEXT,
    *,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show what a build sends and the largest contributors."""
    from ctxscan.api.report import report
    from ctxscan.findings.report.report import ReportOptions

    measured = ignored or Section.RULES in (by or ())
    options = ReportOptions(top, depth, by_files=sort is Sort.FILES, ignored=measured)
    gate = _gate(max_size) if max_size is not None else None
    with out.progress() as progress:
        found = report(context, options, progress=progress, **build)
    checked = gate(found) if gate is not None else None
    if format_ is Format.JSON:
        _write_document(found, checked, out)
    else:
        _draw(found, checked, options, by or (), out, iec=iec)
    if checked is not None and not checked.passed:
        raise typer.Exit(Exit.FINDINGS)


def _gate(max_size: str) -> "Callable[[Report], Checked]":
    from ctxscan.findings.check import check_report
    from ctxscan.findings.check.settings import size_limit

    limit = size_limit(max_size, "--max-size")
    return lambda found: check_report(found, limit)


def _write_document(found: "Report", checked: "Checked | None", out: Output) -> None:
    from ctxscan.render.json import documents

    document = documents.report(found)
    if checked is not None:
        from ctxscan.render.json.check import gated_report

        document = gated_report(document, checked)
    out.write_text(documents.dumps(document) + "\n")


def _draw(
    found: "Report",
    checked: "Checked | None",
    options: "ReportOptions",
    by: Sequence[Section],
    out: Output,
    *,
    iec: bool,
) -> None:
    from ctxscan.render.sizes import size_format
    from ctxscan.render.text.report.text import draw_report

    drawn: RenderableType = draw_report(found, size_format(iec=iec), by, options, out.console())
    if checked is not None:
        from ctxscan.render.check import check_outcome
        from ctxscan.render.text.check import draw_gated

        drawn = draw_gated(drawn, check_outcome(checked))
    out.draw(drawn)
