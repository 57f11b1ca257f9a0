"""A report for people: a headline, rankings, warnings, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ctxscan.render.bars import Bars, percent
from ctxscan.render.directory_tree import directory_lines
from ctxscan.render.names import printable
from ctxscan.render.notices_text import notices_text
from ctxscan.sizes import buildkit_size, human_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console, RenderableType

    from ctxscan.findings.report import Report, ReportOptions
    from ctxscan.findings.tally import Contributor, Totals
    from ctxscan.render.sizes import SizeFormat

SECTIONS = ("directories", "files", "extensions", "instructions", "stages", "rules")


def draw_report(
    report: Report,
    sizes: SizeFormat,
    sections: Sequence[str],
    options: ReportOptions,
    console: Console,
) -> Group:
    """A report for *console*; *sections* are those asked for, else all that have rows."""
    blocks = console.encoding.lower().startswith("utf")
    bars = Bars(width=max(8, min(30, console.width // 6)), blocks=blocks)
    return _ReportText(report, sizes, bars, options).draw(sections)


class _ReportText:
    def __init__(
        self, report: Report, sizes: SizeFormat, bars: Bars, options: ReportOptions
    ) -> None:
        self._report = report
        self._size = sizes
        self._bars = bars
        self._top = options.top
        self._depth = options.depth
        self._by_files = options.by_files

    def draw(self, sections: Sequence[str]) -> Group:
        drawers: dict[str, Callable[[], Table]] = {
            "directories": self._directories,
            "files": self._files,
            "extensions": self._extensions,
            "instructions": self._instructions,
            "stages": self._stages,
            "rules": self._rules,
        }
        parts: list[RenderableType] = [self._headline()]
        for name in sections or SECTIONS:
            table = drawers[name]()
            if table.row_count and self._is_worth_it(name, asked=bool(sections)):
                parts += [Text(""), Text(_TITLES[name], "bold"), Padding(table, (0, 0, 0, 2))]
        return Group(*parts, Text(""), self._ending())

    def _is_worth_it(self, section: str, *, asked: bool) -> bool:
        """A table of one stage tells nothing new."""
        return asked or section != "stages" or len(self._report.stages) > 1

    def _headline(self) -> Group:
        report = self._report
        inspection = report.inspection
        files = [inspection.location.dockerfile.shown]
        files.append(inspection.ignore_file.path or "no ignore file")
        context = printable(inspection.location.shown)
        builder = "classic builder" if inspection.options.builder == "classic" else "BuildKit"
        title = Text.assemble(
            ("Build context ", "bold"),
            (context, "bold"),
            f"  ({builder}, {', '.join(map(printable, files))})",
        )
        return Group(title, Text(""), Padding(self._figures(), (0, 0, 0, 2)))

    def _figures(self) -> Group:
        report = self._report
        table = _table(("", "left"), ("", "right"), ("", "right"), ("", "left"))
        self._figure(table, "sent", report.sent, "")
        if report.inspection.options.builder == "buildkit":
            asked = ""
            if report.never_asked.files:
                asked = f"{self._size(report.never_asked.content_bytes)} of it is never asked for"
            self._figure(table, "eligible", report.eligible, asked)
        if report.ignored is not None:
            self._figure(table, "ignored", report.ignored, "")
        walked = f"{report.walked:,} {_plural(report.walked, 'path')}"
        table.add_row("walked", "", walked, Text("what the builder looks at to find out"))
        return Group(self._printed(), table)

    def _figure(self, table: Table, name: str, totals: Totals, remark: str) -> None:
        files = f"{totals.files:,} {_plural(totals.files, 'file')}"
        table.add_row(name, self._size(totals.content_bytes), files, Text(remark))

    def _printed(self) -> Text:
        """The very figure that Docker prints."""
        report = self._report
        if report.inspection.options.builder == "classic":
            figure = human_size(report.transfer_bytes)
            return Text.assemble("Sending build context to Docker daemon  ", (figure, "bold cyan"))
        if not report.inspection.requested:
            return Text("This build never asks for its context: nothing of it is sent.", "bold")
        figure = buildkit_size(report.transfer_bytes)
        again = buildkit_size(report.again_bytes or 0)
        return Text.assemble(
            "transferring context: ", (figure, "bold cyan"), f"   (again, unchanged: {again})"
        )

    def _directories(self) -> Table:
        table = self._ranking()
        whole = self._report.sent.files if self._by_files else self._report.sent.content_bytes
        for guide, row in directory_lines(
            self._report.directories, self._top, self._depth, by_files=self._by_files
        ):
            name = printable(row.name.rpartition("/")[2]) or "."
            drawn = guide if self._bars.blocks else guide.translate(_ASCII_GUIDES)
            self._row(table, row, whole, Text.assemble((drawn, "dim"), name))
        return table

    def _files(self) -> Table:
        return self._ranked(self._report.files)

    def _extensions(self) -> Table:
        return self._ranked(self._report.extensions, unnamed="(no extension)")

    def _ranked(self, rows: Iterable[Contributor], unnamed: str = "") -> Table:
        table = self._ranking()
        for row in rows:
            whole = self._report.sent.files if self._by_files else self._report.sent.content_bytes
            self._row(table, row, whole, Text(printable(row.name) or unnamed))
        return table

    def _ranking(self) -> Table:
        table = _table(("", "right"), ("", "right"), ("", "left"), ("", "right"), ("", "left"))
        table.columns[2].width = self._bars.width
        return table

    def _row(self, table: Table, row: Contributor, whole: int, name: Text) -> None:
        part = row.files if self._by_files else row.content_bytes
        bar = Text(self._bars.draw(part, whole), "cyan")
        files = f"{row.files:,} {_plural(row.files, 'file')}"
        table.add_row(self._size(row.content_bytes), percent(part, whole), bar, files, name)

    def _instructions(self) -> Table:
        table = _table(
            ("line", "right"),
            ("content", "right"),
            ("only here", "right"),
            ("files", "right"),
            ("instruction", "left"),
            header=True,
        )
        for row in self._report.instructions[: self._top]:
            table.add_row(
                str(row.line),
                self._size(row.content_bytes),
                self._size(row.only_bytes),
                f"{row.files:,}",
                Text(printable(row.text)),
            )
        return table

    def _stages(self) -> Table:
        table = _table(
            ("line", "right"),
            ("stage", "left"),
            ("takes", "right"),
            ("files", "right"),
            ("role", "left"),
            ("copies from", "left"),
            header=True,
        )
        for row in self._report.stages:
            table.add_row(
                str(row.line),
                Text(printable(row.name)),
                self._size(row.content_bytes),
                f"{row.files:,}",
                "ships (target)" if row.is_target else row.role,
                Text(printable(", ".join(row.copies_from))),
            )
        return table

    def _rules(self) -> Table:
        table = _table(("", "right"), ("", "right"), ("", "left"), ("", "left"))
        for row in self._report.rules:
            files = f"{row.files:,} {_plural(row.files, 'file')}"
            place = printable(str(row.place))
            table.add_row(self._size(row.content_bytes), files, Text(printable(row.text)), place)
        return table

    def _ending(self) -> Group:
        notices, unknowns = self._report.notices, self._report.unknowns
        parts: list[RenderableType] = []
        if unknowns:
            parts += [Text("Not known without asking a registry", "dim"), notices_text(unknowns)]
        if notices:
            things = f"{len(notices)} {_plural(len(notices), 'thing')} to look at"
            parts += [Text(things, "bold yellow"), notices_text(notices)]
        else:
            parts.append(Text("Nothing looks wrong.", "green"))
        return Group(*parts)


_ASCII_GUIDES = str.maketrans("├└│─", "|`|-")

_TITLES = {
    "directories": "Directories sent",
    "files": "Largest files sent",
    "extensions": "By extension",
    "instructions": "Who asks for it",
    "stages": "Stages",
    "rules": "Kept out, by rule",
}


def _table(*columns: tuple[str, str], header: bool = False) -> Table:
    table = Table(box=None, show_header=header, pad_edge=False, padding=(0, 2, 0, 0))
    for title, justify in columns:
        wraps = (title, justify) == columns[-1]
        table.add_column(
            title,
            justify="right" if justify == "right" else "left",
            no_wrap=not wraps,
            overflow="fold",
            header_style="dim",
        )
    return table


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
