"""The keys of the explorer, and what each of them does. It draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxscan.errors import CtxscanError
from ctxscan.explore.state import SORTS, VIEWS, Line, Mode
from ctxscan.explore.texts import diff_lines, explanation_lines, help_lines
from ctxscan.explore.unfolded import Shape, unfolded

if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxscan.explore.session import Session

PAGE = 10
"""Lines that a page key goes, where nobody says how high the screen is."""


class Explorer:
    """One screen: where the cursor is, what is unfolded, and the session behind it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.shape = Shape()
        self.mode = Mode.BROWSE
        self.page = PAGE
        self.text: tuple[str, ...] = ()
        """What is read in another mode than browsing."""

        self.top = 0
        """The first line that is shown of it."""

        self.length = 0
        """Lines that it takes on the screen."""

        self.typed = ""
        """Of the name of what is chosen."""

        self.chosen = 0
        """Which of the choices the cursor is on."""

        self._first = 0
        self._cursor = ""
        self._place = 0
        self._lines: list[Line] = []
        self._drawn: object = None
        self.keys: dict[str, Callable[[], None]] = _keys(self)

    @property
    def lines(self) -> list[Line]:
        """What is unfolded; worked out again where something has changed."""
        session = self.session
        state = session.weighed, self.shape, id(session.ground), session.ground.seen
        if self._drawn is None or not _same(self._drawn, state):
            self._drawn = state
            self._lines = unfolded(session.ground.planted, session.weighed, self.shape)
        return self._lines

    @property
    def place(self) -> int:
        """The line that the cursor is on."""
        lines = self.lines
        if self._place < len(lines) and lines[self._place].path == self._cursor:
            return self._place
        found = next((at for at, each in enumerate(lines) if each.path == self._cursor), None)
        if found is None:
            found = min(self._place, max(len(lines) - 1, 0))
        self._place = found
        self._cursor = lines[found].path if lines else ""
        return found

    @property
    def current(self) -> Line | None:
        place = self.place
        return self.lines[place] if self.lines else None

    def scrolled(self, space: int) -> int:
        """The first line to show of the tree where *space* lines are there for it."""
        place = self.place
        last = max(len(self.lines) - space, 0)
        self._first = max(min(self._first, place, last), place - space + 1, 0)
        return self._first

    def press(self, key: str) -> None:
        """Whatever is refused ends in a message."""
        self.session.message = ""
        try:
            self._press(key)
        except CtxscanError as error:
            self.session.message = str(error)

    def _press(self, key: str) -> None:
        if self.mode is Mode.FILTER:
            self._type(key)
        elif self.mode is Mode.CHOOSE:
            self._choose(key)
        elif self.mode in (Mode.TEXT, Mode.DIFF):
            self._read(key)
        elif key in self.keys:
            self.keys[key]()

    # Where the cursor goes

    def go_to(self, place: int) -> None:
        lines = self.lines
        if lines:
            self._place = max(0, min(place, len(lines) - 1))
            self._cursor = lines[self._place].path

    def down(self, by: int = 1) -> None:
        self.go_to(self.place + by)

    def into(self) -> None:
        """Unfold the directory, or go to the first thing in it."""
        line = self.current
        if line is None or not line.is_directory:
            return
        if line.is_open:
            self.down()
        else:
            self._open(line.path)

    def out(self) -> None:
        """Fold the directory, or go to the one that holds this."""
        line = self.current
        if line is None:
            return
        if line.is_open and line.path in self.shape.opened:
            self.shape = self.shape._replace(opened=self.shape.opened - {line.path})
        elif "/" in line.path:
            self._cursor = line.path.rpartition("/")[0]

    def toggle(self) -> None:
        line = self.current
        if line is not None and line.is_directory:
            if line.path in self.shape.opened:
                self.shape = self.shape._replace(opened=self.shape.opened - {line.path})
            else:
                self._open(line.path)

    def _open(self, path: str) -> None:
        self.shape = self.shape._replace(opened=self.shape.opened | {path})

    # What is shown

    def next_view(self) -> None:
        self._view(1)

    def former_view(self) -> None:
        self._view(-1)

    def _view(self, by: int) -> None:
        at = (VIEWS.index(self.shape.view) + by) % len(VIEWS)
        self.shape = self.shape._replace(view=VIEWS[at])

    def next_sort(self) -> None:
        at = (SORTS.index(self.shape.sort) + 1) % len(SORTS)
        self.shape = self.shape._replace(sort=SORTS[at])

    def clear(self) -> None:
        """Look for nothing any more."""
        self.shape = self.shape._replace(text="")

    def start_filter(self) -> None:
        self.mode = Mode.FILTER

    def _type(self, key: str) -> None:
        text = self.shape.text
        if key in ("enter", "escape", "tab"):
            self.mode = Mode.BROWSE
            text = "" if key == "escape" else text
        elif key == "backspace":
            text = text[:-1]
        elif len(key) == 1:
            text += key
        self.shape = self.shape._replace(text=text)

    # Which build

    @property
    def choices(self) -> list[str]:
        """Those that are called like what is typed."""
        asked = self.typed.casefold()
        return [each for each in self.session.choices if asked in each.casefold()]

    def start_choosing(self) -> None:
        """Of all builds, with the cursor on the one that is looked at."""
        if len(self.session.choices) < 2:
            self.session.message = "there is one build here, of one stage"
            return
        self.mode, self.typed = Mode.CHOOSE, ""
        self.chosen = self.choices.index(self.session.choice)

    def _choose(self, key: str) -> None:
        last = len(self.choices) - 1
        if key in ("up", "down"):
            self.chosen = max(0, min(self.chosen + (1 if key == "down" else -1), last))
        elif key in ("enter", "escape"):
            self.mode = Mode.BROWSE
            if key == "enter" and self.choices:
                self.session.choose(self.choices[self.chosen])
        elif key == "backspace" or len(key) == 1:
            self.typed = self.typed[:-1] if key == "backspace" else self.typed + key
            self.chosen = 0

    # What is drafted

    def ignore(self) -> None:
        if self.current is not None:
            self.session.ignore(self.current.path)

    def allow(self) -> None:
        if self.current is not None:
            self.session.allow(self.current.path)

    # What is read

    def help(self) -> None:
        self._show(help_lines())

    def explain(self) -> None:
        weighed, line = self.session.weighed, self.current
        if weighed is None or line is None:
            self.session.message = "one moment: the reasons come once all is walked"
            return
        found = self.session.exploration.explain(weighed, line.path)
        self._show(explanation_lines(found, line.fates, weighed.inspection))

    def write(self) -> None:
        """Show what would be written; nothing is before somebody agrees."""
        session = self.session
        if not session.lines:
            session.message = "nothing is drafted: i ignores what is under the cursor"
            return
        session.exploration.check_writable(session.inspection)
        session.check()
        self._show(diff_lines(session))
        self.mode = Mode.DIFF

    def _show(self, text: tuple[str, ...]) -> None:
        self.mode, self.text, self.top = Mode.TEXT, text, 0

    def _read(self, key: str) -> None:
        ways = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": self.page, "pageup": -self.page}
        if key in ways:
            self.top = max(0, min(self.top + ways[key], self.length - self.page))
        elif self.mode is Mode.DIFF and key == "y":
            self.mode = Mode.BROWSE
            self.session.write()
        elif self.mode is Mode.TEXT or key in ("n", "q", "escape", "w"):
            self.mode = Mode.BROWSE

    def quit(self) -> None:
        self.mode = Mode.ENDED


