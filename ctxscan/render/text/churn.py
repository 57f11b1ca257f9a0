"""The losses of many commits for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.json.churn import tried_losses
from ctxscan.render.names import printable
from ctxscan.render.text.report.bars import Bars, percent

if TYPE_CHECKING:
    from ctxscan.api.churn import Churned
    from ctxscan.findings.churn import Churn, StepChurn
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable

_UNNAMED = "no step of the Dockerfile names it"


def churn_text(found: Churned, most: int, *, blocks: bool) -> Group:
    """*most*: rows of paths that are shown; *blocks*: whether the terminal can draw them."""
    bars = Bars(10, blocks)
    churn = found.churn
    commits = f"Last {churn.commits} commits (first parents)"
    parts: list[Drawable] = [
        Text(f"{commits}, with today's Dockerfile and ignore file"),
        Text(f"{churn.losing} of them lose a step, {churn.commits - churn.losing} none."),
    ]
    if found.tried is not None:
        parts.append(Text(f"With what is tried, {found.tried.losing} of them lose one."))
    parts += [Text(""), _steps(found, bars)]
    if found.tried is not None and found.tried.steps and not _same_steps(found):
        parts += [Text("\nThe steps that are tried", style="bold"), _table(found.tried, [], bars)]
    if churn.paths:
        parts += [Text("\nWho breaks them", style="bold"), _paths(churn, most)]
    return Group(*parts)


def _same_steps(found: Churned) -> bool:
    return None not in tried_losses(found)


def _steps(found: Churned, bars: Bars) -> Table:
    tried = tried_losses(found) if found.tried is not None else []
    return _table(found.churn, tried, bars)


def _table(churn: Churn, tried: list[int | None], bars: Bars) -> Table:
    columns = [("  line", "right"), ("lost", "right"), ("", "left"), ("", "left")]
    if tried:
        columns.append(("try", "right"))
    rows = table(*columns, ("step", "wrap"), header=True)
    for index, step in enumerate(churn.steps):
        share = step.lost, churn.commits
        cells = [str(step.name.line), str(step.lost), percent(*share), bars.draw(*share)]
        if tried:
            known = tried[index]
            cells.append("" if known is None else str(known))
        rows.add_row(*cells, Text(_instruction(step)))
    return rows


def _instruction(step: StepChurn) -> str:
    text = printable(f"{'LINK ' if step.name.link else ''}{step.name.instruction}")
    return f"{text}  (perhaps {step.perhaps} more)" if step.perhaps else text


def _paths(churn: Churn, most: int) -> Table:
    columns = (("  path", "wrap"), ("commits", "right"), ("alone", "right"), ("", "wrap"))
    rows = table(*columns, header=True)
    for each in churn.paths[:most]:
        rows.add_row(
            Text(f"  {printable(each.path)}"),
            str(each.commits),
            str(each.alone),
            "" if each.named else _UNNAMED,
        )
    return rows
