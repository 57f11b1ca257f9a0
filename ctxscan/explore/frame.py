"""The whole screen as lines of text with the names of their styles: nothing here knows a terminal.

No colour says anything that a letter does not say, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.explore.bars import Glyphs, bar
from ctxscan.explore.cells import cut, width_of, wrapped
from ctxscan.explore.headline import headline, title, totals
from ctxscan.explore.state import Mode, View, amount, seen_in
from ctxscan.explore.texts import said_of
from ctxscan.render.names import printable
from ctxscan.sizes import human_size, plural
from ctxscan.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxscan.explore.explorer import Explorer
    from ctxscan.explore.state import DraftRule, Line

Part = tuple[str, str]
"""A text, and the name of its style; empty for an ordinary one."""

Row = list[Part]

_HEAD = 5
_FOOT = 1
_MOST_DRAFTED = 6
"""Lines that drafted rules take of a screen of 24; of a higher one, a quarter."""

_WIDE = 100
"""Columns from which each path has its reason beside it."""


class Frame(NamedTuple):
    rows: list[Row]

    first: int
    """The line of the screen that the tree starts at."""

    height: int
    """How many lines the tree has."""

    top: int
    """The first line of the tree that is shown."""


def frame(explorer: Explorer, width: int, height: int, glyphs: Glyphs) -> Frame:
    """*width* columns and *height* lines, whatever is shown."""
    drafted = _drafted(explorer, max(height // 4, _MOST_DRAFTED))
    space = max(height - _HEAD - _FOOT - len(drafted), 1)
    explorer.page = space
    top = 0
    if explorer.mode is Mode.CHOOSE:
        body = _choices(explorer, space)
    elif _reads(explorer):
        body = _text(explorer, width, space)
    else:
        top = explorer.scrolled(space)
        lines = explorer.lines[top : top + space]
        body = list(_tree(explorer, lines, top, width, glyphs))
    body += [[]] * (space - len(body))
    rows = [*_head(explorer, width, glyphs), *body, *drafted, _footer(explorer)]
    return Frame([fitted(each, width) for each in rows[-height:]], _HEAD, space, top)


def _reads(explorer: Explorer) -> bool:
    return explorer.mode in (Mode.TEXT, Mode.DIFF)


def _choices(explorer: Explorer, space: int) -> list[Row]:
    """The builds, as far as they are called like what is typed, those around the cursor."""
    session, found = explorer.session, explorer.choices
    what = "build" if len(session.exploration.builds) > 1 else "target"
    head: Row = [(f"  Which {what}?  ", "bold"), (printable(explorer.typed), "key"), ("_", "bold")]
    room = max(space - 2, 1)
    first = max(0, min(explorer.chosen - room // 2, len(found) - room))
    rows: list[Row] = []
    for at, name in enumerate(found[first : first + room], first):
        style = "cursor" if at == explorer.chosen else ""
        now = "   looked at" if name == session.choice else ""
        mark = ">" if at == explorer.chosen else " "
        rows.append([(f"  {mark} ", ""), (printable(name), style), (now, "dim")])
    return [head, [], *(rows or [[("    none is called so", "dim")]])]


def _text(explorer: Explorer, width: int, space: int) -> list[Row]:
    """What is read, as far as it has been scrolled."""
    rows = [row for each in explorer.text for row in _text_rows(each, width - 3)]
    explorer.length = len(rows)
    explorer.top = max(0, min(explorer.top, len(rows) - space))
    return rows[explorer.top : explorer.top + space]


def fitted(row: Row, width: int) -> Row:
    """Cut to *width* columns, or filled up to them."""
    found: Row = []
    left = width
    for text, style in row:
        shown = cut(text, left)
        found.append((shown, style))
        left -= width_of(shown)
    return [*found, (" " * left, "")]


def _head(explorer: Explorer, width: int, glyphs: Glyphs) -> Iterator[Row]:
    session = explorer.session
    yield title(session)
    yield headline(session, glyphs)
    yield totals(session, glyphs, width)
    if _reads(explorer) or explorer.mode is Mode.CHOOSE:
        yield from ([], [])
        return
    yield _tabs(explorer)
    bars, files = _columns(width)
    yield [(f"    {'size':>8}  {'share':<{bars}}  {'%':>3}  {'files':>{files}}    name", "dim")]


def _tabs(explorer: Explorer) -> Row:
    shape = explorer.shape
    row: Row = [(" ", "")]
    for each in View:
        chosen = each is shape.view
        row += [(f"[{each}]" if chosen else f" {each} ", "chosen" if chosen else "dim")]
    row.append((f"   by {shape.sort}", "dim"))
    if explorer.mode is Mode.FILTER:
        row += [("   / ", "key"), (printable(shape.text), "bold"), ("_", "bold")]
    elif shape.text:
        row += [("   / ", "key"), (printable(shape.text), "bold"), ("  escape shows all", "dim")]
    return row


def _columns(width: int) -> tuple[int, int]:
    """Of a bar, and of a number of files."""
    return (24, 9) if width >= _WIDE else (12, 7)


def _tree(
    explorer: Explorer, lines: Sequence[Line], top: int, width: int, glyphs: Glyphs
) -> Iterator[Row]:
    place = explorer.place
    drafted = {each.path for each in explorer.session.rules}
    for at, line in enumerate(lines, top):
        columns, is_drafted = _columns(width), line.path in drafted
        row = _tree_row(line, explorer.shape.view, columns, glyphs, is_drafted=is_drafted)
        if at == place:
            *front, (name, _) = row
            row = [(">", "key"), *front[1:], (f"{name} ", "cursor")]
        if width >= _WIDE:
            row = [*fitted(row, width * 3 // 5), ("  ", ""), *_reason(line)]
        yield row


def _tree_row(
    line: Line, view: View, columns: tuple[int, int], glyphs: Glyphs, *, is_drafted: bool
) -> Row:
    fates = line.fates
    size, files = amount(fates, view)
    has_sent = fates.sent > 0 or (not fates.files and fates.itself == "sent")
    style = "" if has_sent or view is not View.ALL else "dim"
    mark = "*" if is_drafted else _mark(line)
    fold = glyphs.opened if line.is_open else glyphs.folded
    name = "  " * line.depth + (f"{fold} " if line.is_directory else "  ")
    name += printable(line.name) + ("/" if line.is_directory else "")
    return [
        (" ", ""),
        (f"{mark} ", "draft" if is_drafted else "dim"),
        (f" {human_size(size):>8}  ", style),
        *bar(seen_in(fates, view), line.share, columns[0], glyphs),
        (f"  {_percent(line.percent):>3}  ", "dim"),
        (f"{files:>{columns[1]},}  ", "dim"),
        (name, f"{style} directory".strip() if line.is_directory else style),
    ]


def _percent(share: float) -> str:
    return "<1" if 0 < share < 0.5 else f"{share:.0f}"


def _mark(line: Line) -> str:
    fates = line.fates
    if fates.sent or fates.itself in ("sent", "walked"):
        return " "
    return "x" if fates.itself == "ignored" else "-"


def _reason(line: Line) -> Row:
    """Why a path is where it is, as far as one line says it."""
    fates = line.fates
    if fates.itself == "ignored" and fates.rule is not None:
        are = "is" if fates.sent == 1 else "are"
        but = f", but {plural(fates.sent, 'file')} below {are} sent" if fates.sent else ""
        return [(printable(f"line {fates.rule.place.line}: {fates.rule}{but}"), "dim")]
    if fates.itself == "never" and not fates.sent:
        return [("no step asks for it", "dim")]
    parts = [
        f"{plural(count, 'file')} {what}"
        for count, what in ((fates.ignored, "ignored"), (fates.never, "never asked for"))
        if count and fates.sent
    ]
    return [(", ".join(parts), "dim")]


def _text_rows(text: str, width: int) -> Iterator[Row]:
    """One line of text, on as many as it takes."""
    style = ""
    if text.startswith("! "):
        style = "danger"
    elif text.startswith("+") and not text.startswith("+++"):
        style = "draft"
    elif text[:1].isupper():
        style = "bold"
    first, *rest = wrapped(text, width)
    yield [("  ", ""), (first, style)]
    yield from ([("    ", ""), (each, style)] for each in rest)


def _drafted(explorer: Explorer, most: int) -> list[Row]:
    """The rules, the last ones where there are too many, and what each of them does."""
    session = explorer.session
    if not session.rules:
        return []
    rows: list[Row] = []
    for count, rule in enumerate(session.rules):
        rows.append(_rule_row(rule))
        if session.checked is not None:
            rows += [[("   ", ""), (said_of(each), "danger")] for each in session.broken_by(count)]
    shown = session.exploration.shown(session.inspection)
    more = max(len(rows) - most + 1, 0)
    before = f", {more} lines above" if more else ""
    state = "" if session.checked is not None else "   looking at the steps ..."
    head: Row = [(f" Draft for {printable(shown)}{before}", "bold"), (state, "dim")]
    return [head, *rows[more:]]


def _rule_row(rule: DraftRule) -> Row:
    line = "  ".join(printable(each) for each in rule.lines)
    saved = f"{plural(abs(rule.files), 'file')}, {human_size(abs(rule.content_bytes))}"
    if not rule.files and not rule.content_bytes:
        what = "sends the same"
    elif rule.files < 0 or rule.content_bytes < 0:
        what = f"sends {saved} more"
    else:
        what = f"saves {saved}"
    row: Row = [(" + ", "draft"), (line, "draft"), (f"   {what}", "")]
    if rule.tracked:
        row.append((f"   git tracks {plural(rule.tracked, 'file')} of it", "warn"))
    return row


_KEYS = (
    *(("i", "ignore"), ("a", "allow"), ("u", "undo"), ("w", "write"), ("e", "explain")),
    *(("tab", "view"), ("/", "find"), ("s", "sort"), ("?", "help"), ("q", "quit")),
)


def _footer(explorer: Explorer) -> Row:
    message = explorer.session.message
    if message:
        return [(" ", ""), (printable(message), "bold")]
    keys: tuple[tuple[str, str], ...] = _KEYS
    if explorer.mode is Mode.TEXT:
        keys = (("up down", "read on"), ("any other key", "back"))
    elif explorer.mode is Mode.DIFF:
        agree = "write it all the same" if explorer.session.checked else "write this"
        keys = (("y", agree), ("n", "not yet"), ("up down", "read on"))
    elif explorer.mode is Mode.CHOOSE:
        keys = (("enter", "look at it"), ("up down", "move"), ("escape", "back"))
    elif explorer.mode is Mode.FILTER:
        keys = (("enter", "keep"), ("escape", "show all"))
    row: Row = []
    for key, what in keys:
        row += [(" ", ""), (key, "key"), (f" {what}", "")]
    return row
