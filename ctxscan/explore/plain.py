"""The explorer line by line: for screen readers, and for what has no terminal.

One command a line, one answer after the other, no drawing: the same session, the same keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.explore.bars import ASCII
from ctxscan.explore.headline import headline, title, totals
from ctxscan.explore.state import Mode, amount
from ctxscan.explore.texts import said_of
from ctxscan.explore.unfolded import Shape, unfolded
from ctxscan.regex import regex
from ctxscan.render.names import printable
from ctxscan.sizes import human_size, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxscan.explore.explorer import Explorer
    from ctxscan.explore.state import DraftRule, Line

    Say = Callable[[str], None]

MOST = 20
"""Lines of a directory, unless somebody asks for all."""

COMMANDS = (
    ("ls [PATH]", "what lies there, the largest first; ls -a shows all of it"),
    ("i PATH", "ignore it: a rule is drafted"),
    ("a PATH", "allow it again"),
    ("u", "undo the last i or a"),
    ("d", "what is drafted, and what it breaks"),
    ("e PATH", "explain why it is sent, or is not"),
    ("view", "everything, sent, never asked for, ignored: the next of them"),
    ("b", "the next builder"),
    ("t [NAME]", "the next build, or that of this name; of one, the target"),
    ("s", "sort by size, by files, by name: the next of them"),
    ("/ TEXT", "only what is called like that; / alone shows all"),
    ("w", "show what would be written; y then writes it"),
    ("?", "this help"),
    ("q", "quit; what is drafted and not written is printed"),
)
"""Each command, and what it does."""

_NAMES = {"view": "tab"}
_GAP = regex(" {2,}")
"""What parts two figures on a screen; it is read out as a comma."""

_NO_BARS = ASCII._replace(sent="", never="", ignored="")


def run_plain(explorer: Explorer, answers: Iterable[str], say: Say) -> None:
    """Until q, or the end of *answers*. Raises CtxscanError where the context is refused."""
    session = explorer.session
    while not session.ground.go_on(1):
        say(f"{session.ground.seen:,} paths looked at so far")
    _ = session.weighed
    for each in _figures(explorer):
        say(each)
    say("type ? and Enter for help")
    for answer in answers:
        word, _, rest = answer.strip("\r\n").partition(" ")
        try:
            for line in _answer(explorer, word, rest):
                say(line)
        except CtxscanError as error:
            say(printable(str(error)))
        if explorer.mode is Mode.ENDED:
            return


def _answer(explorer: Explorer, word: str, rest: str) -> Iterator[str]:
    if word == "?":
        yield from (f"{command:<10} {what}" for command, what in COMMANDS)
    elif word == "ls":
        yield from _listed(explorer, rest)
    elif word == "d":
        yield from _drafted(explorer)
    elif word == "/":
        explorer.shape = explorer.shape._replace(text=rest)
        yield from _listed(explorer, "-a")
    elif word in ("i", "a", "e"):
        yield from _on_path(explorer, word, rest)
    elif word == "t" and rest.strip():
        explorer.session.message = ""
        explorer.session.choose(rest.strip())
        yield from _said(explorer)
        yield from _figures(explorer)
    elif word in ("u", "b", "t", "s", "view", "w", "y", "q"):
        yield from _pressed(explorer, word)
    elif word:
        yield f"no such command: {printable(word)}; ? lists them"


def _pressed(explorer: Explorer, word: str) -> Iterator[str]:
    if word == "y" and explorer.mode is not Mode.DIFF:
        yield "nothing to agree to: w shows what would be written"
        return
    if word != "y" and explorer.mode is Mode.DIFF:
        explorer.press("n")
    explorer.press(_NAMES.get(word, word))
    yield from _said(explorer)
    if explorer.mode is Mode.DIFF:
        yield from explorer.text
        yield "y writes this, anything else does not"
    elif word in ("u", "b", "t", "y"):
        yield from _figures(explorer)
    elif word in ("view", "s"):
        yield f"{explorer.shape.view}, by {explorer.shape.sort}"


def _said(explorer: Explorer) -> Iterator[str]:
    if explorer.session.message:
        yield printable(explorer.session.message)


def _on_path(explorer: Explorer, word: str, given: str) -> Iterator[str]:
    path, shape = given.strip().strip("/"), explorer.shape
    before = explorer.session.rules
    is_there = _reveal(explorer, path)
    if is_there:
        explorer.press(word)
    explorer.shape = shape
    if not is_there:
        yield f"no such path here: {printable(path)}"
        return
    if explorer.mode is Mode.TEXT:
        yield from explorer.text
        explorer.press("escape")
        return
    yield from _said(explorer)
    if explorer.session.rules != before:
        yield from _drafted(explorer)
        yield from _figures(explorer)


def _reveal(explorer: Explorer, path: str) -> bool:
    """Put the cursor on *path*, whatever is shown; whether there is such a one."""
    parts = path.split("/")
    above = frozenset("/".join(parts[:count]) for count in range(1, len(parts)))
    explorer.shape = Shape(opened=above)
    found = next((at for at, each in enumerate(explorer.lines) if each.path == path), None)
    if found is not None:
        explorer.go_to(found)
    return found is not None


def _figures(explorer: Explorer) -> Iterator[str]:
    session = explorer.session
    for row in (title(session), headline(session, ASCII), totals(session, _NO_BARS)):
        text = "".join(text for text, _ in row).strip()
        yield _GAP.sub(", ", text).replace(":,", ":")


def _listed(explorer: Explorer, given: str) -> Iterator[str]:
    words = given.split(" ", 1)
    shows_all = words[0] == "-a"
    path = (words[1] if len(words) > 1 else "") if shows_all else given
    path = path.strip("/")
    ground, shape = explorer.session.ground, explorer.shape
    if path not in ground.planted:
        yield f"no such directory: {printable(path)}"
        return
    opened = {"/".join(path.split("/")[:count]) for count in range(1, path.count("/") + 2)}
    shown = shape._replace(opened=frozenset(opened if path else ()))
    lines = unfolded(ground.planted, explorer.session.weighed, shown)
    inside = [each for each in lines if each.path.rpartition("/")[0] == path or shape.text]
    most = len(inside) if shows_all else MOST
    yield from (_line(each, explorer) for each in inside[:most])
    if len(inside) > most:
        yield f"{plural(len(inside) - most, 'more line')}: ls -a shows all"
    if not inside:
        yield "nothing of that kind here"


def _line(line: Line, explorer: Explorer) -> str:
    size, files = amount(line.fates, explorer.shape.view)
    fates = line.fates
    states = {"sent": "sent", "never": "never asked for", "ignored": "ignored"}
    state = "sent in part" if 0 < fates.sent < fates.files else states.get(fates.itself, "")
    if fates.sent == fates.files > 0:
        state = "sent"
    name = printable(line.path) + ("/" if line.is_directory else "")
    return f"{name}: {human_size(size)}, {plural(files, 'file')}, {state}"


def _drafted(explorer: Explorer) -> Iterator[str]:
    session = explorer.session
    if not session.rules:
        yield "nothing is drafted"
    session.check()
    for count, rule in enumerate(session.rules):
        yield _rule(rule)
        yield from map(printable, map(said_of, session.broken_by(count)))


def _rule(rule: DraftRule) -> str:
    lines = "  ".join(printable(each) for each in rule.lines)
    saves = f"saves {plural(rule.files, 'file')}, {human_size(rule.content_bytes)}"
    if rule.files < 0 or rule.content_bytes < 0:
        saves = f"sends {plural(-rule.files, 'file')}, {human_size(-rule.content_bytes)} more"
    tracked = f"; git tracks {plural(rule.tracked, 'file')} of it" if rule.tracked else ""
    return f"drafted {lines}: {saves}{tracked}"
