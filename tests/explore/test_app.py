"""The explorer as Textual runs it: what is on the screen, in which colours, by which keys."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import chdir
from typing import TYPE_CHECKING, Any

import pytest
from rich.color import ColorType

from ctxscan.explore.app import ExplorerApp, Sheet
from ctxscan.explore.bars import ASCII
from ctxscan.explore.cells import width_of
from ctxscan.explore.texts import KEYS
from tests.support.explorers import LARGE, SMALL, begun, on_a_terminal, place
from tests.support.program import ROOT, environment, program
from tests.support.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.segment import Segment
    from textual.pilot import Pilot

    from ctxscan.explore.explorer import Explorer

GOLDEN = ROOT / "tests/golden/explore"


@pytest.fixture
def monorepo(tmp_path: Path) -> Iterator[str]:
    """Outside of any repository, by the same name everywhere."""
    shutil.copytree(ROOT / "sample_projects/monorepo", tmp_path / "monorepo")
    with chdir(tmp_path):
        yield "monorepo"


def app_of(path: str, **options: Any) -> ExplorerApp:
    file = f"{path}/api.Dockerfile"
    return ExplorerApp(begun(path, file=file), **options)


def segments(app: ExplorerApp) -> list[list[Segment]]:
    sheet = app.query_one(Sheet)
    return [list(sheet.render_line(y)) for y in range(sheet.size.height)]


def text_of(app: ExplorerApp) -> str:
    rows = segments(app)
    return "".join("".join(each.text for each in row).rstrip() + "\n" for row in rows)


def compare(name: str, text: str) -> None:
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("CTXSCAN_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


SCREENS = {
    "begun": (),
    "unfolded": ("right", "down", "right"),
    "breaking": ("end", "up", "up", "up", "up", "i"),
    "diff": ("end", "up", "up", "up", "up", "i", "w"),
    "help": ("?",),
    "explanation": ("right", "down", "e"),
    "found": ("/", "p", "a", "c", "k", "enter"),
    "ignored": ("tab", "tab", "tab"),
}


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "160x50"])
@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_is_the_one_on_record(name: str, size: tuple[int, int], monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.press(*SCREENS[name])
        await pilot.pause(0.1)
        compare(f"{name}-{size[0]}x{size[1]}", text_of(app))

    on_a_terminal(app, use, size)


@pytest.mark.parametrize("name", ["breaking", "help", "ignored"])
def test_the_colours_are_the_sixteen_of_the_terminal_or_none(name: str, monorepo: str) -> None:
    for has_colors in (True, False):
        app = app_of(monorepo, has_colors=has_colors)

        async def use(pilot: Pilot[None], app: ExplorerApp = app, has: bool = has_colors) -> None:  # noqa: FBT001 - of this turn of the loop
            await pilot.press(*SCREENS[name])
            await pilot.pause(0.1)
            styles = [each.style for row in segments(app) for each in row if each.style]
            colors = [each.color for each in styles if each.color is not None]
            assert bool(colors) is has
            assert {each.type for each in colors} <= {ColorType.STANDARD}
            assert not any(each.bgcolor for each in styles)

        on_a_terminal(app, use)


def test_without_unicode_all_is_ascii(monorepo: str) -> None:
    app = app_of(monorepo, glyphs=ASCII)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.press("right")
        await pilot.pause()
        assert text_of(app).replace("·", "-").isascii()

    on_a_terminal(app, use)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (300, 100)], ids=str)
def test_any_terminal_is_filled_and_no_more(size: tuple[int, int], monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        for keys in (SCREENS["breaking"], ("?",)):
            await pilot.press(*keys)
            await pilot.pause()
            rows = app.sheet.frame.rows
            assert len(rows) == size[1]
            assert {sum(width_of(text) for text, _ in row) for row in rows} == {size[0]}

    on_a_terminal(app, use, size)


def test_what_would_break_is_red_in_the_frame_of_the_key(monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        *keys, last = SCREENS["breaking"]
        await pilot.press(*keys)
        await pilot.pause(0.1)
        app._press(last)
        rows = app.sheet.frame.rows
        red = [text for row in rows for text, style in row if style == "danger"]
        assert len(red) == 1
        assert "api.Dockerfile:3 COPY libs/common libs/common" in red[0]
        assert any("saves" in text for text, _ in rows[1])

    on_a_terminal(app, use)


def test_the_headline_moves_in_the_frame_of_the_key(monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.press(*SCREENS["breaking"][:-1])
        before = text_of(app).splitlines()[1]
        app.explorer.press("i")
        app.sheet.draw()
        assert text_of(app).splitlines()[1] != before

    on_a_terminal(app, use)


def test_after_writing_all_is_walked_anew(monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.press(*SCREENS["breaking"], "w", "y")
        while not app.explorer.session.ground.is_walked:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "written" in text_of(app)
        figures = app.explorer.session.figures
        assert figures is not None
        assert figures.sent.files == 2

    on_a_terminal(app, use)


def test_what_refuses_the_context_ends_it(monorepo: str) -> None:
    with open(f"{monorepo}/api.Dockerfile.dockerignore", "a", encoding="utf-8") as file:  # noqa: PTH123 - a name relative to where the test is
        file.write("a\\k\n")
    app = app_of(monorepo)

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.pause(1)

    asyncio.run(asyncio.wait_for(run(), 60))
    assert "syntax error in pattern" in str(app.failure)


def test_every_key_is_in_the_help(monorepo: str) -> None:
    explorer: Explorer = app_of(monorepo).explorer
    said = f"{' '.join(keys for keys, _ in KEYS)} pgup pgdn home end escape".split()
    names = {"pageup": "pgup", "pagedown": "pgdn", " ": "enter", "g": "home", "G": "end"}
    shown = {names.get(key, key).removeprefix("shift+") for key in explorer.keys}
    assert shown <= set(said)


def test_clicking_and_scrolling_move_the_cursor(monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.click(Sheet, offset=(50, 7))
        assert app.explorer.place == 2
        await pilot.click(Sheet, offset=(50, 5))
        await pilot.click(Sheet, offset=(50, 5))
        assert app.explorer.lines[0].is_open

    on_a_terminal(app, use)


def test_a_hundred_thousand_rows_are_drawn_a_screen_at_a_time(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM scratch\nCOPY . /\n"}
    root = grow(tmp_path, *(f"d/{each:05}" for each in range(3000)), files=files)
    app = ExplorerApp(begun(str(root)))

    async def use(pilot: Pilot[None]) -> None:
        place(app.explorer, "d")
        await pilot.press("right", "end")
        await pilot.pause()
        assert len(app.explorer.lines) == 3002
        assert "02999" in text_of(app)

    on_a_terminal(app, use)


def test_quitting_ends_the_program_and_keeps_the_draft(monorepo: str) -> None:
    app = app_of(monorepo)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.press(*SCREENS["breaking"], "q")

    on_a_terminal(app, use)
    assert app.explorer.session.lines == ("libs",)


@pytest.mark.parametrize("line", ["--version", "report", "explore --plain", "explore --help"])
def test_nothing_else_imports_textual(line: str, tmp_path: Path) -> None:
    root = grow(tmp_path, files={"Dockerfile": "FROM scratch\nCOPY . /\n"})
    code = (
        "import sys\nfrom ctxscan.__main__ import main\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write(str('textual' in sys.modules))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, *line.split()],
        cwd=root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr.endswith("False")


def test_without_textual_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "textual.py").write_text("raise ImportError('no', name='textual')\n")
    env = {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    found = program("explore", env=env)
    assert found.exit_code == 2
    assert found.errors == [
        (
            "ctxscan: error: explore draws with Textual, which is not installed "
            "(pip install 'ctxscan[explore]', or go line by line with --plain)"
        )
    ]


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    grow(tmp_path, files={"Dockerfile": "FROM scratch\n"})
    found = program("explore", tmp_path)
    assert found.exit_code == 2
    assert found.errors == [
        "ctxscan: error: explore needs a terminal (go line by line with --plain)"
    ]
