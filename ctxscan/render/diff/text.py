"""A comparison for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.render.diff import words
from ctxscan.render.drawing.cells import width_of
from ctxscan.render.drawing.table import one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable
from ctxscan.render.text.report.bars import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Change, Diff
    from ctxscan.render.drawing.paper import Paper
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable

_MOST_COLUMNS = (3, 12, 40, 24)
"""Of a sign, bytes, a path and a remark; what is longer may go on below."""

_MARGIN = 2
"""Of what stands under the name of a build."""

_COLORS = {Fate.KEPT: "green", Fate.LOST: "red", Fate.PERHAPS: "yellow"}


def diff_text(found: Compared, size: Callable[[int], str], most: int, paper: Paper) -> Group:
    """*most*: rows of changes that are shown."""
    diff = found.diff
    parts: list[Drawable] = [Text(printable(words.title(found))), _transfer(diff, size)]
    if diff.changes:
        parts += [
            Text("\nIn the context", style="bold"),
            _changes(diff.changes[:most], size, paper),
        ]
        if len(diff.changes) > most:
            parts.append(Text(f"  and {len(diff.changes) - most} more"))
    else:
        again = "; the builder is sent the list of files again" if diff.transfer.new else ""
        parts.append(Text(f"\nNothing that is sent has changed{again}."))
    if diff.steps:
        parts += [Text("\nSteps", style="bold"), _steps(diff)]
        parts.append(Text(f"{words.summary(diff)},\n{words.PREMISE}"))
    parts += [Text(line) for line in words.rescues(diff)]
    parts += [Text(line, style="yellow") for line in words.warnings(diff)]
    return Group(*parts)


def _transfer(diff: Diff, size: Callable[[int], str]) -> Text:
    change = diff.transfer
    sent = f"{size(change.before)} -> {size(change.after)}"
    new = f"of it new to the builder: {size(change.new)}"
    files = f"{change.files_before} -> {change.files_after}"
    return Text(f"\n  transferring context  {sent}   {new}\n  files sent            {files}")


def _changes(changes: Sequence[Change], size: Callable[[int], str], paper: Paper) -> Table:
    rows = [
        (
            f"  {words.sign(each)}",
            words.signed(each, size),
            printable(each.path),
            words.remark(each),
        )
        for each in changes
    ]
    largest = max(abs(each.bytes) for each in changes)
    bars = beside(_needed(rows), paper) if largest else None
    drawn = [("", "left")] if bars is not None else []
    found = table(("", "left"), ("", "right"), *drawn, ("", "wrap"), ("", "wrap"))
    for each, (sign, signed, path, remark) in zip(changes, rows, strict=True):
        cells: list[str | Text] = [sign, signed]
        if bars is not None:
            color = "green" if each.bytes > 0 else "red"
            cells.append(Text(bars.draw(abs(each.bytes), largest), color))
        found.add_row(*cells, Text(path), Text(remark, style="dim"))
    return found


def _needed(rows: Sequence[Sequence[str]]) -> int:
    """Columns of a table of these, as far as they should stand on one line."""
    widths = [max(map(width_of, cells)) for cells in zip(*rows, strict=True)]
    return sum(map(min, widths, _MOST_COLUMNS)) + 2 * len(widths) + _MARGIN


def _steps(diff: Diff) -> Table:
    columns = (("  line", "right"), ("fate", "left"), ("step", "wrap"), ("because", "wrap"))
    rows = table(*columns, header=True)
    for step in diff.steps:
        rows.add_row(
            str(step.name.line),
            Text(step.fate.value, style=_COLORS[step.fate]),
            one_line(words.instruction(step)),
            Text(words.because(step)),
        )
    return rows
