"""The rankings of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.findings.reached import runs
from ctxscan.render.drawing.table import at_slashes, one_line, table
from ctxscan.render.drawing.text import Text
from ctxscan.render.names import printable
from ctxscan.render.text.report.bars import Bars, percent
from ctxscan.render.text.report.directory_tree import directory_lines
from ctxscan.sizes import plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxscan.findings.accounting import Contributor
    from ctxscan.findings.report.breaking import BrokenFirst
    from ctxscan.findings.report.instructions import InstructionRow, StageRow
    from ctxscan.findings.report.report import Report, ReportOptions
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.sizes import SizeFormat

_BESIDE_BAR = 20
"""Characters of a row beside its bar and its name: margin, size and share with their gaps."""

_LEAST_BAR = 4

_MOST_PATHS = 4
"""Of one step; one more than that is shown as well."""

_ASCII_GUIDES = str.maketrans("├└│─", "|`|-")

TITLES = {
    "directories": "Directories sent",
    "files": "Largest files sent",
    "extensions": "By extension",
    "instructions": "Who asks for it",
    "image": "In the image",
    "cache": "What a change breaks first",
    "stages": "Stages",
    "rules": "Kept out, by rule",
}


def _shown(row: InstructionRow) -> str:
    """A RUN by the mount that asks for the context, which may stand far behind in its line."""
    mounts = [flag for flag in row.flags if flag.startswith("--mount=") and "type=bind" in flag]
    if not row.text.upper().startswith("RUN") or not mounts:
        return row.text
    others = [flag for flag in row.flags if flag not in mounts]
    rest = row.text[3:]
    for flag in (*mounts, *others):
        rest = rest.replace(flag, "", 1)
    return " ".join(["RUN", *mounts, *rest.split()])


def _several(paths: Sequence[str]) -> str:
    """The first few, directories before files."""
    ordered = sorted(paths, key=lambda path: not path.endswith("/"))
    shown = ordered if len(ordered) <= _MOST_PATHS + 1 else ordered[:_MOST_PATHS]
    names = ", ".join(map(printable, shown))
    left = len(ordered) - len(shown)
    return f"{names} and {left:,} more" if left else names


class ReportTables(NamedTuple):
    report: Report
    size: SizeFormat
    bars: Bars
    options: ReportOptions
    width: int
    """Of the terminal, in characters."""

    def draw(self, section: str, *, asked: bool) -> Table | None:
        """One ranking; ``None`` when it has nothing to tell. *asked*: the user named it."""
        draw = {
            "directories": self._directories,
            "files": self._files,
            "extensions": self._extensions,
            "instructions": self._instructions,
            "image": self._image,
            "cache": self._cache if asked else self._cache_worth_a_look,
            "stages": self._stages if asked else self._stages_worth_a_look,
            "rules": self._rules,
        }[section]
        drawn = draw()
        return drawn if drawn is not None and drawn.rows else None

    def _directories(self) -> Table | None:
        if not self.report.sent.files:
            return None
        ranking = self._ranking(("files", "right"))
        for guide, row in directory_lines(
            self.report.directories,
            self.options.top,
            self.options.depth,
            by_files=self.options.by_files,
        ):
            name = printable(row.name.rpartition("/")[2]) or "."
            drawn = guide if self.bars.blocks else guide.translate(_ASCII_GUIDES)
            ranking.add_row(
                *self._measure(row), plural(row.files, "file"), Text.assemble((drawn, "dim"), name)
            )
        return ranking

    def _files(self) -> Table:
        names = [printable(row.name) for row in self.report.files]
        bars = self._beside(names)
        ranking = self._ranking(bars=bars)
        room = self.width - _BESIDE_BAR - bars.width
        for row, name in zip(self.report.files, names, strict=True):
            part = bars.draw(row.content_bytes, self.report.sent.content_bytes)
            share = percent(row.content_bytes, self.report.sent.content_bytes)
            size = self.size(row.content_bytes)
            ranking.add_row(size, share, Text(part, "cyan"), Text(at_slashes(name, room)))
        return ranking

    def _beside(self, names: Sequence[str]) -> Bars:
        """Bars that leave room for the names, as far as they can."""
        longest = max(map(len, names), default=0)
        left = self.width - _BESIDE_BAR - longest
        return self.bars._replace(width=max(_LEAST_BAR, min(self.bars.width, left)))

    def _extensions(self) -> Table:
        ranking = self._ranking(("files", "right"))
        for row in self.report.extensions:
            name = Text(printable(row.name) or "(no extension)")
            ranking.add_row(*self._measure(row), plural(row.files, "file"), name)
        return ranking

    def _ranking(self, *extra: tuple[str, str], bars: Bars | None = None) -> Table:
        columns = (("", "right"), ("", "right"), ("", "left"), *extra, ("", "left"))
        made = table(*columns)
        made.columns[2].width = (bars or self.bars).width
        return made

    def _measure(self, row: Contributor) -> tuple[str, str, Text]:
        by_files, sent = self.options.by_files, self.report.sent
        part = row.files if by_files else row.content_bytes
        whole = sent.files if by_files else sent.content_bytes
        bar = Text(self.bars.draw(part, whole), "cyan")
        return self.size(row.content_bytes), percent(part, whole), bar

    def _instructions(self) -> Table:
        columns = ("line", "content", "only here", "files")
        made = table(
            *((title, "right") for title in columns),
            ("instruction", "left"),
            header=True,
        )
        for row in self.report.instructions[: self.options.top]:
            made.add_row(
                str(row.line),
                self.size(row.content_bytes),
                self.size(row.only_bytes),
                f"{row.files:,}",
                one_line(printable(_shown(row))),
            )
        return made

    def _image(self) -> Table:
        """Where what ships ends up, by the lines that took it there."""
        drawn = table(
            ("line", "left"),
            ("content", "right"),
            ("files", "right"),
            ("where", "left"),
            header=True,
        )
        for row in self.report.in_image[: self.options.top]:
            lines = ", ".join(map(str, (row.line, *row.via)))
            drawn.add_row(
                lines,
                self.size(row.content_bytes),
                f"{row.files:,}",
                Text(
                    printable(row.path) + ("" if row.certain else "  (a RUN may have changed it)")
                ),
            )
        return drawn

    def _cache_worth_a_look(self) -> Table | None:
        """Without a command, what is built again costs next to nothing."""
        rows, most = self.report.broken_first or (), self.options.top
        if not any(runs(self.report.inspection)):
            return None
        if len(rows) <= most + 1:
            return self._cache_table(rows)
        # The last of them takes what is left, and so most of it.
        drawn = self._cache_table((*rows[: most - 1], rows[-1]))
        drawn.caption = f"and {plural(len(rows) - most, 'step')} between them (--by cache)"
        return drawn

    def _cache(self) -> Table:
        return self._cache_table(self.report.broken_first or ())

    def _cache_table(self, rows: Sequence[BrokenFirst]) -> Table:
        drawn = table(("line", "right"), ("a change of", "wrap"), ("breaks", "left"), header=True)
        for row in rows:
            paths = "anything that is sent" if len(rows) == 1 else _several(row.paths)
            step = "nothing" if row.line is None else row.instruction
            line = "" if row.line is None else str(row.line)
            drawn.add_row(line, Text(paths), one_line(printable(step)))
        return drawn

    def _stages_worth_a_look(self) -> Table | None:
        """Without the stages that the target does not need; a table of one tells nothing."""
        if len(self.report.stages) == 1:
            return None
        rows = [row for row in self.report.stages if row.role != "unused"]
        unused = len(self.report.stages) - len(rows)
        made = self._stage_table(rows)
        if unused:
            stages = plural(unused, "stage")
            made.caption = f"and {stages} that the target does not need (--by stages)"
        return made

    def _stages(self) -> Table:
        return self._stage_table(self.report.stages)

    def _stage_table(self, rows: Iterable[StageRow]) -> Table:
        made = table(
            ("line", "right"),
            ("stage", "left"),
            ("takes", "right"),
            ("files", "right"),
            ("role", "left"),
            ("copies from", "left"),
            header=True,
        )
        for row in rows:
            made.add_row(
                str(row.line),
                Text(printable(row.name)),
                self.size(row.content_bytes),
                f"{row.files:,}",
                "target, ships" if row.is_target else row.role,
                one_line(printable(", ".join(row.copies_from))),
            )
        return made

    def _rules(self) -> Table:
        made = table(("", "right"), ("", "right"), ("", "left"), ("", "left"))
        for row in self.report.rules:
            made.add_row(
                self.size(row.content_bytes),
                plural(row.files, "file"),
                printable(str(row.place)),
                Text(printable(row.text)),
            )
        return made
