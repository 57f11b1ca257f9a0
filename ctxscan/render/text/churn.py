"""The losses of many commits for people."""

from __future__ import annotations

from difflib import ndiff
from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import one_line, table
from ctxscan.render.drawing.text import Group, Text
from ctxscan.render.json.churn import tried_losses
from ctxscan.render.names import printable
from ctxscan.render.text.report.bars import beside, percent
from ctxscan.sizes import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.churn import Churned
    from ctxscan.findings.churn import Churn, StepChurn
    from ctxscan.findings.churn.proposals import Proposal
    from ctxscan.render.drawing.paper import Paper
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable
    from ctxscan.render.text.report.bars import Bars

_UNNAMED = "no step of the Dockerfile names it"


_COLUMNS = 56
"""What a table of steps or paths needs to be read, bars aside."""


def churn_text(found: Churned, most: int, paper: Paper) -> Group:
    """*most*: rows of paths that are shown."""
    bars = beside(_COLUMNS, paper)
    churn = found.churn
    if not churn.commits:
        return Group(Text("No commit to go through: only one is there, or none so young."))
    commits = f"Last {plural(churn.commits, 'commit')} (first parents)"
    parts: list[Drawable] = [
        Text(f"{commits}, with today's Dockerfile and ignore file"),
        Text(_losing(churn)),
    ]
    if found.tried is not None:
        verb = "loses" if found.tried.losing == 1 else "lose"
        parts.append(Text(f"With what is tried, {found.tried.losing} of them {verb} one."))
    parts += [Text(""), _steps(found, bars)]
    if found.tried is not None and found.tried.steps and not _same_steps(found):
        parts += [Text("\nThe steps that are tried", style="bold"), _table(found.tried, [], bars)]
    if churn.paths:
        parts += [Text("\nWho breaks them", style="bold"), _paths(churn, most, bars)]
    parts += map(_unseen, churn.submodules)
    if found.proposals is not None:
        parts += [Text("\nWhat would keep more", style="bold"), *_proposed(found)]
    return Group(*parts)


def _losing(churn: Churn) -> str:
    if churn.commits == 1:
        return "It loses a step." if churn.losing else "It loses no step."
    verb = "loses" if churn.losing == 1 else "lose"
    return f"{churn.losing} of them {verb} a step, {churn.commits - churn.losing} none."


def _unseen(row: tuple[str, int]) -> Text:
    path, commits = row
    changed = "1 commit changes" if commits == 1 else f"{commits} commits change"
    return Text(
        f"\n{printable(path)} is a submodule, which {changed}: what its files break is not counted."
    )


def _proposed(found: Churned) -> Iterator[Drawable]:
    if not found.proposals:
        yield Text("  nothing that was found")
    for each in found.proposals or ():
        if each.kind == "rules":
            yield Text("  in the ignore file, proven for every build that reads it:")
            lines = [f"+ {rule}" for rule in each.rules]
        else:
            yield Text(f"  in the Dockerfile, from line {each.line}:")
            lines = _moved(found, each)
        yield Text("\n".join(f"    {printable(line)}" for line in lines))
        before, after = each.before, each.after
        runs = f"RUN lost {before.runs} -> {after.runs} times"
        yield Text(f"    {runs}, all steps {before.steps} -> {after.steps}")


def _moved(found: Churned, proposal: Proposal) -> list[str]:
    """The lines that move, with those between them."""
    old = found.inspection.location.dockerfile.data.decode("utf-8", "surrogateescape")
    rows = ndiff(old.split("\n"), (proposal.dockerfile or "").split("\n"))
    kept = [row.rstrip() for row in rows if row[0] in " +-"]
    changed = [at for at, row in enumerate(kept) if row[:1] in ("+", "-")]
    return kept[changed[0] : changed[-1] + 1] if changed else []


def _same_steps(found: Churned) -> bool:
    return None not in tried_losses(found)


def _steps(found: Churned, bars: Bars | None) -> Table:
    tried = tried_losses(found) if found.tried is not None else []
    return _table(found.churn, tried, bars)


def _table(churn: Churn, tried: list[int | None], bars: Bars | None) -> Table:
    columns = [("  line", "right"), ("lost", "right"), ("", "right")]
    columns += [("", "left")] if bars is not None else []
    in_doubt = any(step.perhaps for step in churn.steps)
    columns += [("perhaps", "right")] if in_doubt else []
    if tried:
        columns.append(("try", "right"))
    rows = table(*columns, ("step", "wrap"), header=True)
    for index, step in enumerate(churn.steps):
        cells: list[str | Text] = [
            str(step.name.line),
            str(step.lost),
            percent(step.lost, churn.commits),
        ]
        if bars is not None:
            cells.append(_bar(bars, (step.lost, "red"), (step.perhaps, "yellow"), churn.commits))
        if in_doubt:
            cells.append(str(step.perhaps or ""))
        if tried:
            known = tried[index]
            cells.append("" if known is None else str(known))
        rows.add_row(*cells, _instruction(step))
    return rows


def _bar(bars: Bars, part: tuple[int, str], more: tuple[int, str], whole: int) -> Text:
    """Two amounts, each with its colour."""
    drawn = bars.draw_two(part[0], more[0], whole)
    return Text.assemble((drawn[0], part[1]), (drawn[1], more[1]))


def _instruction(step: StepChurn) -> Text:
    return one_line(printable(f"{'LINK ' if step.name.link else ''}{step.name.instruction}"))


def _paths(churn: Churn, most: int, bars: Bars | None) -> Table:
    columns = [("  path", "wrap"), ("commits", "right"), ("alone", "right")]
    columns += [("", "left")] if bars is not None else []
    rows = table(*columns, ("", "wrap"), header=True)
    for each in churn.paths[:most]:
        cells: list[str | Text] = [Text(f"  {printable(each.path)}")]
        cells += [str(each.commits), str(each.alone)]
        if bars is not None:
            others = each.commits - each.alone
            cells.append(_bar(bars, (each.alone, "red"), (others, "red"), churn.commits))
        rows.add_row(*cells, "" if each.named else _UNNAMED)
    return rows
