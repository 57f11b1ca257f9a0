"""What is drawn is what rich would draw, which takes five times as long to import."""

from __future__ import annotations

import random

import pytest
from rich import text as rich_text
from rich.console import Console
from rich.table import Table as RichTable

from ctxscan.render.drawing.cells import breaks
from ctxscan.render.drawing.paper import Paper
from ctxscan.render.drawing.table import Table, one_line, table
from ctxscan.render.drawing.text import Drawable, Group, Padding, Text

WORDS = ["", "a", "12.5kB", "app.py:123", "a longer text of words", "日本語", "é", "[bold]x[/bold]"]


def drawn(drawable: Drawable, width: int) -> list[str]:
    return Paper(width, has_blocks=True).draw(drawable).splitlines()


def as_rich_draws(drawable: object, width: int) -> list[str]:
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(drawable)
    return [line.rstrip() for line in capture.get().splitlines()]


def random_table(seed: int) -> tuple[Table, RichTable]:
    """The same one, ours and of rich."""
    luck = random.Random(seed)  # noqa: S311 - no secret
    sides = [luck.choice(["left", "right"]) for _ in range(luck.randint(1, 3))]
    titles = [luck.choice(WORDS) for _ in sides]
    header = luck.random() < 0.5
    ours = table(*zip(titles, sides, strict=True), header=header)
    theirs = RichTable(box=None, show_header=header, pad_edge=False, padding=(0, 2, 0, 0))
    for index, (title, side) in enumerate(zip(titles, sides, strict=True)):
        theirs.add_column(
            title,
            justify="right" if side == "right" else "left",
            no_wrap=index < len(sides) - 1,
            overflow="fold",
        )
    for _ in range(luck.randint(1, 4)):
        cells = [luck.choice(WORDS) for _ in sides]
        ours.add_row(*cells)
        theirs.add_row(*[rich_text.Text(cell) for cell in cells])
    if luck.random() < 0.3:
        ours.columns[0].width = theirs.columns[0].width = 30
    return ours, theirs


@pytest.mark.parametrize("seed", range(60))
def test_a_table_is_as_rich_draws_it_wherever_its_last_column_has_room(seed: int) -> None:
    for width in (64, 66, 70, 80, 120):  # 56 for the others
        ours, theirs = random_table(seed)
        assert drawn(ours, width) == as_rich_draws(theirs, width)


@pytest.mark.parametrize("seed", range(200))
def test_a_text_is_broken_where_rich_breaks_it_if_each_word_fits_on_a_line(seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311 - no secret
    words = [luck.choice([*WORDS[1:], "x" * luck.randint(1, 15), "日本" * 3]) for _ in range(12)]
    text = "".join(word + luck.choice([" ", " ", "\n"]) for word in words).rstrip()
    for width in (16, 20, 33, 40):
        assert drawn(Text(text), width) == as_rich_draws(rich_text.Text(text), width)


def test_a_word_that_no_line_holds_goes_on_where_a_line_is_full() -> None:
    assert drawn(Text("a very-long-word-indeed b"), 9) == ["a", "very-long", "-word-ind", "eed b"]
    assert drawn(Text("日本日本日本 日"), 5) == ["日本", "日本", "日本", "日"]


def test_a_column_that_must_not_break_is_cut_where_the_last_one_cannot_give_more() -> None:
    rows = table(("", "left"), ("", "left"))
    rows.add_row("a-name-of-twenty-char", "and what is said of it")
    assert drawn(rows, 20) == ["a-name-of…  and what", "            is said", "            of it"]


def test_of_columns_that_wrap_the_widest_gives_way() -> None:
    rows = table(("step", "wrap"), ("because", "wrap"), header=True)
    rows.add_row("COPY . .", "one two three four five six seven")
    assert drawn(rows, 30) == [
        "step      because",
        "COPY . .  one two three four",
        "          five six seven",
    ]


def test_a_cell_of_two_lines_goes_on_below() -> None:
    rows = table(("", "left"), ("", "left"))
    rows.add_row("a", "one\ntwo")
    assert drawn(Padding(rows, 2), 80) == ["  a  one", "     two"]


def test_one_line_is_cut_and_never_broken() -> None:
    rows = table(("", "left"), ("", "left"))
    rows.add_row("COPY", one_line("a  b\nc d e f g h i j"))
    assert drawn(rows, 16) == ["COPY  a b c d e…"]


def test_a_note_below_a_table_and_a_text_below_that() -> None:
    rows = table(("", "left"))
    rows.add_row("row")
    rows.caption = "and two more"
    assert drawn(Group(rows, Text(""), Text("end")), 80) == ["row", "and two more", "", "end"]


def test_styles_are_the_codes_of_a_terminal_and_spaces_at_the_end_have_none() -> None:
    rows = table(("title", "left"), header=True)
    rows.add_row(Text("a", "bold cyan"))
    paper = Paper(40, has_blocks=True, is_styled=True, has_colors=True)
    assert paper.draw(rows) == "\x1b[1;2mtitle\x1b[0m\n\x1b[1;36ma\x1b[0m\n"
    assert paper._replace(has_colors=False).draw(Text("a", "bold red")) == "\x1b[1ma\x1b[0m\n"
    assert paper._replace(is_styled=False).draw(Text("a  ", "bold red")) == "a\n"


def test_a_path_that_no_line_holds_goes_on_behind_a_slash() -> None:
    assert breaks("src/currency/Dockerfile:46", 25) == [13]
    assert breaks("/" + "a" * 9, 5) == [5]
