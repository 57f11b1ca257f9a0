"""A comparison for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.builders.buildkit.cache.fates import Fate
from ctxscan.render.diff import words
from ctxscan.render.drawing.table import one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.names import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.api.diff import Compared
    from ctxscan.findings.diff.model import Diff
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable

_COLORS = {Fate.KEPT: "green", Fate.LOST: "red", Fate.PERHAPS: "yellow"}


def diff_text(found: Compared, size: Callable[[int], str], most: int) -> Group:
    """*most*: rows of changes that are shown."""
    diff = found.diff
    parts: list[Drawable] = [Text(printable(words.title(found))), _transfer(diff, size)]
    if diff.changes:
        parts += [Text("\nIn the context", style="bold"), _changes(diff, size, most)]
        if len(diff.changes) > most:
            parts.append(Text(f"  and {len(diff.changes) - most} more"))
    else:
        parts.append(Text("\nNothing that is sent has changed."))
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


def _changes(diff: Diff, size: Callable[[int], str], most: int) -> Table:
    rows = table(("", "left"), ("", "right"), ("", "wrap"), ("", "wrap"))
    for each in diff.changes[:most]:
        rows.add_row(
            f"  {words.sign(each)}",
            words.signed(each, size),
            Text(printable(each.path)),
            Text(words.remark(each), style="dim"),
        )
    return rows


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
