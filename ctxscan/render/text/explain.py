"""Explanations for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.drawing.table import table
from ctxscan.render.drawing.text import Group, Padding, Text
from ctxscan.render.names import printable
from ctxscan.render.text.in_image import landing_lines

if TYPE_CHECKING:
    from ctxscan.api.explain import Explanations, Landing
    from ctxscan.findings.explain import Explanation
    from ctxscan.inspection import Inspection
    from ctxscan.render.drawing.table import Table
    from ctxscan.render.drawing.text import Drawable


def explanations_text(found: Explanations) -> Group:
    parts: list[Drawable] = []
    for each, landing in zip(found.paths, found.landings, strict=True):
        if parts:
            parts.append(Text(""))
        reasons = _reasons(found.inspection, each, landing)
        parts += [_verdict(each), Padding(reasons, 2)]
    return Group(*parts)


def _verdict(found: Explanation) -> Text:
    sent = ("would be sent" if found.sent else "would not be sent", "is sent", "is not sent")
    word = sent[0] if not found.exists else sent[1] if found.sent else sent[2]
    color = "green" if found.sent else "yellow"
    missing = "" if found.exists else "  (it does not exist)"
    return Text.assemble((printable(found.path), "bold"), "  ", (word, color), missing)


def _reasons(inspection: Inspection, found: Explanation, landing: Landing) -> Group:
    parts: list[Drawable] = [Text(line) for line in _why(inspection, found)]
    if found.touches:
        parts.append(_rules(found))
    if found.requested_by:
        parts.append(_instructions(inspection, found))
    parts += [Text(line) for line in landing_lines(found.path, landing, inspection.plan)]
    return Group(*parts)


def _why(inspection: Inspection, found: Explanation) -> list[str]:
    lines = []
    if found.link_above is not None:
        lines.append(_below_link(found.link_above, found.leads_to))
    if not found.eligible and found.rule is not None:
        lines.append(f"ignored by {printable(str(found.rule.place))}: {printable(str(found.rule))}")
    elif found.rule is not None:
        place = printable(str(found.rule.place))
        lines.append(f"kept by {place}: {printable(str(found.rule))}")
    else:
        file = printable(inspection.ignore_file.path or "any ignore file")
        lines.append(f"no rule of {file} ignores it")
    if found.pruned_at is not None:
        lines.append(f"the builder does not look into {printable(found.pruned_at)}/")
    if inspection.traits.narrows_by_sources and not found.requested_by:
        lines.append("no instruction that the target needs asks for it")
    if not inspection.requested:
        lines.append("the build never asks for its context")
    if found.sent and not found.eligible:
        lines.append("it is sent all the same, for what is sent below it")
    if found.why_empty is not None:
        lines.append(f"it arrives empty: {found.why_empty}")
    return lines


def _below_link(link: str, leads_to: str | None) -> str:
    below = f"{printable(link)} is a symlink, and no builder looks below one"
    if leads_to is None:
        return f"{below}: it leads out of the context"
    return f"{below}: the path is really {printable(leads_to)}"


def _rules(found: Explanation) -> Table:
    rows = table(("", "wrap"), ("", "wrap"), ("", "wrap"))
    for touch in found.touches:
        matched = "" if touch.matched == found.path else f" (matches {printable(touch.matched)}/)"
        rows.add_row(
            printable(str(touch.rule.place)),
            Text(printable(str(touch.rule))),
            Text(touch.effect + matched),
        )
    return rows


def _instructions(inspection: Inspection, found: Explanation) -> Table:
    file = printable(inspection.location.dockerfile.shown)
    rows = table(("", "wrap"), ("", "wrap"), ("", "wrap"))
    for source in found.requested_by:
        text = Text(printable(source.instruction.text))
        rows.add_row(f"{file}:{source.line}", text, Text(f"asks for it ({source.stage_label})"))
    return rows
