"""What the explorer says in more than a line: help, why a path is sent, what would be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.render.names import printable
from ctxscan.render.text.suggest import diff_of
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxscan.api.explore import Break
    from ctxscan.explore.session import Session
    from ctxscan.findings.draft.places import Fates
    from ctxscan.findings.explain import Explanation
    from ctxscan.inspection import Inspection

KEYS = (
    ("up down  k j", "move; pgup pgdn by pages, home end to the ends"),
    ("right  l", "unfold a directory, then go into it"),
    ("left  h  backspace", "fold it, or go to the directory above"),
    ("enter", "unfold or fold"),
    ("i", "ignore what is under the cursor: a rule is drafted"),
    ("a", "allow it again: take the rule back, or except it"),
    ("u", "undo the last i or a"),
    ("tab", "everything, sent, never asked for, ignored"),
    ("b", "the next builder"),
    ("t  T", "the next build, of one the next target; T: by its name"),
    ("e", "explain why it is sent, or is not"),
    ("/", "show only what is called like that; escape ends it"),
    ("s", "sort by size, by files, by name"),
    ("w", "show what would be written, and write it with y"),
    ("?", "this help"),
    ("q", "quit; what is drafted and not written is printed"),
)
"""Each key, and what it does."""


def help_lines() -> tuple[str, ...]:
    return (
        *(f"{keys:<20}{what}" for keys, what in KEYS),
        "",
        "In front of a path: x ignored   - asked for by no step   * a rule is drafted",
    )


def explanation_lines(found: Explanation, fates: Fates, inspection: Inspection) -> tuple[str, ...]:
    """Why one path is sent, or is not, under the rules that are drafted, too."""
    return tuple(printable(each) for each in _explained(found, fates, inspection))


def _explained(found: Explanation, fates: Fates, inspection: Inspection) -> Iterator[str]:
    states = {"sent": "sent", "never": "not sent: no step asks for it", "ignored": "ignored"}
    yield f"{found.path}: {states.get(fates.itself, fates.itself)}"
    if found.is_directory:
        yield f"  below it: {_below(fates)}"
    yield ""
    yield "Rules" if found.touches else "No rule matches it."
    for touch in found.touches:
        where = "" if touch.matched == found.path else f" (it matches {touch.matched})"
        yield f"  {touch.rule.place}: {touch.rule}  {touch.effect}{where}"
    if found.pruned_at is not None:
        yield f"  {inspection.traits.label} does not look into {found.pruned_at}"
    yield ""
    yield "Asked for by" if found.requested_by else "No step asks for it."
    for source in found.requested_by:
        yield f"  line {source.line}: {' '.join(source.instruction.text.split())}"
    if found.why_empty is not None:
        yield f"It arrives empty: {found.why_empty}"


def _below(fates: Fates) -> str:
    parts = (
        ("sent", fates.sent, fates.sent_bytes),
        ("never asked for", fates.never, fates.never_bytes),
        ("ignored", fates.ignored, fates.ignored_bytes),
    )
    said = [
        f"{plural(files, 'file')}, {human_size(size)} {what}"
        for what, files, size in parts
        if files
    ]
    return "; ".join(said) or "nothing"


def diff_lines(session: Session) -> tuple[str, ...]:
    """What ``w`` would write, and what that would break."""
    exploration, inspection = session.exploration, session.inspection
    old, new = inspection.ignore_file.data, exploration.text(inspection, session.lines)
    shown = exploration.shown(inspection)
    diff = diff_of(old, new, shown, is_there=inspection.ignore_file.path is not None)
    lines = diff.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
    return tuple(printable(each) for each in (*map(said_of, session.checked or ()), *lines))


def said_of(broken: Break) -> str:
    """On one line: which build, which line, what it misses."""
    line = f":{broken.line}" if broken.line is not None else ""
    text = f" {broken.text}" if broken.text else ""
    own = "" if broken.build.endswith(broken.dockerfile) else f" of {broken.build}"
    return f"! breaks {broken.dockerfile}{line}{own}{text}: {broken.message}"


def drafted(session: Session) -> str:
    """What is drafted and not written, as an ignore file has it; empty where there is nothing."""
    blocks = [
        f"# drafted for {printable(file)}, and not written\n"
        + "".join(f"{each}\n" for each in lines)
        for file, lines in session.all_drafts.items()
    ]
    return "\n".join(blocks)
