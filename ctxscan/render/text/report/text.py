"""A report for people: a headline, rankings, warnings, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.accounting import Totals
from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.text.notices import notices_text
from ctxscan.render.text.report.bars import Bars
from ctxscan.render.text.report.tables import TITLES, ReportTables
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxscan.finding import Finding
    from ctxscan.findings.accounting import Contributor
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.render.drawing.paper import Paper
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.sizes import SizeFormat


def draw_report(
    report: Report,
    size: SizeFormat,
    sections: Sequence[str],
    options: ReportOptions,
    paper: Paper,
) -> Group:
    """A report for *paper*; *sections* are those asked for, else all that have rows."""
    bars = Bars(width=max(8, min(30, paper.width // 6)), blocks=paper.has_blocks)
    tables = ReportTables(report, size, bars, options, paper.width)
    parts: list[Drawable] = [_title(report), Text(""), _printed(report)]
    parts.append(Padding(_figures(report, size), 2))
    for section in sections or TITLES:
        drawn = tables.draw(section, asked=bool(sections))
        if drawn is not None:
            parts += [Text(""), Text(TITLES[section], "bold"), Padding(drawn, 2)]
    return Group(*parts, Text(""), _ending(report))


def _title(report: Report) -> Text:
    inspection = report.inspection
    dockerfile, ignore_file = inspection.location.dockerfile.shown, inspection.ignore_file.path
    inside = f"{inspection.location.shown.rstrip('/')}/"
    files = [dockerfile.removeprefix(inside)]
    files.append(ignore_file.removeprefix(inside) if ignore_file else "no ignore file")
    builder = inspection.traits.label
    context = printable(inspection.location.shown)
    return Text.assemble(
        (f"Build context {context}", "bold"), f"  ({builder}, {printable(', '.join(files))})"
    )


def _printed(report: Report) -> Drawable:
    """The very figure that Docker prints."""
    traits = report.inspection.traits
    if not report.inspection.requested:
        line = Text("This build never asks for its context: nothing of it is sent.", "bold")
    elif not traits.transfers:
        where = f"{traits.label}'s COPY and ADD read it where it lies"
        line = Text(f"Nothing travels: {where}.", "bold")
    else:
        line = Text.assemble(
            traits.progress, (traits.printed_size(report.transfer_bytes), "bold cyan")
        )
        if report.again_bytes is not None:
            line.append(f"   (again, unchanged: {traits.printed_size(report.again_bytes)})")
    return Padding(line, 2)


def _figures(report: Report, size: SizeFormat) -> Table:
    made = table(("", "left"), ("", "right"), ("", "right"), ("", "left"))

    def figure(name: str, totals: Totals, remark: str = "") -> None:
        made.add_row(name, size(totals.content_bytes), plural(totals.files, "file"), Text(remark))

    figure("sent", report.sent)
    for each in report.others:
        if each.is_context:
            totals = Totals(each.files, 0, each.content_bytes)
            figure("and", totals, f"of the named {printable(each.title)}")
    traits = report.inspection.traits
    if traits.transfers and traits.narrows_by_sources:
        never = f"{size(report.never_asked.content_bytes)} of it is never asked for"
        figure("eligible", report.eligible, never if report.never_asked.files else "")
    untracked = report.untracked
    if untracked is not None and untracked.total.files:
        figure("untracked", untracked.total, f"of what is sent: {_named(untracked.largest)}")
    if report.ignored is not None:
        figure("ignored", report.ignored)
    if report.in_image or len(report.stages) > 1:
        more = report.may_ship.content_bytes - report.ships.content_bytes
        rest = f"into the image, and what a RUN makes of {size(more)} more" if more > 0 else ""
        figure("ships", report.ships, rest or "into the image")
    made.add_row("walked", "", plural(report.walked, "path"), Text("looked at to find that out"))
    return made


def _named(rows: Sequence[Contributor]) -> str:
    """The largest, and how many more."""
    names = [printable(row.name) for row in rows[:2]]
    more = f" and {len(rows) - len(names):,} more" if len(rows) > len(names) else ""
    return f"{', '.join(names)}{more}"


def _ending(report: Report) -> Group:
    parts: list[Drawable] = []
    if report.unknowns:
        parts.append(_unknown(report.unknowns))
    if report.notices:
        things = f"{plural(len(report.notices), 'thing')} to look at"
        parts += [Text(things, "bold yellow"), notices_text(report.notices)]
    else:
        parts.append(Text("Nothing looks wrong.", "green"))
    return Group(*parts)


def _unknown(unknowns: Sequence[Finding]) -> Text:
    """One line for all of them; their pages say what each could change."""
    codes = list(dict.fromkeys(each.code for each in unknowns))
    lines = sorted({each.place.line for each in unknowns if each.place and each.place.line})
    word = "line" if len(lines) == 1 else "lines"
    where = f" of {word} {', '.join(map(str, lines))}" if lines else ""
    asks = " and ".join(f"ctxscan rule {code}" for code in codes)
    return Text(f"Not known without a registry: what the images{where} bring along ({asks})", "dim")
