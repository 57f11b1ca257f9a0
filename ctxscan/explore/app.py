"""The explorer on a terminal: one widget that draws line by line, and hands every key on.

Textual is imported here and nowhere else. The colours are the sixteen of the terminal itself, so
that they fit to a light one and a dark one alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ctxscan.errors import CtxscanError
from ctxscan.explore.bars import BLOCKS, Glyphs
from ctxscan.explore.frame import Frame, frame
from ctxscan.explore.state import Mode

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from ctxscan.explore.explorer import Explorer

_SLICE = 0.03
"""Seconds of a walk between two looks at the keys."""

_OF_A_PICTURE = 3
"""Slices of a walk between two pictures."""

_AT_ONCE = 0.06
"""Seconds for which a key looks at the steps of all builds before it shows what it knows."""

_PAUSE = 0.001
"""Seconds between two parts of it."""

_STYLES = {
    "title": Style(bold=True),
    "figure": Style(bold=True),
    "bold": Style(bold=True),
    "directory": Style(bold=True),
    "dim directory": Style(color="bright_black"),
    "chosen": Style(bold=True, color="cyan"),
    "key": Style(bold=True, color="cyan"),
    "dim": Style(color="bright_black"),
    "sent": Style(color="bright_blue"),
    "never": Style(color="yellow"),
    "ignored": Style(color="bright_black"),
    "draft": Style(color="green"),
    "good": Style(bold=True, color="green"),
    "warn": Style(bold=True, color="yellow"),
    "danger": Style(bold=True, color="red"),
    "cursor": Style(reverse=True),
}

_PLAIN = {
    **dict.fromkeys(_STYLES, Style()),
    **dict.fromkeys(
        ("title", "figure", "bold", "directory", "chosen", "key", "good", "warn"), Style(bold=True)
    ),
    "danger": Style(bold=True, underline=True),
    "cursor": Style(reverse=True),
}
"""Without colours."""


class Sheet(ScrollView, can_focus=True):
    """Everything that is drawn: the lines of a frame, one at a time."""

    DEFAULT_CSS = """
    Sheet { width: 100%; height: 100%; overflow: hidden; background: ansi_default; }
    """

    def __init__(self, explorer: Explorer, glyphs: Glyphs, *, has_colors: bool) -> None:
        super().__init__()
        self._explorer = explorer
        self._glyphs = glyphs
        self._styles = _STYLES if has_colors else _PLAIN
        self._frame: Frame | None = None

    def draw(self) -> None:
        """What is on the screen is out of date."""
        self._frame = None
        self.refresh()

    @property
    def frame(self) -> Frame:
        if self._frame is None:
            width, height = self.size
            self._frame = frame(self._explorer, width, height, self._glyphs)
            self.virtual_size = Size(width, height)
        return self._frame

    def render_line(self, y: int) -> Strip:
        rows = self.frame.rows
        if y >= len(rows):
            return Strip.blank(self.size.width)
        nothing = Style()
        segments = [Segment(text, self._styles.get(style, nothing)) for text, style in rows[y]]
        return Strip(segments, self.size.width)

    def on_resize(self) -> None:
        self.draw()


class ExplorerApp(App[None]):
    """Runs until somebody quits; what was drafted stays in the explorer."""

    CSS = "Screen, Sheet { background: ansi_default; }"
    TITLE = "ctxscan explore"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = []

    def __init__(
        self, explorer: Explorer, *, glyphs: Glyphs = BLOCKS, has_colors: bool = True
    ) -> None:
        super().__init__(ansi_color=True)
        self.explorer = explorer
        self.sheet = Sheet(explorer, glyphs, has_colors=has_colors)
        self._is_walking = False
        self._slices = 0
        self.failure: CtxscanError | None = None
        """What ended the walk, if anything did."""

    def compose(self) -> ComposeResult:
        yield self.sheet

    def on_mount(self) -> None:
        self.sheet.focus()
        self.call_after_refresh(self._walk)  # what is walked already is shown first

    def _walk(self) -> None:
        """A part of the walk, then whatever keys have come, then the next part."""
        session = self.explorer.session
        try:
            walked = session.ground.is_walked or session.ground.go_on(_SLICE)
            if walked:
                _ = session.weighed, session.base
        except CtxscanError as error:
            self.failure = error
            self.exit()
            return
        self._is_walking = not walked
        self._draw_at_times(is_last=walked)
        if not walked:
            self.set_timer(_PAUSE, self._walk)
        else:
            # Behind the first picture of all of it: what the first rule would wait for.
            self.call_after_refresh(session.prepare)

    def _draw_at_times(self, *, is_last: bool) -> None:
        """What is walked, often enough: to draw takes a tenth of the time of the walk."""
        self._slices += 1
        if is_last or self._slices % _OF_A_PICTURE == 0:
            self.sheet.draw()

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._press(_name_of(event))

    def on_mouse_scroll_down(self) -> None:
        self._press("down")

    def on_mouse_scroll_up(self) -> None:
        self._press("up")

    def on_click(self, event: events.Click) -> None:
        """Put the cursor there; once more unfolds."""
        explorer, drawn = self.explorer, self.sheet.frame
        at = event.y - drawn.first
        if explorer.mode is not Mode.BROWSE or not 0 <= at < drawn.height:
            return
        before = explorer.place
        explorer.go_to(drawn.top + at)
        if explorer.place == before:
            explorer.press("enter")
        self.sheet.draw()

    def _press(self, key: str) -> None:
        explorer = self.explorer
        explorer.press(key)
        if explorer.mode is Mode.ENDED:
            self.exit()
            return
        if explorer.session.ground.is_walked:
            self._check(_AT_ONCE)
            return
        self.sheet.draw()
        if not self._is_walking:
            self._walk()

    def _check(self, seconds: float = _SLICE) -> None:
        """What the drafted rules break, in the picture that has their figures.

        Of many builds, whatever takes longer comes in a later one, and keys come between.
        """
        is_known = self.explorer.session.check(seconds)
        self.sheet.draw()
        if not is_known:
            self.set_timer(_PAUSE, self._check)


def _name_of(event: events.Key) -> str:
    """A character as it is typed; any other key by its name."""
    if event.key in ("ctrl+c", "ctrl+q"):
        return "q"
    if event.character is not None and event.is_printable and event.character != " ":
        return event.character
    return " " if event.key == "space" else event.key