def _same(one: object, other: tuple[object, ...]) -> bool:
    """By identity where to compare would take long."""
    return (
        isinstance(one, tuple)
        and one[0] is other[0]
        and all(mine == theirs for mine, theirs in zip(one[1:], other[1:], strict=True))
    )


def _keys(self: Explorer) -> dict[str, Callable[[], None]]:
    session = self.session
    return {
        **dict.fromkeys(("down", "j"), self.down),
        **dict.fromkeys(("up", "k"), lambda: self.down(-1)),
        "pagedown": lambda: self.down(self.page),
        "pageup": lambda: self.down(-self.page),
        **dict.fromkeys(("home", "g"), lambda: self.go_to(0)),
        **dict.fromkeys(("end", "G"), lambda: self.go_to(len(self.lines) - 1)),
        **dict.fromkeys(("right", "l"), self.into),
        **dict.fromkeys(("left", "h", "backspace"), self.out),
        **dict.fromkeys(("enter", " "), self.toggle),
        "tab": self.next_view,
        "shift+tab": self.former_view,
        "i": self.ignore,
        "a": self.allow,
        "u": session.undo,
        "b": session.next_builder,
        "t": session.next_target,
        "T": self.start_choosing,
        "e": self.explain,
        "/": self.start_filter,
        "escape": self.clear,
        "s": self.next_sort,
        "w": self.write,
        "?": self.help,
        "q": self.quit,
    }
