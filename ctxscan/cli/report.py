from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from ctxscan.api.arguments import BuildArguments
from ctxscan.cli.line.declared import option
from ctxscan.cli.options import PathArgument
from ctxscan.cli.output import Output
from ctxscan.cli.which import Which

if TYPE_CHECKING:
    from ctxscan.api.asked import Answers
    from ctxscan.findings.check.checked import Checked
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.render.drawing.text import Drawable


class Section(StrEnum):
    DIRECTORIES = "directories"
    FILES = "files"
    EXTENSIONS = "extensions"
    INSTRUCTIONS = "instructions"
    IMAGE = "image"
    CACHE = "cache"
    STAGES = "stages"
    RULES = "rules"


class ReportFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"
    SVG = "svg"


class Sort(StrEnum):
    SIZE = "size"
    FILES = "files"


def report_command(
    context: PathArgument = ".",
    top: Annotated[int, option("Rows of each ranking.", "-n", "--top", at_least=1)] = 8,
    depth: Annotated[int, option("Levels of directories.", "-d", "--depth", at_least=1)] = 3,
    by: Annotated[list[Section] | None, option("Show this ranking only; repeatable.")] = None,
    sort: Annotated[Sort, option("Rank by bytes or by number of files.")] = Sort.SIZE,
    ignored: Annotated[bool, option("Also measure what each rule keeps out.", "--ignored")] = False,
    max_size: Annotated[
        str | None,
        option("Exit with 1 when the transfer is larger.", metavar="SIZE"),
    ] = None,
    iec: Annotated[bool, option("Sizes in KiB, MiB, GiB.", "--iec")] = False,
    format_: Annotated[
        ReportFormat, option("Text, JSON, a page with a map, or its image.", "--format")
    ] = ReportFormat.TEXT,
    *,
    which: Which,
    build: BuildArguments,
    out: Output,
) -> None:
    """Show what a build sends and the largest contributors."""
    from ctxscan.api.report import reports
    from ctxscan.findings.report.report import ReportOptions

    measured = ignored or Section.RULES in (by or ())
    options = ReportOptions(top, depth, by_files=sort is Sort.FILES, ignored=measured)
    gate = _gate(max_size) if max_size is not None else None
    if format_ in (ReportFormat.HTML, ReportFormat.SVG):
        from ctxscan.cli.map import write_image, write_map

        write = write_map if format_ is ReportFormat.HTML else write_image
        write(which.builds(context, build), options, gate, out)
        return
    with out.progress() as progress:
        found = reports(which.builds(context, build), options, progress=progress)
    checked = [gate(each.value) for each in found.found] if gate is not None else []
    if format_ is ReportFormat.JSON:
        _write_document(found, checked, out)
    else:
        _draw(found, checked, options, by or (), out, iec=iec)
    out.end(found, passed=all(each.passed for each in checked))


def _gate(max_size: str) -> "Callable[[Report], Checked]":
    from ctxscan.api.check import check_report
    from ctxscan.findings.check.settings import size_limit

    limit = size_limit(max_size, "--max-size")
    return lambda found: check_report(found, limit)


def _write_document(found: "Answers[Report]", checked: "Sequence[Checked]", out: Output) -> None:
    from ctxscan.render.json import documents
    from ctxscan.render.json.several import document

    written = [documents.report(each.value) for each in found.found]
    if checked:
        from ctxscan.render.json.check import gated_report

        written = [gated_report(*each) for each in zip(written, checked, strict=True)]
    out.write_text(documents.dumps(document("report", found, written)) + "\n")


def _draw(
    found: "Answers[Report]",
    checked: "Sequence[Checked]",
    options: "ReportOptions",
    by: Sequence[Section],
    out: Output,
    *,
    iec: bool,
) -> None:
    from ctxscan.render.sizes import size_format
    from ctxscan.render.text.report.text import draw_report

    size = size_format(iec=iec)
    if len(found.asked.builds) == 1 == len(found.found):
        only = found.found[0].value
        drawn: Drawable = draw_report(only, size, by, options, out.paper())
    else:
        from ctxscan.render.text.report.several import draw_reports

        drawn = draw_reports(found, size, options)
    if checked:
        from ctxscan.render.check import check_outcome
        from ctxscan.render.text.check import draw_gated

        for each in checked:
            drawn = draw_gated(drawn, check_outcome(each))
    out.draw(drawn)
