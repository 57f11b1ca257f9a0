"""The figures at the top: what is sent, before and after what is drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.names import printable
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.builders.traits import Traits
    from ctxscan.explore.bars import Glyphs
    from ctxscan.explore.session import Session
    from ctxscan.findings.accounting import Totals
    from ctxscan.findings.draft.figures import Figures

Part = tuple[str, str]


def title(session: Session) -> list[Part]:
    """Which build: its context, builder, Dockerfile and target."""
    inspection = session.inspection
    plan, location = inspection.plan, inspection.location
    inside = location.dockerfile.shown.removeprefix(f"{location.shown}/")
    parts = [inspection.traits.label, inside]
    if plan is not None and len(plan.stages) > 1:
        parts.append(f"target {plan.stages[plan.target].label}")
    name = f"{session.name}: " if session.name else ""
    shown = printable(f" {name}{location.shown}")
    return [(shown, "title"), (printable(f"   {' · '.join(parts)}"), "dim")]


def headline(session: Session, glyphs: Glyphs) -> list[Part]:
    """What the builder's own progress prints, and what the draft saves of it."""
    now, base = session.figures, session.base
    if now is None or base is None:
        return [(f" {session.ground.seen:,} paths looked at so far ...", "figure")]
    traits = session.inspection.traits
    before, after = _transfer(base.figures, traits), _transfer(now, traits)
    what = traits.progress if traits.transfers else "taken by COPY and ADD"
    if before == after:
        return [(f" {what}  ", ""), (human_size(after), "figure")]
    saved = before - after
    percent = f" ({100 * saved / before:.0f}%)" if before and saved > 0 else ""
    word = "saves" if saved > 0 else "sends more:"
    return [
        (f" {what}  ", ""),
        (f"{human_size(before)} {glyphs.arrow} ", "dim"),
        (human_size(after), "figure"),
        (f"   {word} {human_size(abs(saved))}{percent}", "good" if saved > 0 else "warn"),
    ]


def _transfer(figures: Figures, traits: Traits) -> int:
    return figures.transfer_bytes if traits.transfers else figures.sent.content_bytes


def totals(session: Session, glyphs: Glyphs, width: int | None = None) -> list[Part]:
    """Everything, by what becomes of it; and so what the bars are drawn with.

    On *width* columns, bytes alone where there is no room for more.
    """
    now = session.figures
    if now is None:
        return [(" what becomes of each path is known once all is walked", "dim")]
    whole = _totals(now, glyphs, _amount)
    if width is None or sum(len(text) for text, _ in whole) <= width:
        return whole
    return _totals(now, glyphs, lambda each: human_size(each.content_bytes))


def _totals(now: Figures, glyphs: Glyphs, amount: Callable[[Totals], str]) -> list[Part]:
    return [
        (f" {glyphs.sent} sent ", "sent"),
        (amount(now.sent), ""),
        (f"   {glyphs.never} never asked for ", "never"),
        (amount(now.never_asked), ""),
        (f"   {glyphs.ignored} ignored ", "ignored"),
        (amount(now.ignored), ""),
    ]


def _amount(of: Totals) -> str:
    return f"{plural(of.files, 'file')} {human_size(of.content_bytes)}" if of.files else "nothing"
