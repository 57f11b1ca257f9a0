"""How large a page is, and how fast it is in a browser: ``python -m tests.browser.measure``.

Prints two rows for 1,000, 100,000 and 1,000,000 paths of a report and of a diff, in milliseconds:
by the clock, and what the thread of the page alone computed, which a busy machine does not lengthen
as much.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ctxscan.render.html.changes import changes_page
from ctxscan.render.html.page import Build, page
from tests.support.browser import Browser
from tests.support.changes import changed_project, compared_with_head, large_changes
from tests.support.maps import large_map, map_of
from tests.support.samples import PROJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS = (
    *("ArrowDown", "ArrowRight", "ArrowDown", "ArrowRight", "Enter", "ArrowDown", "PageDown"),
    *("ArrowLeft", "ArrowLeft", "Backspace", "End", "Home", "ArrowRight", "b", "c", "c", "c", "b"),
)
"""Moves, expands, zooms, switches: one round of them."""

ROUNDS = 12
SEARCHES = ("i", "in", "ind", "index", "core-", "node_modules/s", "s/lib/t", ".json", "nothing")

_FRAME = """new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(0);
}))"""
"""Behind the frame that shows what was done."""

_LISTEN = "addEventListener('keydown', (event) => { window.begun = event.timeStamp; }, true)"


class Figures(NamedTuple):
    paint: float
    """First paint; ``nan`` for what the thread computed: nobody can ask then."""

    drawn: float
    """The map is there."""

    key_to_frame: float
    """95th percentile, as that of a search."""

    search: float

    def line(self, how: str) -> str:
        return (
            f"  {how:8} paint {self.paint:5.0f}  map {self.drawn:5.0f}  "
            f"key to frame p95 {self.key_to_frame:5.0f}  search p95 {self.search:5.0f}\n"
        )


def measured(browser: Browser, file: Path) -> tuple[Figures, Figures]:
    """By the clock, and by what was computed."""
    browser.open(file.as_uri(), measure=True)
    browser.wait_for("performance.getEntriesByName('map').length")
    computed = browser.computed
    browser.wait_for("performance.getEntriesByName('first-contentful-paint').length")
    names = ("first-contentful-paint", "map")
    first, drawn = (
        browser.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") for name in names
    )
    browser.evaluate("new Promise((done) => setTimeout(done, 500))")
    browser.evaluate(_LISTEN)
    browser.evaluate("document.getElementById('grid').focus()")
    frames = [_acted(browser, each) for _ in range(ROUNDS) for each in KEYS]
    browser.press("/")
    found = []
    for text in SEARCHES:
        browser.evaluate("document.getElementById('search').value = ''")
        for each in text[:-1]:
            browser.press(each)
        found.append(_acted(browser, text[-1]))
    return (
        Figures(
            first, drawn, *(percentile([each[0] for each in part], 95) for part in (frames, found))
        ),
        Figures(
            float("nan"),
            computed,
            *(percentile([each[1] for each in part], 95) for part in (frames, found)),
        ),
    )


def _acted(browser: Browser, key: str) -> tuple[float, float]:
    """From a key to behind the next frame: by the clock, and computed."""
    before = browser.computed
    browser.press(key)
    ended = browser.evaluate(_FRAME)
    return ended - browser.evaluate("begun"), browser.computed - before


def percentile(values: Sequence[float], part: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def main(counts: Sequence[int]) -> None:
    sample = map_of(PROJECTS / "flask-multistage")
    with tempfile.TemporaryDirectory() as folder:
        states = compared_with_head(changed_project(Path(folder, "project")))
        for paths in counts:
            pages = {
                "report": page([Build("", large_map(sample, paths))]),
                "diff": changes_page([large_changes(states, paths)]),
            }
            for name, written in pages.items():
                file = Path(folder, f"{name}-{paths}.html")
                file.write_text(written, encoding="ascii")
                with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
                    clock, computed = measured(browser, file)
                sys.stdout.write(f"{name}, {paths:,} paths, {file.stat().st_size:,} bytes\n")
                sys.stdout.write(clock.line("clock") + computed.line("computed"))
    sys.stdout.write(f"load {' '.join(f'{each:.1f}' for each in os.getloadavg())}\n")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [1_000, 100_000, 1_000_000])
