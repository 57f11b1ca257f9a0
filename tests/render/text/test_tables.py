"""Our tables are rich's own, drawn faster."""

from __future__ import annotations

import random

import pytest
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ctxscan.render.text.tables import one_line, table

WORDS = ["", "a", "12.5kB", "src/app.py", "a longer text of words", "日本語", "é", "[bold]x[/bold]"]


def drawn(made: Table, width: int) -> list[str]:
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(Padding(made, (0, 0, 0, 2)))
    return [line.rstrip() for line in capture.get().splitlines()]


def random_table(seed: int) -> Table:
    luck = random.Random(seed)  # noqa: S311 - no secret
    sides = [luck.choice(["left", "right"]) for _ in range(luck.randint(1, 5))]
    titles = [luck.choice(WORDS) for _ in sides]
    made = table(*zip(titles, sides, strict=True), header=luck.random() < 0.5)
    for _ in range(luck.randint(1, 4)):
        cells: list[str | Text] = [luck.choice(WORDS) for _ in sides]
        cells[-1] = (
            one_line(str(cells[-1])) if luck.random() < 0.5 else Text(str(cells[-1]), "cyan")
        )
        made.add_row(*cells)
    if luck.random() < 0.3:
        made.columns[0].width = 30
    return made


@pytest.mark.parametrize("seed", range(60))
def test_a_table_is_as_rich_draws_it_whatever_the_width(seed: int) -> None:
    for width in (20, 30, 40, 60, 80, 120):
        ours = random_table(seed)
        theirs = random_table(seed)
        theirs.__class__ = Table
        assert drawn(ours, width) == drawn(theirs, width)


def test_a_cell_of_two_lines_is_drawn_by_rich() -> None:
    made = table(("", "left"), ("", "left"))
    made.add_row("a", "one\ntwo")
    assert drawn(made, 80) == ["  a  one", "     two"]


def test_titles_are_styled_as_rich_does_it() -> None:
    console = Console(width=40, force_terminal=True, color_system="standard")
    made = table(("title", "left"), header=True)
    made.add_row("a longer cell")
    with console.capture() as capture:
        console.print(made)
    assert "\x1b[1;2mtitle" in capture.get()
