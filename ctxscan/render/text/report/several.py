"""The reports of several builds for people: a row each, what is largest, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.text.notices import MOST_ALIKE, notices_text
from ctxscan.render.text.report.directory_tree import directory_lines
from ctxscan.render.words import listed
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.api.asked import Answer, Answers
    from ctxscan.finding import Finding
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.sizes import SizeFormat

_COLUMNS = (
    *(("build", "left"), ("sent", "right"), ("files", "right"), ("ships", "right")),
    *(("to look at", "right"), ("context", "left")),
)
_LARGEST = 4
"""Directories of each context, beside its root."""


def draw_reports(answers: Answers[Report], size: SizeFormat, options: ReportOptions) -> Group:
    source = printable(answers.asked.source or "")
    title = f"{plural(len(answers.asked.builds), 'build')} of {source}"
    parts: list[Drawable] = [Text(title, "bold"), Text("")]
    if not answers.asked.builds:
        return Group(*parts[:1])
    parts.append(Padding(_rows(answers, size), 2))
    for builds in by_context(answers).values():
        parts += [Text(""), *_context(builds, size, options)]
    return Group(*parts, Text(""), *_ending(answers))


def by_context(answers: Answers[Report]) -> dict[str, list[Answer[Report]]]:
    """The builds of each context, by its root."""
    found: dict[str, list[Answer[Report]]] = {}
    for each in answers.found:
        found.setdefault(each.value.inspection.location.root, []).append(each)
    return found


def names(builds: Sequence[Answer[Any]], of: int) -> str:
    """Of the builds that something is about, where these are not all of them."""
    return "" if len(builds) == of else listed([each.build.name for each in builds])


def _rows(answers: Answers[Report], size: SizeFormat) -> Drawable:
    rows = table(*_COLUMNS, header=True)
    for name, report in ((each.build.name, each.value) for each in answers.found):
        rows.add_row(
            printable(name),
            size(report.transfer_bytes),
            f"{report.sent.files:,}",
            size(report.ships.content_bytes),
            f"{len(report.notices):,}" if report.notices else "",
            printable(report.inspection.location.shown),
        )
    for each in answers.refused:
        rows.add_row(printable(each.build.name), "?", "?", "?", "", printable(each.build.path))
    return rows


def _context(
    builds: Sequence[Answer[Report]], size: SizeFormat, options: ReportOptions
) -> list[Drawable]:
    """What is largest in a context, by the build that sends most of it."""
    largest = max(builds, key=lambda each: each.value.sent.content_bytes)
    most = largest.value
    shown = printable(most.inspection.location.shown)
    if not most.sent.files:
        return [Text(f"Nothing of {shown} is sent.", "bold")]
    who = printable(largest.build.name)
    of = f"{who}, which sends most of {plural(len(builds), 'build')}" if len(builds) > 1 else who
    title = Text.assemble(("Largest in ", "bold"), (shown, "bold"), f"  ({of})")
    rows = table(("", "right"), ("", "right"), ("", "left"))
    top = min(_LARGEST, options.top)
    for guide, row in directory_lines(
        most.directories, top, options.depth, by_files=options.by_files
    ):
        name = printable(row.name.rpartition("/")[2]) or "."
        drawn = Text.assemble((guide, "dim"), name)
        rows.add_row(size(row.content_bytes), plural(row.files, "file"), drawn)
    return [title, Padding(rows, 2)]


def _ending(answers: Answers[Report]) -> list[Drawable]:
    """What there is to look at, each thing once, with the builds that it is about."""
    about: dict[Finding, list[Answer[Report]]] = {}
    for each in answers.found:
        for notice in each.value.notices:
            about.setdefault(notice, []).append(each)
    if not about and not answers.refused:
        return [Text("Nothing looks wrong.", "green")]
    parts: list[Drawable] = []
    if about:
        parts.append(Text(f"{plural(len(about), 'thing')} to look at", "bold yellow"))
    alike: dict[str, int] = {}
    for notice, builds in about.items():
        alike[notice.code] = alike.get(notice.code, 0) + 1
        if alike[notice.code] > MOST_ALIKE:
            continue
        of = names(builds, len(answers.found))
        if of:
            parts.append(Padding(Text(f"In {of}:"), 2))
        parts.append(notices_text([notice]))
    for code, count in alike.items():
        if count > MOST_ALIKE:
            more = Text.assemble(f"{count - MOST_ALIKE:,} more like that", (f" [{code}]", "dim"))
            parts.append(Padding(more, 2))
    name = answers.found[0].build.name if answers.found else "NAME"
    parts += [Text(""), Text(f"--only {printable(name)} shows one build in full.", "dim")]
    return parts
